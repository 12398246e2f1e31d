using MeshBuild.Mesh.Images;

namespace MeshBuild.Mesh.Tests.Images;

public sealed class ImageRecordsTests
{
    private static readonly ImageRecords Records = new(
        [new ImageRecord("car", "localhost:5000/car:v1@sha256:" + new string('a', 64), "sha256:" + new string('a', 64), new string('b', 64))]);

    [Test]
    public async Task What_was_written_is_read_again_and_no_draft_stays()
    {
        using var folder = new TemporaryFolder();
        var output = Path.Combine(folder.Path, "not", "there", "yet");
        await new ImageRecords([]).WriteAsync(output, CancellationToken.None);

        await Records.WriteAsync(output, CancellationToken.None);

        (await ImageRecords.ReadAsync(output, CancellationToken.None)).Images.ShouldBe(Records.Images);
        Directory.GetFiles(output).Select(Path.GetFileName).ShouldBe(["images.json"]);
    }

    [Test]
    public async Task Without_a_file_there_are_no_records()
    {
        using var folder = new TemporaryFolder();

        (await ImageRecords.ReadAsync(folder.Path, CancellationToken.None)).Images.ShouldBeEmpty();
    }

    [TestCase("{")]
    [TestCase("null")]
    [TestCase("{}")]
    public async Task A_file_that_is_none_of_ours_is_named_with_the_remedy(string content)
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("images.json", content);

        var error = await Should.ThrowAsync<MeshException>(ImageRecords.ReadAsync(folder.Path, CancellationToken.None));

        error.Message.ShouldContain(file);
        error.Remedy.ShouldNotBeNull().ShouldContain("PushImages");
    }

    [TestCase("car")]
    [TestCase("car:latest")]
    public void A_bare_name_of_ours_becomes_the_recorded_reference(string image) =>
        Records.Rewrite(image).ShouldBe(Records.Images[0].Reference);

    [TestCase("nginx")]
    [TestCase("docker.io/car")]
    [TestCase("team/car")]
    [TestCase("car@sha256:cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc")]
    [TestCase("not an image")]
    public void Any_other_image_stays_as_it_is(string image) => Records.Rewrite(image).ShouldBe(image);
}
