using System.Text;
using MeshBuild.Mesh.Manifests;
using MeshBuild.Mesh.Reports;

namespace MeshBuild.Mesh.Egress;

/// <summary>Writes a ServiceEntry file per host. What is there is never overwritten, and an address is no host.</summary>
/// <param name="folder">The folder, absolute.</param>
/// <param name="root">The repository's root, which shown paths start from.</param>
/// <param name="reporter">Is told what was written.</param>
public sealed class ServiceEntryFiles(string folder, string root, IReporter reporter)
{
    /// <summary>Writes those that are missing.</summary>
    public async Task WriteAsync(IEnumerable<EgressDestination> destinations, CancellationToken cancellation)
    {
        var named = new ManagedHosts(ManifestFolder.Read(folder).Select(document => document.Object).Where(item => item.Kind == "ServiceEntry"));
        var hosts = destinations.Select(named.Mark).Where(destination => destination is { Kind: not EgressKind.Managed, IsAddress: false, Port: > 0 })
            .ToLookup(destination => destination.Host);
        Directory.CreateDirectory(folder);
        foreach (var host in hosts)
        {
            var path = Path.Combine(folder, $"{host.Key}.yaml");
            var shown = Path.GetRelativePath(root, path);
            if (!IsHostName(host.Key))
            {
                reporter.Warn($"{host.Key} is no host name: nothing was written for it");
            }
            else if (File.Exists(path))
            {
                reporter.Warn($"{shown} is there already and names other hosts: nothing was written for {host.Key}");
            }
            else
            {
                await WriteAsync(path, Text(host.Key, host), cancellation);
                reporter.Say($"{shown} written");
            }
        }
    }

    // Whole or not at all.
    private static async Task WriteAsync(string path, string text, CancellationToken cancellation)
    {
        var part = path + ".part";
        await File.WriteAllTextAsync(part, text, cancellation);
        File.Move(part, path);
    }

    // The host is another's word: only what is one goes into a path and a manifest.
    private static bool IsHostName(string host) =>
        host.Length <= 253 && host.Split('.') is { Length: > 1 } labels
        && labels.All(label => label.Length is > 0 and <= 63 && label.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-') && label[0] != '-' && label[^1] != '-');

    private static string Text(string host, IEnumerable<EgressDestination> destinations)
    {
        var text = new StringBuilder($"""
            apiVersion: networking.istio.io/v1beta1
            kind: ServiceEntry
            metadata:
              name: {host.Replace('.', '-')}
            spec:
              hosts:
                - {host}
              location: MESH_EXTERNAL
              resolution: DNS
              ports:

            """);
        foreach (var port in destinations.GroupBy(destination => destination.Port).OrderBy(port => port.Key))
        {
            var protocol = port.Any(destination => destination.Protocol == EgressProtocol.Http) ? "HTTP" : port.Key == 443 ? "HTTPS" : "TLS";
            text.Append($"    - number: {port.Key}\n      name: {protocol.ToLowerInvariant()}-{port.Key}\n      protocol: {protocol}\n");
        }

        return text.ToString();
    }
}
