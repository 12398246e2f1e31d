using k8s;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Tests.Images;

namespace MeshBuild.Mesh.Tests.Cluster;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class KubeconfigTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void A_login_of_every_kind_is_read_as_KubernetesClient_reads_it()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "ca.crt"), Certificate);
        var file = Write("""
            apiVersion: v1
            kind: Config
            preferences: {}
            current-context: minikube
            contexts:
            - name: minikube
              context:
                cluster: minikube
                user: token
                namespace: team
                extensions:
                - name: context_info
                  extension: {last-update: "Tue, 01 Jun 2021", provider: minikube.sigs.k8s.io}
            - {name: plugin, context: {cluster: minikube, user: plugin}}
            clusters:
            - name: minikube
              cluster:
                certificate-authority: ca.crt
                server: https://192.168.49.2:8443
                a-field-of-tomorrow: 1
            users:
            - {name: token, user: {token: abc}}
            - name: plugin
              user:
                exec:
                  apiVersion: client.authentication.k8s.io/v1beta1
                  command: gke-gcloud-auth-plugin
                  args: [one]
                  env: [{name: A, value: b}]
                  interactiveMode: IfAvailable
            """);

        var logins = Kubeconfig.ReadLogins(file);

        var ours = KubernetesClientConfiguration.BuildConfigFromConfigObject(logins, "minikube");
        var theirs = KubernetesClientConfiguration.BuildConfigFromConfigFile(new FileInfo(file), "minikube");
        ours.Host.ShouldBe(theirs.Host);
        ours.Namespace.ShouldBe(theirs.Namespace);
        ours.AccessToken.ShouldBe("abc");
        // Named by a relative path: it is the one beside the kubeconfig.
        ours.SslCaCerts.Single().Thumbprint.ShouldBe(theirs.SslCaCerts.Single().Thumbprint);
        var plugin = logins.Users.Single(user => user.Name == "plugin").UserCredentials.ExternalExecution;
        plugin.Command.ShouldBe("gke-gcloud-auth-plugin");
        plugin.Arguments.ShouldBe(["one"]);
        plugin.EnvironmentVariables.Single()["value"].ShouldBe("b");
    }

    [Test]
    public void One_that_is_missing_is_named()
    {
        var path = Path.Combine(_folder.Path, "none");
        Should.Throw<ConfigurationException>(() => Kubeconfig.ReadLogins(path)).Message.ShouldBe($"the kubeconfig {path} does not exist.");
    }

    private static string Certificate
    {
        get
        {
            using var key = System.Security.Cryptography.ECDsa.Create();
            return new System.Security.Cryptography.X509Certificates.CertificateRequest("CN=ca", key, System.Security.Cryptography.HashAlgorithmName.SHA256)
                .CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100)).ExportCertificatePem();
        }
    }

    private string Write(string text)
    {
        var path = Path.Combine(_folder.Path, "config");
        File.WriteAllText(path, text);
        return path;
    }
}
