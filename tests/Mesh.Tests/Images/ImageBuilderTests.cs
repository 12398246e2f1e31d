using MeshBuild.Mesh.Images;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tools;
using NSubstitute;

namespace MeshBuild.Mesh.Tests.Images;

public sealed class ImageBuilderTests
{
    private static readonly ToolOutput NoSuchImage = new(1, "[]", "Error: No such image");

    private readonly PlannedImage _car = Image("car");
    private readonly PlannedImage _gateway = Image("gateway");
    private IDocker _docker = null!;
    private IReporter _reporter = null!;

    private static MeshSettings Settings => new()
    {
        Root = "/r",
        Manifests = "/r/m",
        Output = "/r/o",
        Parallelism = 2,
        BuildArgs = ["BASE_IMAGE=base:1"],
    };

    [SetUp]
    public void Prepare()
    {
        _docker = Substitute.For<IDocker>();
        _reporter = Substitute.For<IReporter>();
        _docker.InspectAsync(default!, default).ReturnsForAnyArgs(NoSuchImage);
        Building("/images/car", 0);
        Building("/images/gateway", 0);
    }

    [Test]
    public async Task A_missing_image_is_built_with_its_tag_label_and_arguments()
    {
        (await new ImageBuilder(_docker, _reporter).BuildAsync([_car], Settings, CancellationToken.None)).ShouldBe(1);

        await _docker.Received(1).BuildAsync(
            "/images/car",
            Arg.Is<IReadOnlyList<string>>(tags => tags.SequenceEqual(new[] { "localhost:5000/car:v1" })),
            Arg.Is<IReadOnlyDictionary<string, string>>(labels => labels["meshbuild.io/source"] == "hash-car" && labels.Count == 1),
            Arg.Is<IReadOnlyList<string>>(arguments => arguments.SequenceEqual(new[] { "BASE_IMAGE=base:1" })),
            Arg.Any<Action<string>>(),
            Arg.Any<CancellationToken>());
    }

    [Test]
    public async Task An_image_of_the_same_sources_is_not_built_again()
    {
        Labelled("localhost:5000/car:v1", "hash-car");

        (await new ImageBuilder(_docker, _reporter).BuildAsync([_car, _gateway], Settings, CancellationToken.None)).ShouldBe(1);

        await BuildsOf("/images/car", 0);
        await BuildsOf("/images/gateway", 1);
    }

    [TestCase("""[{"Config":{"Labels":{"meshbuild.io/source":"other"}}}]""")]
    [TestCase("""[{"Config":{"Labels":null}}]""")]
    [TestCase("""[{"Config":null}]""")]
    [TestCase("[]")]
    [TestCase("no JSON")]
    public async Task An_image_of_other_or_unknown_sources_is_built_again(string inspected)
    {
        _docker.InspectAsync("localhost:5000/car:v1", Arg.Any<CancellationToken>()).Returns(new ToolOutput(0, inspected, ""));

        (await new ImageBuilder(_docker, _reporter).BuildAsync([_car], Settings, CancellationToken.None)).ShouldBe(1);
    }

    [Test]
    public async Task A_good_build_keeps_its_output_for_the_diagnosis()
    {
        Building("/images/car", 0, "Step 1/2 : FROM base");

        await new ImageBuilder(_docker, _reporter).BuildAsync([_car], Settings, CancellationToken.None);

        _reporter.Received().Detail("car: Step 1/2 : FROM base");
        _reporter.DidNotReceive().Say(Arg.Is<string>(line => line.Contains("Step 1/2")));
    }

    [Test]
    public async Task A_failing_build_shows_all_its_output_and_the_others_are_finished()
    {
        Building("/images/car", 17, "Step 1/2 : FROM base", "error CS1002: ; expected");
        Building("/images/gateway", 0, "fine");

        var error = await Should.ThrowAsync<MeshException>(
            new ImageBuilder(_docker, _reporter).BuildAsync([_car, _gateway], Settings, CancellationToken.None));

        error.Message.ShouldContain("car (/images/car)");
        error.Message.ShouldContain("17");
        error.Message.ShouldContain("error CS1002: ; expected");
        error.Message.ShouldNotContain("gateway");
        error.Remedy.ShouldNotBeNull();
        Received.InOrder(() =>
        {
            _reporter.Say("  Step 1/2 : FROM base");
            _reporter.Say("  error CS1002: ; expected");
        });
        _reporter.DidNotReceive().Say("  fine");
        await BuildsOf("/images/gateway", 1);
    }

    [Test]
    public async Task Every_failing_build_is_named()
    {
        Building("/images/car", 1);
        Building("/images/gateway", 2);

        var error = await Should.ThrowAsync<MeshException>(
            new ImageBuilder(_docker, _reporter).BuildAsync([_car, _gateway], Settings, CancellationToken.None));

        error.Message.ShouldContain("The image car");
        error.Message.ShouldContain("The image gateway");
    }

    [Test]
    public async Task Builds_run_side_by_side_up_to_the_parallelism()
    {
        var gate = new TaskCompletionSource();
        var running = 0;
        var most = 0;
        _docker.BuildAsync(default!, default!, default!, default!, default!, default).ReturnsForAnyArgs(async _ =>
        {
            var now = Interlocked.Increment(ref running);
            InterlockedMax(ref most, now);
            if (now == 2)
            {
                gate.TrySetResult();
            }

            await gate.Task;
            Interlocked.Decrement(ref running);
            return new ToolOutput(0, "", "");
        });

        await new ImageBuilder(_docker, _reporter).BuildAsync(
            [_car, _gateway, Image("boat"), Image("plane")], Settings, CancellationToken.None);

        most.ShouldBe(2);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    private static PlannedImage Image(string name) =>
        new(new ImageSource(name, $"/images/{name}", $"hash-{name}"), ImageReference.Parse($"localhost:5000/{name}:v1"));

    private void Labelled(string reference, string hash) =>
        _docker.InspectAsync(reference, Arg.Any<CancellationToken>()).Returns(
            new ToolOutput(0, $$$$"""[{"Config":{"Labels":{"meshbuild.io/source":"{{{{hash}}}}"}}}]""", ""));

    private void Building(string folder, int exitCode, params string[] lines) =>
        _docker.BuildAsync(
            folder, Arg.Any<IReadOnlyList<string>>(), Arg.Any<IReadOnlyDictionary<string, string>>(), Arg.Any<IReadOnlyList<string>>(),
            Arg.Any<Action<string>>(), Arg.Any<CancellationToken>()).Returns(call =>
        {
            foreach (var line in lines)
            {
                call.Arg<Action<string>>()(line);
            }

            return new ToolOutput(exitCode, "", "");
        });

    private async Task BuildsOf(string folder, int times) =>
        await _docker.Received(times).BuildAsync(
            folder, Arg.Any<IReadOnlyList<string>>(), Arg.Any<IReadOnlyDictionary<string, string>>(), Arg.Any<IReadOnlyList<string>>(),
            Arg.Any<Action<string>>(), Arg.Any<CancellationToken>());
}
