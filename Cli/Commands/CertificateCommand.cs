using System.CommandLine;
using NeuralDA.Cli.Hosting;
using NeuralDA.Cli.Output;
using NeuralDA.Client.Security;

namespace NeuralDA.Cli.Commands;

/// <summary><c>neuralda certificate</c>: certificates by which silos and clients know each other.</summary>
internal static class CertificateCommand
{
    /// <summary>Defines the verb.</summary>
    public static Command Create()
    {
        var name = new Argument<string>("NAME") { Description = "Name of the files and, for a client, of who it is for." };
        var silo = new Option<bool>("--silo") { Description = "The certificate is for silos, which all may have the same." };
        var folder = new Option<string>("--folder")
        {
            Description = "Where the authority is, or is made, and the certificate goes.", HelpName = "DIR",
            DefaultValueFactory = _ => "certificates",
        };
        var days = CommonOptions.Count("--days", "How long the certificate is valid.", 90);
        var json = CommonOptions.Json();
        var command = new Command("certificate",
            """
            Issues a certificate of the cluster's own authority: NAME.pem and NAME.key, for Tls.CertificateFile and
            Tls.CertificateKeyFile. The authority, made the first time, is authority.pem, for Tls.AuthorityFile; whoever has
            authority.key can issue certificates, so keep it elsewhere than on the silos.

            Examples:
              neuralda certificate silo --silo
              neuralda certificate alice --days 30
            """)
        { name, silo, folder, days, json };
        command.SetAction(parsed =>
        {
            var file = parsed.GetValue(name)!;
            if (file != Path.GetFileName(file) || string.IsNullOrWhiteSpace(file) || file == "authority")
                throw new UsageException($"'{file}' cannot be the name of a certificate; expected a plain file name.");
            var authority = new CertificateAuthority(parsed.GetValue(folder)!, TimeProvider.System);
            var dnsName = parsed.GetValue(silo) ? new TlsOptions().SiloName : file;
            if (!parsed.GetValue(silo) && dnsName == new TlsOptions().SiloName)
                throw new UsageException($"'{dnsName}' is the name of silos; expected another, or --silo.");
            var issued = authority.Issue(file, dnsName, TimeSpan.FromDays(parsed.GetValue(days)));
            var output = new CommandOutput(parsed.InvocationConfiguration.Output, parsed.GetValue(json));
            output.Line($"certificate of '{dnsName}' in {issued}, its key beside it");
            output.Result(new { Certificate = issued, Name = dnsName });
            return CommandLineRunner.Fine;
        });
        return command;
    }
}
