namespace MeshBuild.Mesh.Egress;

/// <summary>What a call speaks, as far as its log line tells.</summary>
public enum EgressProtocol
{
    Http,

    /// <summary>TLS, whose server name is known.</summary>
    Tls,

    /// <summary>A connection of which nothing is known but the address, or what a ServiceEntry says.</summary>
    Tcp,
}
