using System.Net;
using MeshBuild.Mesh.Images;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;
using NSubstitute;

namespace MeshBuild.Mesh.Tests.Images;

public sealed class ImagePublisherTests
{
    private static readonly string Old = "sha256:" + new string('a', 64);
    private static readonly string New = "sha256:" + new string('b', 64);

    private readonly PlannedImage _car = Image("car");
    private readonly PlannedImage _gateway = Image("gateway");
    private TemporaryFolder _folder = null!;
    private IDocker _docker = null!;
    private IReporter _reporter = null!;

    private MeshSettings Settings => new()
    {
        Root = _folder.Path,
        Manifests = _folder.Path,
        Output = _folder.Path,
        Registry = "localhost:5000",
        Parallelism = 2,
    };

    [SetUp]
    public void Prepare()
    {
        _folder = new TemporaryFolder();
        _docker = Substitute.For<IDocker>();
        _reporter = Substitute.For<IReporter>();
        _docker.InspectAsync(default!, default).ReturnsForAnyArgs(new ToolOutput(0, """[{"RepoDigests":[]}]""", ""));
        Pushing(_car, 0, $"v1: digest: {New} size: 1234");
        Pushing(_gateway, 0, $"v1: digest: {Old} size: 1234");
    }

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public async Task Every_image_is_pushed_and_recorded_with_its_digest()
    {
        var records = await PublishAsync(RegistryStub.Answering(HttpStatusCode.NotFound));

        records.Images.ShouldBe([
            new ImageRecord("car", $"localhost:5000/car:v1@{New}", New, "hash-car"),
            new ImageRecord("gateway", $"localhost:5000/gateway:v1@{Old}", Old, "hash-gateway"),
        ]);
        (await ImageRecords.ReadAsync(_folder.Path, CancellationToken.None)).Images.ShouldBe(records.Images);
    }

    [TestCase("localhost:5000", false)]
    [TestCase(null, true)]
    public async Task Without_a_push_the_records_carry_tags_only(string? registry, bool push)
    {
        var stub = RegistryStub.Down();

        var records = await PublishAsync(stub, Settings with { Registry = registry, Push = push });

        records.Images[0].ShouldBe(new ImageRecord("car", "localhost:5000/car:v1", null, "hash-car"));
        stub.Requests.ShouldBeEmpty();
        await _docker.DidNotReceiveWithAnyArgs().PushAsync(default!, default!, default);
    }

    [Test]
    public async Task What_the_registry_has_already_is_not_pushed_again()
    {
        PushedBefore(_car, Old);
        var stub = Holding(Old);

        var records = await PublishAsync(stub);

        records.Images[0].Digest.ShouldBe(Old);
        stub.Requests.ShouldHaveSingleItem().Line.ShouldBe("HEAD http://localhost:5000/v2/car/manifests/v1");
        await _docker.DidNotReceive().PushAsync(_car.Reference.ToString(), Arg.Any<Action<string>>(), Arg.Any<CancellationToken>());
    }

    [Test]
    public async Task A_tag_that_someone_else_moved_is_pushed_again()
    {
        PushedBefore(_car, Old);

        (await PublishAsync(Holding(New))).Images[0].Digest.ShouldBe(New);
    }

    [Test]
    public async Task A_registry_that_does_not_tell_what_it_has_is_pushed_to()
    {
        PushedBefore(_car, Old);

        (await PublishAsync(RegistryStub.Down())).Images[0].Digest.ShouldBe(New);
    }

    [Test]
    public async Task A_push_that_tells_no_digest_is_looked_up_on_the_engine()
    {
        Pushing(_car, 0, "done");
        PushedBefore(_car, Old);

        (await PublishAsync(RegistryStub.Answering(HttpStatusCode.NotFound))).Images[0].Digest.ShouldBe(Old);
    }

    [TestCase("unauthorized: authentication required", "MESH_REGISTRY_USER")]
    [TestCase("no basic auth credentials", "docker login localhost:5000")]
    [TestCase("dial tcp 127.0.0.1:5000: connect: connection refused", "--registry")]
    public async Task A_failed_push_names_image_cause_and_remedy(string said, string remedy)
    {
        Pushing(_car, 1, "The push refers to repository [localhost:5000/car]", said);

        var error = await Should.ThrowAsync<MeshException>(PublishAsync(RegistryStub.Answering(HttpStatusCode.NotFound)));

        error.Message.ShouldBe($"The image localhost:5000/car:v1 was not pushed: {said}");
        error.Remedy.ShouldNotBeNull().ShouldContain(remedy);
        await _docker.Received(1).PushAsync(_gateway.Reference.ToString(), Arg.Any<Action<string>>(), Arg.Any<CancellationToken>());
        File.Exists(Path.Combine(_folder.Path, "images.json")).ShouldBeFalse();
    }

    [Test]
    public async Task An_image_that_was_not_built_is_named()
    {
        _docker.InspectAsync(_car.Reference.ToString(), Arg.Any<CancellationToken>()).Returns(new ToolOutput(1, "[]", "No such image"));

        var error = await Should.ThrowAsync<MeshException>(PublishAsync(RegistryStub.Answering(HttpStatusCode.NotFound)));

        error.Message.ShouldContain("localhost:5000/car:v1 is not on the Docker engine");
        error.Remedy.ShouldNotBeNull().ShouldContain("BuildImages");
    }

    private static PlannedImage Image(string name) =>
        new(new ImageSource(name, $"/images/{name}", $"hash-{name}"), ImageReference.Parse($"localhost:5000/{name}:v1"));

    private static RegistryStub Holding(string digest) => new(_ =>
    {
        var response = new HttpResponseMessage(HttpStatusCode.OK);
        response.Headers.Add("Docker-Content-Digest", digest);
        return response;
    });

    private Task<ImageRecords> PublishAsync(RegistryStub registry, MeshSettings? settings = null) =>
        new ImagePublisher(_docker, registry.Client, _reporter, _ => null)
            .PublishAsync([_car, _gateway], settings ?? Settings, CancellationToken.None);

    private void PushedBefore(PlannedImage image, string digest) =>
        _docker.InspectAsync(image.Reference.ToString(), Arg.Any<CancellationToken>()).Returns(
            new ToolOutput(0, $$$"""[{"RepoDigests":["elsewhere/car@{{{New}}}","{{{image.Reference.Name}}}@{{{digest}}}"]}]""", ""));

    private void Pushing(PlannedImage image, int exitCode, params string[] lines) =>
        _docker.PushAsync(image.Reference.ToString(), Arg.Any<Action<string>>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            foreach (var line in lines)
            {
                call.Arg<Action<string>>()(line);
            }

            return new ToolOutput(exitCode, "", "");
        });
}
