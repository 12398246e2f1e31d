using System.Net;
using MeshBuild.Mesh.Images;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;
using NSubstitute;

namespace MeshBuild.Mesh.Tests.Images;

public sealed class RegistryLoginTests
{
    private TemporaryFolder _folder = null!;
    private Dictionary<string, string> _environment = null!;
    private IDocker _docker = null!;
    private IReporter _reporter = null!;

    private MeshSettings Settings => new()
    {
        Root = _folder.Path,
        Manifests = _folder.Path,
        Output = _folder.Path,
        Registry = "registry.example.com/team",
    };

    [SetUp]
    public void Prepare()
    {
        _folder = new TemporaryFolder();
        _environment = new() { ["DOCKER_CONFIG"] = _folder.Path };
        _docker = Substitute.For<IDocker>();
        _docker.LoginAsync(default!, default!, default!, default).ReturnsForAnyArgs(new ToolOutput(0, "Login Succeeded", ""));
        _reporter = Substitute.For<IReporter>();
    }

    [TearDown]
    public void Remove() => _folder.Dispose();

    [TestCase(HttpStatusCode.OK)]
    [TestCase(HttpStatusCode.NotFound)]
    public async Task A_registry_that_does_not_ask_needs_no_login(HttpStatusCode status)
    {
        var stub = RegistryStub.Answering(status);

        (await Login(stub).CheckAsync(Settings, CancellationToken.None)).State.ShouldBe(RegistryLoginState.Open);

        stub.Requests.ShouldHaveSingleItem().Line.ShouldBe("GET https://registry.example.com/v2/");
    }

    [Test]
    public async Task A_missing_login_stops_the_run_with_both_remedies()
    {
        var error = await Should.ThrowAsync<MeshException>(
            Login(RegistryStub.Answering(HttpStatusCode.Unauthorized)).EnsureAsync(Settings, CancellationToken.None));

        error.Message.ShouldContain("registry.example.com asks for a login");
        error.Remedy.ShouldNotBeNull().ShouldContain("MESH_REGISTRY_PASSWORD");
        error.Remedy.ShouldContain("docker login registry.example.com");
    }

    [TestCase("""{"auths":{"registry.example.com":{"auth":"dXNlcjpwdw=="}}}""", RegistryLoginState.Present)]
    [TestCase("""{"auths":{"https://registry.example.com":{"identitytoken":"t"}}}""", RegistryLoginState.Present)]
    [TestCase("""{"auths":{"registry.example.com":{}}}""", RegistryLoginState.Missing)]
    [TestCase("""{"auths":{"other.example.com":{"auth":"dXNlcjpwdw=="}}}""", RegistryLoginState.Missing)]
    [TestCase("""{"credHelpers":{"registry.example.com":"cloud"}}""", RegistryLoginState.Present)]
    [TestCase("""{"auths":{"registry.example.com":{}},"credsStore":"desktop"}""", RegistryLoginState.Present)]
    [TestCase("""{"auths":{},"credsStore":"desktop"}""", RegistryLoginState.Missing)]
    [TestCase("""{"credsStore":"cloud-login"}""", RegistryLoginState.Present)]
    [TestCase("{}", RegistryLoginState.Missing)]
    public async Task Docker_s_own_login_counts(string config, RegistryLoginState state)
    {
        _folder.Write("config.json", config);

        (await Login(RegistryStub.Answering(HttpStatusCode.Unauthorized)).CheckAsync(Settings, CancellationToken.None)).State.ShouldBe(state);
    }

    [Test]
    public async Task A_broken_configuration_of_Docker_is_named()
    {
        var file = _folder.Write("config.json", "{");

        var error = await Should.ThrowAsync<ConfigurationException>(
            Login(RegistryStub.Answering(HttpStatusCode.Unauthorized)).CheckAsync(Settings, CancellationToken.None));

        error.Message.ShouldContain(file);
    }

    [Test]
    public async Task The_environment_s_credentials_log_in()
    {
        SetCredentials();

        await Login(RegistryStub.Answering(HttpStatusCode.Unauthorized)).EnsureAsync(Settings, CancellationToken.None);

        await _docker.Received(1).LoginAsync("registry.example.com", "robot", "pa55word", Arg.Any<CancellationToken>());
        _reporter.ReceivedCalls().SelectMany(call => call.GetArguments()).ShouldNotContain(argument => $"{argument}".Contains("pa55word"));
    }

    [Test]
    public async Task A_refused_login_names_user_and_cause_and_never_the_password()
    {
        SetCredentials();
        _docker.LoginAsync(default!, default!, default!, default)
            .ReturnsForAnyArgs(new ToolOutput(1, "", "unauthorized: pa55word is wrong"));

        var error = await Should.ThrowAsync<MeshException>(
            Login(RegistryStub.Answering(HttpStatusCode.Unauthorized)).EnsureAsync(Settings, CancellationToken.None));

        error.Message.ShouldContain("robot");
        error.Message.ShouldContain("unauthorized");
        error.ToString().ShouldNotContain("pa55word");
    }

    [TestCase("MESH_REGISTRY_USER", "MESH_REGISTRY_PASSWORD")]
    [TestCase("MESH_REGISTRY_PASSWORD", "MESH_REGISTRY_USER")]
    public void Half_a_login_is_refused(string set, string missing)
    {
        _environment[set] = "x1y2z3";

        var error = Should.Throw<ConfigurationException>(() => RegistryCredentials.Read(_environment.GetValueOrDefault));

        error.Message.ShouldStartWith($"{set} is set and {missing} is not");
        error.Message.ShouldNotContain("x1y2z3");
    }

    [Test]
    public async Task An_unreachable_registry_is_tried_again_and_only_warned_about()
    {
        var stub = RegistryStub.Down();

        await Login(stub).EnsureAsync(Settings, CancellationToken.None);

        stub.Requests.Count.ShouldBe(3);
        _reporter.Received(1).Warn(Arg.Is<string>(line => line.Contains("registry.example.com does not answer")));
    }

    [Test]
    public async Task A_failure_that_passes_is_not_noticed()
    {
        var answers = new Queue<HttpStatusCode>([HttpStatusCode.ServiceUnavailable, HttpStatusCode.TooManyRequests, HttpStatusCode.OK]);
        var stub = new RegistryStub(_ => new HttpResponseMessage(answers.Dequeue()));

        (await Login(stub).CheckAsync(Settings, CancellationToken.None)).State.ShouldBe(RegistryLoginState.Open);
    }

    [TestCase(null, true)]
    [TestCase("registry.example.com", false)]
    public async Task What_is_not_pushed_needs_no_login(string? registry, bool push)
    {
        var stub = RegistryStub.Down();

        await Login(stub).EnsureAsync(Settings with { Registry = registry, Push = push }, CancellationToken.None);

        stub.Requests.ShouldBeEmpty();
        await _docker.DidNotReceiveWithAnyArgs().LoginAsync(default!, default!, default!, default);
    }

    private RegistryLogin Login(RegistryStub stub) => new(stub.Client, _docker, _reporter, _environment.GetValueOrDefault);

    private void SetCredentials()
    {
        _environment["MESH_REGISTRY_USER"] = "robot";
        _environment["MESH_REGISTRY_PASSWORD"] = "pa55word";
    }
}
