using MeshBuild.Mesh.Images;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Cluster;

namespace MeshBuild.Mesh.Tests.Images;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ImageRehearsalTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingReporter _reporter = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void What_would_be_built_is_named_and_counted()
    {
        new ImageRehearsal(_reporter).Build(Plan(Settings()));
        _reporter.Lines.ShouldBe(["image car:src-1: not built", "warning: 1 image was not built: no Docker engine answers, which a rehearsal can do without"]);
    }

    [Test]
    public async Task What_would_be_pushed_is_named_and_workloads_get_the_reference_without_a_digest()
    {
        var settings = Settings() with { Registry = "registry.example.com" };
        await new ImageRehearsal(_reporter).PublishAsync(Plan(settings), settings, default);
        _reporter.Lines.ShouldBe(["image registry.example.com/car:src-1: not pushed", "warning: 1 image was not pushed"]);
        (await ImageRecords.ReadAsync(settings.Output, default)).Rewrite("car").ShouldBe("registry.example.com/car:src-1");
    }

    [Test]
    public async Task Without_a_registry_nothing_would_be_pushed()
    {
        await new ImageRehearsal(_reporter).PublishAsync(Plan(Settings()), Settings(), default);
        _reporter.Lines.ShouldBeEmpty();
    }

    private MeshSettings Settings() => new() { Root = "/", Manifests = "/", Output = _folder.Path };

    private static IReadOnlyList<PlannedImage> Plan(MeshSettings settings) =>
        [new(new ImageSource("car", "/images/car", "1"), new ImageReference(settings.Registry, "car", "src-1"))];
}
