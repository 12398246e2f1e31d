using System.Reflection;
using Cake.Frosting;
using MeshBuild.Mesh;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Build.CommandLine;

/// <summary>The targets of this program: its public tasks.</summary>
public static class Targets
{
    /// <summary>Each target's class by its name.</summary>
    public static IReadOnlyDictionary<string, Type> All { get; } = typeof(Targets).Assembly.GetExportedTypes()
        .Where(type => type is { IsAbstract: false, IsClass: true } && type.IsAssignableTo(typeof(IFrostingTask)))
        .ToDictionary(type => type.Name, StringComparer.OrdinalIgnoreCase);

    /// <summary>What <c>--description</c> says of a target.</summary>
    public static string Description(Type target) => target.GetCustomAttribute<TaskDescriptionAttribute>()?.Description ?? "";

    /// <summary>Whether the target's class has the mark.</summary>
    public static bool Is<TMark>(string name) => All.TryGetValue(name, out var type) && type.IsAssignableTo(typeof(TMark));

    /// <summary>Holds the names on the command line against the targets.</summary>
    /// <exception cref="ConfigurationException">There is no such target.</exception>
    public static void Check(IEnumerable<string> names)
    {
        foreach (var name in names.Where(name => !All.ContainsKey(name)))
        {
            throw new ConfigurationException($"unknown target {name}{NearestMatch.Suggestion(name, All.Keys)}",
                $"The targets are: {string.Join(", ", All.Keys)}.");
        }
    }
}
