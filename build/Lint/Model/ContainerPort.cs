using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Model;

/// <summary>A port that a container declares.</summary>
public sealed class ContainerPort(MappingNode node)
{
    public MappingNode Node { get; } = node;

    public int? Number { get; } = node.Scalar("containerPort")?.Integer;

    public string? Name { get; } = node.Text("name");

    public string Transport { get; } = node.Text("protocol") ?? "TCP";
}
