using MeshBuild.Lint.Model;

namespace MeshBuild.Lint.Rules.Services;

/// <summary>Two ports of Services that lead to one port of a pod.</summary>
internal static class PortConflict
{
    /// <summary>Whether their protocols do not go together.</summary>
    public static bool Is(ServicePort one, ServicePort other) => PortProtocols.FamilyOf(Name(one)) != PortProtocols.FamilyOf(Name(other));

    /// <summary>The protocol; TCP where none is named.</summary>
    public static string Name(ServicePort port) => port.Protocol ?? "tcp";

    /// <summary>UDP passes by the sidecar, so that the other one works.</summary>
    public static Severity SeverityOf(ServicePort one, ServicePort other) => one.Transport == "UDP" || other.Transport == "UDP" ? Severity.Warning : Severity.Error;
}
