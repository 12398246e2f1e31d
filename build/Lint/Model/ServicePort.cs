using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Model;

/// <summary>A port of a Service.</summary>
public sealed class ServicePort(MappingNode node)
{
    public MappingNode Node { get; } = node;

    public int? Number { get; } = node.Scalar("port")?.Integer;

    public ScalarNode? Name { get; } = node.Scalar("name");

    public string Transport { get; } = node.Text("protocol") ?? "TCP";

    public ScalarNode? AppProtocol { get; } = node.Scalar("appProtocol");

    public ScalarNode? TargetPort { get; } = node.Scalar("targetPort");

    /// <summary>The protocol that Istio takes it for; null: none is named.</summary>
    public string? Protocol => Transport == "UDP" ? "udp" : AppProtocol is { } app ? PortProtocols.OfApp(app.Value) : PortProtocols.OfName(Name?.Value);

    /// <summary>The declared port of a workload that it leads to; null when there is none.</summary>
    public ContainerPort? Target(Workload workload) => TargetPort switch
    {
        null => workload.Ports.FirstOrDefault(port => port.Number == Number),
        { Integer: { } number } => workload.Ports.FirstOrDefault(port => port.Number == number),
        { Value: var name } => workload.Ports.FirstOrDefault(port => port.Name == name),
    };

    /// <summary>The number of the port of a workload that it leads to; null when it is named and there is no such name.</summary>
    public int? TargetNumber(Workload workload) => TargetPort is null ? Number : TargetPort.Integer ?? Target(workload)?.Number;

    /// <summary><c>http</c>, or <c>8080</c> without a name.</summary>
    public override string ToString() => Name?.Value ?? $"{Number}";
}
