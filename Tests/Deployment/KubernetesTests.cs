using k8s;
using k8s.Models;
using Microsoft.Extensions.Configuration;
using NeuralDA.Silo.Hosting;
using NeuralDA.Silo.Storage;
using NeuralDA.Tests.Support;
using Orleans.Hosting.Kubernetes;

namespace NeuralDA.Tests.Deployment;

public class KubernetesTests
{
    private static readonly List<object> Objects = [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "deploy/kubernetes"), "*.yaml")
        .SelectMany(file => KubernetesYaml.LoadAllFromString(File.ReadAllText(file), strict: true))];

    private static V1PodTemplateSpec Silo => Assert.Single(Objects.OfType<V1Deployment>()).Spec.Template;

    private static V1Container Container => Assert.Single(Silo.Spec.Containers);

    [Fact]
    public void Every_setting_of_the_silo_is_one_of_its_options()
    {
        const string Prefix = "NEURALDA_SILO_";
        var settings = Container.Env.Where(variable => variable.Name.StartsWith(Prefix, StringComparison.Ordinal))
            .Select(variable => KeyValuePair.Create(variable.Name[Prefix.Length..].Replace("__", ":", StringComparison.Ordinal),
                variable.Value ?? variable.ValueFrom.SecretKeyRef.Key));
        var options = new ConfigurationBuilder().AddInMemoryCollection(settings!).Build()
            .Get<SiloOptions>(binder => binder.ErrorOnUnknownConfiguration = true)!;
        Assert.True(options.Kubernetes);
        Assert.Equal((StoreKind.Postgres, "store-connection"), (options.Store.Kind, options.Store.ConnectionString));
        Assert.Equal(("silo-secret", "operator-key-hash"), (options.Access.SiloSecret, Assert.Single(options.Access.ApiKeys).Hash));
        var mounts = Container.VolumeMounts.Select(mount => mount.MountPath + "/");
        Assert.All([options.Tls!.CertificateFile, options.Tls.CertificateKeyFile, options.Tls.AuthorityFile],
            file => Assert.Contains(mounts, mount => file!.StartsWith(mount, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_silo_has_what_the_hosting_package_asks_for()
    {
        string[] asked =
        [
            KubernetesHostingOptions.PodNameEnvironmentVariable, KubernetesHostingOptions.PodNamespaceEnvironmentVariable,
            KubernetesHostingOptions.PodIPEnvironmentVariable, KubernetesHostingOptions.ServiceIdEnvironmentVariable,
            KubernetesHostingOptions.ClusterIdEnvironmentVariable,
        ];
        var fields = asked.Select(name => Assert.Single(Container.Env, variable => variable.Name == name).ValueFrom.FieldRef.FieldPath);
        Assert.All([KubernetesHostingOptions.ServiceIdLabel, KubernetesHostingOptions.ClusterIdLabel], label =>
        {
            Assert.Contains(label, Silo.Metadata.Labels);
            Assert.Contains($"metadata.labels['{label}']", fields);
        });
        var role = Assert.Single(Objects.OfType<V1Role>());
        Assert.Equal(role.Metadata.Name, Assert.Single(Objects.OfType<V1RoleBinding>()).RoleRef.Name);
        Assert.Contains(Objects.OfType<V1ServiceAccount>(), account => account.Metadata.Name == Silo.Spec.ServiceAccountName);
    }

    [Fact]
    public void Ports_and_labels_that_are_named_are_there()
    {
        var ports = Container.Ports.Select(port => port.Name).ToList();
        foreach (var probe in new[] { Container.StartupProbe, Container.ReadinessProbe, Container.LivenessProbe })
            Assert.Contains(probe.HttpGet.Port.Value, ports);
        Assert.All(Assert.Single(Objects.OfType<V1NetworkPolicy>()).Spec.Ingress.SelectMany(rule => rule.Ports),
            port => Assert.Contains(port.Port.Value, ports));
        var pods = new[] { Silo, Assert.Single(Objects.OfType<V1StatefulSet>()).Spec.Template };
        Assert.All(Objects.OfType<V1Service>(), service => Assert.Contains(pods, pod =>
            service.Spec.Selector.All(label => pod.Metadata.Labels.TryGetValue(label.Key, out var value) && value == label.Value)));
    }

    [Fact]
    public void Nothing_runs_as_root_without_limits_or_with_a_secret_in_the_file()
    {
        var pods = Objects.OfType<V1Deployment>().Select(each => each.Spec.Template)
            .Concat(Objects.OfType<V1StatefulSet>().Select(each => each.Spec.Template)).ToList();
        Assert.All(pods, pod => Assert.True(pod.Spec.SecurityContext.RunAsNonRoot));
        var containers = pods.SelectMany(pod => pod.Spec.Containers).ToList();
        Assert.All(containers, container => Assert.Contains("memory", container.Resources.Limits));
        Assert.All(containers, container => Assert.False(container.SecurityContext.AllowPrivilegeEscalation));
        Assert.Empty(Objects.OfType<V1Secret>());
        var guide = File.ReadAllText(Path.Combine(Repository.Root, "docs/run-a-cluster.md"));
        Assert.All(containers.SelectMany(container => container.Env).Select(variable => variable.ValueFrom?.SecretKeyRef).OfType<V1SecretKeySelector>(),
            secret => Assert.Contains(secret.Key, guide, StringComparison.Ordinal));
    }
}
