namespace MeshBuild.Mesh.Egress;

/// <summary>A destination outside of the mesh.</summary>
/// <param name="Kind">What the mesh makes of calls to it.</param>
/// <param name="Protocol">What they speak.</param>
/// <param name="Host">The host; an address when no call named a host.</param>
/// <param name="Port">The port.</param>
public sealed record EgressDestination(EgressKind Kind, EgressProtocol Protocol, string Host, int Port)
{
    /// <summary>Whether only its address is known.</summary>
    public bool IsAddress => System.Net.IPAddress.TryParse(Host, out _);

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
