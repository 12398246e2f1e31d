using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Model;

/// <summary>A container of a pod.</summary>
public sealed class Container(MappingNode node)
{
    public MappingNode Node { get; } = node;

    public string Name { get; } = node.Text("name") ?? "";

    public IReadOnlyList<ContainerPort> Ports { get; } = [.. node.Mappings("ports").Select(port => new ContainerPort(port))];
}
