using YamlDotNet.Serialization;

namespace MeshBuild.Cluster.Tests.Differential;

/// <summary>One thing to do on both clusters: a kubectl command, or a request that no kubectl makes.</summary>
public sealed record Step
{
    /// <summary>kubectl's arguments, as in a shell; the namespace is added.</summary>
    public string? Kubectl { get; init; }

    /// <summary>Method and path of a request.</summary>
    public string? Request { get; init; }

    /// <summary>Standard input of kubectl, or the body of the request.</summary>
    public string Input { get; init; } = "";

    /// <summary>The body's content type.</summary>
    public string Type { get; init; } = "application/json";

    public string Accept { get; init; } = "application/json";

    /// <summary>A regular expression: the step is repeated until what it prints matches.</summary>
    public string? Until { get; init; }

    /// <summary>Names of values for later steps, which write <c>${name}</c>, and the regular expressions whose first group finds them in what this one prints.</summary>
    public Dictionary<string, string> Keep { get; init; } = [];

    /// <summary>Why the rehearsal is meant to answer otherwise; empty when it is not.</summary>
    public string Differs { get; init; } = "";

    public override string ToString() => Kubectl is null ? Request! : $"kubectl {Kubectl}";

    /// <summary>The steps of a file.</summary>
    public static IReadOnlyList<Step> Read(string file)
    {
        var deserializer = new DeserializerBuilder().WithNamingConvention(YamlDotNet.Serialization.NamingConventions.CamelCaseNamingConvention.Instance).Build();
        return deserializer.Deserialize<List<Step>>(File.ReadAllText(file));
    }
}
