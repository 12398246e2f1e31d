using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.RegularExpressions;

namespace MeshBuild.Rehearsal.Tests;

/// <summary>HTTP clients of a cluster, with the login of its kubeconfig.</summary>
internal static partial class Clients
{
    public static HttpClient Client(this RehearsalCluster cluster, bool withLogin = true)
    {
        string Pem(string name) => Encoding.UTF8.GetString(Convert.FromBase64String(
            Entry().Matches(cluster.Kubeconfig).Single(match => match.Groups["name"].Value == name).Groups["data"].Value));

        using var authority = X509Certificate2.CreateFromPem(Pem("certificate-authority"));
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(X509CertificateLoader.LoadCertificate(authority.RawData));
        var handler = new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = policy } };
        if (withLogin)
        {
            handler.SslOptions.ClientCertificates = [X509Certificate2.CreateFromPem(Pem("client-certificate"), Pem("client-key"))];
        }

        return new HttpClient(handler) { BaseAddress = cluster.Address };
    }

    [GeneratedRegex("(?<name>[a-z-]+)-data: (?<data>.+)")]
    private static partial Regex Entry();
}
