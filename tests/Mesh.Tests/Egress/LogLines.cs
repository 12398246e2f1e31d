namespace MeshBuild.Mesh.Tests.Egress;

/// <summary>Lines as the proxies of Istio 1.10 write them.</summary>
internal static class LogLines
{
    /// <summary>A request to a host that no ServiceEntry names.</summary>
    public static string Http(string authority, string start = "2021-05-25T21:33:12.123Z", string path = "/", string agent = "curl/7.74.0", string local = "93.184.216.34:80", string cluster = "PassthroughCluster", string route = "allow_any", int status = 200) =>
        $"[{start}] \"GET {path} HTTP/1.1\" {status} - via_upstream - \"-\" 0 1256 12 11 \"-\" \"{agent}\" \"0a1b2c3d-1111-2222-3333-444455556666\" \"{authority}\" \"{local}\" {cluster} 10.0.0.7:41234 {local} 10.0.0.7:41232 - {route}";

    /// <summary>A connection.</summary>
    public static string Tcp(string local, string serverName = "-", string start = "2021-05-25T21:33:12.123Z", string cluster = "PassthroughCluster") =>
        $"[{start}] \"- - -\" 0 - - - \"-\" 812 3021 150 - \"-\" \"-\" \"-\" \"-\" \"{local}\" {cluster} 10.0.0.7:41234 {local} 10.0.0.7:41232 {serverName} -";
}
