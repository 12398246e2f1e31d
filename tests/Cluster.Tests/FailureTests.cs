using MeshBuild.Cluster.Tests.Clusters;

namespace MeshBuild.Cluster.Tests;

/// <summary>What may be wrong: each ends with its status and a message that names the cause and the remedy, and the same command finishes once it is mended.</summary>
public abstract class FailureTests(TestCluster cluster) : ClusterFixture(cluster)
{
    /// <summary>What a container of the tests runs.</summary>
    protected const string Image = "image: istio/proxyv2:1.10.0";

    private const string Namespace = "trial";

    /// <summary>The folder of one test.</summary>
    protected string Folder { get; private set; } = "";

    [OneTimeSetUp]
    public async Task DeployAsync() => (await Script.RunAsync("Deploy")).ShouldExit(0);

    [SetUp]
    public void MakeFolder() => Folder = Directory.CreateDirectory(Path.Combine(Cluster.Scratch, Guid.NewGuid().ToString("N"))).FullName;

    [Test]
    public async Task A_wrong_digest_shows_both_and_keeps_nothing()
    {
        var wrong = "sha256:" + new string('0', 64);
        (await Script.RunAsync("DownloadIstio", $"--tools={Folder}", $"--istio-digest={wrong}")).ShouldExit(1)
            .ShouldSay(wrong, Cluster.Environment["MESH_ISTIO_DIGEST"]!, "nothing of it was kept", "--istio-digest");
        (await Script.RunAsync("DownloadIstio", $"--tools={Folder}")).ShouldExit(0);
    }

    [Test]
    public async Task A_truncated_archive_is_tried_again_and_then_named()
    {
        using var mirror = new Mirror(Cluster.Environment["MESH_ISTIO_SOURCE"]!) { Share = 0.5 };
        (await Script.RunAsync("DownloadIstio", $"--tools={Folder}", $"--istio-source={mirror.Address}"))
            .ShouldExit(1).ShouldSay("istio-1.10.0-", $"the connection to {mirror.Address} broke", "tried five times", "--istio-source");
        mirror.Share = 1;
        (await Script.RunAsync("DownloadIstio", $"--tools={Folder}", $"--istio-source={mirror.Address}")).ShouldExit(0).ShouldSay("downloaded and verified");
    }

    [Test]
    public async Task An_image_that_cannot_be_pulled_is_named()
    {
        var registry = Cluster.Environment["MESH_REGISTRY"];
        Cluster.Rehearse("image-pull:pull");
        await FailAsync("pull", $"image: {registry}/missing:1", "deployment/pull", $"{registry}/missing:1", "cannot be pulled", "imagePullSecrets");
        await MendAsync("pull");
    }

    [Test]
    public async Task A_container_that_ends_at_its_start_is_named_with_its_exit_code()
    {
        Cluster.Rehearse("crash:crash");
        await FailAsync("crash", $"{Image}\nargs: [istio-iptables]",
            "deployment/crash", "container crash", $"ended with exit code {Cluster.CrashStatus}", "logs");
        await MendAsync("crash");
    }

    [Test]
    public async Task A_readiness_that_never_comes_is_named()
    {
        Cluster.Rehearse("never-ready:never");
        await FailAsync("never", $"{Image}\nreadinessProbe: {{tcpSocket: {{port: 9}}, periodSeconds: 1}}",
            "deployment/never", "container never", "readiness probe");
        await MendAsync("never");
    }

    [Test]
    public async Task A_node_that_takes_no_pods_is_named_at_the_deadline()
    {
        var node = (await Cluster.KubectlAsync("get", "node", "-o", "name")).Trim();
        await Cluster.KubectlAsync("cordon", node);
        try
        {
            await FailAsync("cordoned", Image, "Verify was not done within 8s", "deployment/cordoned", "unschedulable", "--timeout");
        }
        finally
        {
            await Cluster.KubectlAsync("uncordon", node);
        }

        await FinishAsync();
    }

    [Test]
    public async Task Without_istiod_the_webhook_that_refuses_pods_is_named_and_InstallIstio_brings_it_back()
    {
        await Cluster.KubectlAsync("scale", "deployment", "istiod", "-n", "istio-system", "--replicas=0");
        await Cluster.KubectlAsync("wait", "--for=delete", "pods", "-l", "app=istiod", "-n", "istio-system", "--timeout=60s");

        await FailAsync("refused", Image, "deployment/refused", "failed calling webhook", "istiod", "--target=InstallIstio");

        (await Script.RunAsync("InstallIstio")).ShouldExit(0);
        await FinishAsync();
    }

    [Test]
    public async Task A_namespace_of_another_revision_is_named()
    {
        await Cluster.KubectlAsync("create", "namespace", "elsewhere");
        await Cluster.KubectlAsync("label", "namespace", "elsewhere", "istio.io/rev=canary");
        (await Script.RunAsync("LabelNamespace", "--namespace=elsewhere")).ShouldExit(1)
            .ShouldSay(Said.OfAnotherRevision("elsewhere"));
        await Cluster.KubectlAsync("label", "namespace", "elsewhere", "istio.io/rev-");
        (await Script.RunAsync("LabelNamespace", "--namespace=elsewhere")).ShouldExit(0);
        await Cluster.KubectlAsync("delete", "namespace", "elsewhere");
    }

    [Test]
    public async Task A_kubeconfig_that_is_missing_empty_or_a_folder_is_named()
    {
        var file = Path.Combine(Folder, "kubeconfig");
        (await Script.RunAsync("Status", $"--kubeconfig={file}")).ShouldExit(2).ShouldSay($"{file} does not exist", "--kubeconfig");
        await File.WriteAllTextAsync(file, "");
        (await Script.RunAsync("Status", $"--kubeconfig={file}")).ShouldExit(2).ShouldSay($"{file} is empty", "--kubeconfig");
        (await Script.RunAsync("Status", $"--kubeconfig={Folder}")).ShouldExit(2).ShouldSay($"{Folder} cannot be read", "--kubeconfig");
        File.Copy(Cluster.Kubeconfig, file, overwrite: true);
        (await Script.RunAsync("Status", $"--kubeconfig={file}")).ShouldExit(0);
    }

    [Test]
    public async Task A_server_that_does_not_answer_is_named()
    {
        var kubeconfig = await KubeconfigAsync("kind-gone", $"https://127.0.0.1:{LoopbackPort.Free()}");
        (await Script.RunAsync("Status", $"--kubeconfig={kubeconfig}")).ShouldExit(1)
            .ShouldSay([.. Said.OfNoAnswer, "kind-gone"]);
        File.Copy(Cluster.Kubeconfig, kubeconfig, overwrite: true);
        (await Script.RunAsync("Status", $"--kubeconfig={kubeconfig}")).ShouldExit(0);
    }

    [Test]
    public async Task A_context_that_is_not_local_must_be_named()
    {
        var kubeconfig = Path.Combine(Folder, "kubeconfig");
        await File.WriteAllTextAsync(kubeconfig, await Cluster.ForeignKubeconfigAsync("prod-eu"));
        (await Script.RunAsync("LabelNamespace", $"--kubeconfig={kubeconfig}")).ShouldExit(2)
            .ShouldSay("current context prod-eu is not a local cluster: say --context=prod-eu");
        (await Script.RunAsync("LabelNamespace", $"--kubeconfig={kubeconfig}", "--context=prod-eu")).ShouldExit(0);
    }

    [Test]
    public async Task A_Kubernetes_that_is_too_new_is_named_and_not_touched()
    {
        using var server = new NewerKubernetes("v1.25.3");
        var kubeconfig = await KubeconfigAsync("kind-new", server.Address);
        (await Script.RunAsync("InstallIstio", $"--kubeconfig={kubeconfig}")).ShouldExit(1)
            .ShouldSay(Said.OfNewerKubernetes);
        server.Written.ShouldAllBe(path => path.Contains("/leases"));
        File.Copy(Cluster.Kubeconfig, kubeconfig, overwrite: true);
        (await Script.RunAsync("InstallIstio", $"--kubeconfig={kubeconfig}")).ShouldExit(0).ShouldSay("installed and healthy");
    }

    [Test]
    public async Task A_broken_manifest_is_shown_with_file_line_and_column()
    {
        var manifests = await ManifestsAsync("broken", "image: car");
        var file = Path.Combine(manifests, "workloads", "broken", "app.yaml");
        var whole = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, "apiVersion: v1\nkind: Service\nmetadata: {name: broken\nspec: 1\n");
        (await Script.RunAsync("Lint", $"--manifests={manifests}")).ShouldExit(1).ShouldSay("broken/app.yaml:3:", "^", "nothing was applied");
        await File.WriteAllTextAsync(file, whole);
        (await Script.RunAsync("Lint", $"--manifests={manifests}")).ShouldExit(0);
    }

    protected async Task FailAsync(string name, string container, params string[] said)
    {
        await ManifestsAsync(name, container);
        (await ApplyAsync()).ShouldExit(0);
        var failed = (await VerifyAsync("8s")).ShouldExit(1).ShouldSay(said);
        // The diagnosis has ten seconds of its own, and the program its start.
        failed.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(40));
    }

    protected async Task MendAsync(string name)
    {
        Cluster.Rehearse("");
        await ManifestsAsync(name, Image);
        (await ApplyAsync()).ShouldExit(0);
        await FinishAsync();
    }

    /// <summary>All is well again.</summary>
    protected async Task FinishAsync()
    {
        (await VerifyAsync("120s")).ShouldExit(0);
        await Cluster.KubectlAsync("delete", "namespace", Namespace);
    }

    protected async Task<RunResult> ApplyAsync(params string[] arguments)
    {
        (await Script.RunAsync("LabelNamespace", $"--namespace={Namespace}")).ShouldExit(0);
        return await Script.RunAsync("ApplyWorkloads", ["--exclusive", $"--manifests={Folder}", $"--namespace={Namespace}", .. arguments]);
    }

    private Task<RunResult> VerifyAsync(string timeout) =>
        Script.RunAsync("Verify", $"--manifests={Folder}", $"--namespace={Namespace}", $"--timeout={timeout}");

    protected async Task<string> ManifestsAsync(string name, string container)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Folder, "workloads", name)).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "app.yaml"), $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: {{name}} }
            spec:
              selector:
                matchLabels: {app: {{name}} }
              template:
                metadata:
                  labels: {app: {{name}}, version: v1}
                spec:
                  terminationGracePeriodSeconds: 1
                  containers:
                    - name: {{name}}
                      imagePullPolicy: IfNotPresent
                      env: [{name: PORTS, value: "8080"}]
                      ports: [{containerPort: 8080}]
                      {{container.Replace("\n", "\n          ")}}
            """);
        return Folder;
    }

    private async Task<string> KubeconfigAsync(string context, string server)
    {
        var file = Path.Combine(Folder, "kubeconfig");
        await File.WriteAllTextAsync(file, $$"""
            apiVersion: v1
            kind: Config
            current-context: {{context}}
            clusters: [{name: c, cluster: {server: "{{server}}"} }]
            users: [{name: u, user: {token: t} }]
            contexts: [{name: {{context}}, context: {cluster: c, user: u} }]
            """);
        return file;
    }
}
