using System.Reflection;

namespace NeuralDA.Tests.Architecture;

/// <summary>Grains and wire types sit in feature folders, the same word in contract and implementation.</summary>
public class GrainTests
{
    private static readonly Assembly Contracts = Assembly.Load("NeuralDA.Grains.Interfaces");
    private static readonly Assembly Implementations = Assembly.Load("NeuralDA.Grains");

    [Fact]
    public void Grain_lives_in_the_feature_folder_of_its_contract()
    {
        var grains = Implementations.GetTypes().Where(type => type.IsAssignableTo(typeof(Grain)) && !type.IsAbstract).ToArray();
        Assert.NotEmpty(grains);
        Assert.All(grains, grain =>
        {
            // A contract that only grains of one silo use may stay beside its grain.
            var contract = Assert.Single(grain.GetInterfaces(), type => type.Name == "I" + grain.Name);
            Assert.Equal(Feature(contract), Feature(grain));
        });
    }

    [Fact]
    public void Every_contract_has_a_grain() => Assert.All(
        Contracts.GetExportedTypes().Where(type => type.IsInterface && type.IsAssignableTo(typeof(IGrain))),
        contract => Assert.Contains(Implementations.GetTypes(), type => type.IsClass && type.IsAssignableTo(contract)));

    [Fact]
    public void Wire_type_has_an_alias_so_that_it_may_be_renamed() => Assert.All(
        Contracts.GetExportedTypes().Where(type => type.IsDefined(typeof(GenerateSerializerAttribute), inherit: false)),
        type => Assert.True(type.IsDefined(typeof(AliasAttribute), inherit: false)));

    private static string Feature(Type type) => type.Namespace![(type.Assembly.GetName().Name!.Length + 1)..];
}
