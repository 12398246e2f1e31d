namespace MeshBuild.Cluster.Tests;

/// <summary>What may be wrong: each ends with its status and a message that names the cause and the remedy, and the same command finishes once it is mended.</summary>
[FixtureLifeCycle(LifeCycle.SingleInstance)]
public sealed class FailureTests
{
    private const string Namespace = "trial";
    private string _folder = "";

    [OneTimeSetUp]
    public async Task Start()
    {
        TestCluster.Require();
        await TestCluster.ResetAsync();
        (await BuildScript.RunAsync("Deploy")).ShouldExit(0);
    }

    [SetUp]
    public void Folder() => _folder = Directory.CreateDirectory(Path.Combine(TestCluster.Scratch, Guid.NewGuid().ToString("N"))).FullName;

    [Test]
    public async Task A_wrong_digest_shows_both_and_keeps_nothing()
    {
        var wrong = "sha256:" + new string('0', 64);
        (await BuildScript.RunAsync("DownloadIstio", $"--istio-digest={wrong}")).ShouldExit(1)
            .ShouldSay(wrong, TestCluster.Environment["MESH_ISTIO_DIGEST"]!, "nothing of it was kept", "--istio-digest");
        (await BuildScript.RunAsync("DownloadIstio")).ShouldExit(0);
    }

    [Test]
    public async Task A_truncated_archive_is_tried_again_and_then_named()
    {
        using var mirror = new Mirror(TestCluster.Release) { Share = 0.5 };
        Directory.Delete(Path.Combine(TestCluster.Root, "tools", "istio-1.10.0"), recursive: true);
        (await BuildScript.RunAsync("DownloadIstio", $"--istio-source={mirror.Address}"))
            .ShouldExit(1).ShouldSay("istio-1.10.0-", "ended prematurely", "tried five times", "--istio-source");
        mirror.Share = 1;
        (await BuildScript.RunAsync("DownloadIstio", $"--istio-source={mirror.Address}")).ShouldExit(0).ShouldSay("downloaded and verified");
    }

    [Test]
    public async Task A_registry_that_asks_for_a_login_is_named_before_anything_is_built()
    {
        await TestCluster.ScriptAsync("registry", "user:password");
        try
        {
            var configuration = new Dictionary<string, string?> { ["DOCKER_CONFIG"] = _folder };
            var refused = (await BuildScript.RunWithAsync(configuration, "PushImages")).ShouldExit(1)
                .ShouldSay(TestCluster.Environment["MESH_REGISTRY"]!, "MESH_REGISTRY_USER", "MESH_REGISTRY_PASSWORD");
            refused.Output.ShouldNotContain("PushImages\n");

            configuration["MESH_REGISTRY_USER"] = "user";
            configuration["MESH_REGISTRY_PASSWORD"] = "password";
            (await BuildScript.RunWithAsync(configuration, "PushImages")).ShouldExit(0);
        }
        finally
        {
            await TestCluster.ScriptAsync("registry");
        }
    }

    [Test]
    public async Task An_image_that_cannot_be_pulled_is_named()
    {
        var registry = TestCluster.Environment["MESH_REGISTRY"];
        await FailAsync("pull", $"image: {registry}/missing:1", "deployment/pull", $"{registry}/missing:1", "cannot be pulled", "imagePullSecrets");
        await MendAsync("pull");
    }

    [Test]
    public async Task A_container_that_ends_at_its_start_is_named_with_its_exit_code()
    {
        await FailAsync("crash", "image: istio/proxyv2:1.10.0\nargs: [istio-iptables]", "deployment/crash", "container crash", "ended with exit code 0", "logs");
        await MendAsync("crash");
    }

    [Test]
    public async Task A_readiness_that_never_comes_is_named()
    {
        await FailAsync("never", "image: istio/proxyv2:1.10.0\nreadinessProbe: {tcpSocket: {port: 9}, periodSeconds: 1}",
            "deployment/never", "container never", "readiness probe");
        await MendAsync("never");
    }

    [Test]
    public async Task A_node_that_takes_no_pods_is_named_at_the_deadline()
    {
        var node = (await TestCluster.KubectlAsync("get", "node", "-o", "name")).Trim();
        await TestCluster.KubectlAsync("cordon", node);
        try
        {
            await FailAsync("cordoned", "image: istio/proxyv2:1.10.0", "Verify was not done within 8s", "deployment/cordoned", "unschedulable", "--timeout");
        }
        finally
        {
            await TestCluster.KubectlAsync("uncordon", node);
        }

        (await VerifyAsync("60s")).ShouldExit(0);
        await TestCluster.KubectlAsync("delete", "namespace", Namespace);
    }

    [Test]
    public async Task Without_istiod_the_webhook_that_refuses_pods_is_named_and_InstallIstio_brings_it_back()
    {
        await TestCluster.KubectlAsync("scale", "deployment", "istiod", "-n", "istio-system", "--replicas=0");
        await TestCluster.KubectlAsync("wait", "--for=delete", "pods", "-l", "app=istiod", "-n", "istio-system", "--timeout=60s");

        await FailAsync("refused", "image: istio/proxyv2:1.10.0", "deployment/refused", "failed calling webhook", "istiod", "--target=InstallIstio");

        (await BuildScript.RunAsync("InstallIstio")).ShouldExit(0);
        (await VerifyAsync("120s")).ShouldExit(0);
        await TestCluster.KubectlAsync("delete", "namespace", Namespace);
    }

    [Test]
    public async Task A_namespace_of_another_revision_is_named()
    {
        await TestCluster.KubectlAsync("create", "namespace", "elsewhere");
        await TestCluster.KubectlAsync("label", "namespace", "elsewhere", "istio.io/rev=canary");
        (await BuildScript.RunAsync("LabelNamespace", "--namespace=elsewhere")).ShouldExit(1)
            .ShouldSay("istio.io/rev=canary", "kubectl label namespace elsewhere istio.io/rev-");
        await TestCluster.KubectlAsync("label", "namespace", "elsewhere", "istio.io/rev-");
        (await BuildScript.RunAsync("LabelNamespace", "--namespace=elsewhere")).ShouldExit(0);
        await TestCluster.KubectlAsync("delete", "namespace", "elsewhere");
    }

    [Test]
    public async Task A_kubeconfig_that_is_missing_empty_or_a_folder_is_named()
    {
        var file = Path.Combine(_folder, "kubeconfig");
        (await BuildScript.RunAsync("Status", $"--kubeconfig={file}")).ShouldExit(2).ShouldSay($"{file} does not exist", "--kubeconfig");
        await File.WriteAllTextAsync(file, "");
        (await BuildScript.RunAsync("Status", $"--kubeconfig={file}")).ShouldExit(2).ShouldSay($"{file} is empty", "--kubeconfig");
        (await BuildScript.RunAsync("Status", $"--kubeconfig={_folder}")).ShouldExit(2).ShouldSay($"{_folder} cannot be read", "--kubeconfig");
        File.Copy(TestCluster.Environment["KUBECONFIG"]!, file, overwrite: true);
        (await BuildScript.RunAsync("Status", $"--kubeconfig={file}")).ShouldExit(0);
    }

    [Test]
    public async Task A_server_that_does_not_answer_is_named()
    {
        var kubeconfig = await KubeconfigAsync("kind-gone", $"https://127.0.0.1:{LoopbackPort.Free()}");
        (await BuildScript.RunAsync("Status", $"--kubeconfig={kubeconfig}")).ShouldExit(1)
            .ShouldSay("does not answer", "kind-gone", "refused", "--context");
        File.Copy(TestCluster.Environment["KUBECONFIG"]!, kubeconfig, overwrite: true);
        (await BuildScript.RunAsync("Status", $"--kubeconfig={kubeconfig}")).ShouldExit(0);
    }

    [Test]
    public async Task A_context_that_is_not_local_must_be_named()
    {
        // The same cluster by another of its addresses: nothing about that one is local.
        var address = (await TestCluster.KubectlAsync("get", "endpoints", "kubernetes", "-o", "jsonpath={.subsets[0].addresses[0].ip}")).Trim();
        var kubeconfig = Path.Combine(_folder, "kubeconfig");
        var text = await File.ReadAllTextAsync(TestCluster.Environment["KUBECONFIG"]!);
        await File.WriteAllTextAsync(kubeconfig, text.Replace("127.0.0.1", address, StringComparison.Ordinal).Replace("mesh-test", "prod-eu", StringComparison.Ordinal));
        (await BuildScript.RunAsync("Deploy", $"--kubeconfig={kubeconfig}")).ShouldExit(2)
            .ShouldSay("current context prod-eu is not a local cluster: say --context=prod-eu");
        (await BuildScript.RunAsync("Deploy", $"--kubeconfig={kubeconfig}", "--context=prod-eu")).ShouldExit(0);
    }

    [Test]
    public async Task A_Kubernetes_that_is_too_new_is_named_and_not_touched()
    {
        using var server = new NewerKubernetes("v1.25.3");
        var kubeconfig = await KubeconfigAsync("kind-new", server.Address);
        (await BuildScript.RunAsync("InstallIstio", $"--kubeconfig={kubeconfig}")).ShouldExit(1)
            .ShouldSay("Istio 1.10.0 does not work on Kubernetes 1.25.3", "1.18 to 1.24", "Nothing was changed", "--istio-version");
        server.Written.ShouldAllBe(path => path.Contains("/leases"));
        File.Copy(TestCluster.Environment["KUBECONFIG"]!, kubeconfig, overwrite: true);
        (await BuildScript.RunAsync("InstallIstio", $"--kubeconfig={kubeconfig}")).ShouldExit(0).ShouldSay("installed and healthy");
    }

    [Test]
    public async Task A_broken_manifest_is_shown_with_file_line_and_column()
    {
        var manifests = await ManifestsAsync("broken", "image: car");
        var file = Path.Combine(manifests, "workloads", "broken", "app.yaml");
        var whole = await File.ReadAllTextAsync(file);
        await File.WriteAllTextAsync(file, "apiVersion: v1\nkind: Service\nmetadata: {name: broken\nspec: 1\n");
        (await BuildScript.RunAsync("Lint", $"--manifests={manifests}")).ShouldExit(1).ShouldSay("broken/app.yaml:3:", "^", "nothing was applied");
        await File.WriteAllTextAsync(file, whole);
        (await BuildScript.RunAsync("Lint", $"--manifests={manifests}")).ShouldExit(0);
    }

    private async Task FailAsync(string name, string container, params string[] said)
    {
        await ManifestsAsync(name, container);
        (await ApplyAsync()).ShouldExit(0);
        var failed = (await VerifyAsync("8s")).ShouldExit(1).ShouldSay(said);
        // The diagnosis has ten seconds of its own, and the program its start.
        failed.Duration.ShouldBeLessThan(TimeSpan.FromSeconds(40));
    }

    private async Task MendAsync(string name)
    {
        await ManifestsAsync(name, "image: istio/proxyv2:1.10.0");
        (await ApplyAsync()).ShouldExit(0);
        (await VerifyAsync("120s")).ShouldExit(0);
        await TestCluster.KubectlAsync("delete", "namespace", Namespace);
    }

    private async Task<RunResult> ApplyAsync()
    {
        (await BuildScript.RunAsync("LabelNamespace", $"--namespace={Namespace}")).ShouldExit(0);
        return await BuildScript.RunAsync("ApplyWorkloads", "--exclusive", $"--manifests={_folder}", $"--namespace={Namespace}");
    }

    private Task<RunResult> VerifyAsync(string timeout) =>
        BuildScript.RunAsync("Verify", $"--manifests={_folder}", $"--namespace={Namespace}", $"--timeout={timeout}");

    private async Task<string> ManifestsAsync(string name, string container)
    {
        var folder = Directory.CreateDirectory(Path.Combine(_folder, "workloads", name)).FullName;
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
        return _folder;
    }

    private async Task<string> KubeconfigAsync(string context, string server)
    {
        var file = Path.Combine(_folder, "kubeconfig");
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
