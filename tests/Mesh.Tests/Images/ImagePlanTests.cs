using MeshBuild.Mesh.Images;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Tests.Images;

public sealed class ImagePlanTests
{
    private TemporaryFolder _folder = null!;

    private MeshSettings Settings => new() { Root = _folder.Path, Manifests = _folder.Path, Output = _folder.Path };

    [SetUp]
    public void Prepare()
    {
        _folder = new TemporaryFolder();
        _folder.Write("images/gateway/Dockerfile", "FROM scratch");
        _folder.Write("images/car/Dockerfile", "FROM scratch");
        _folder.Write("images/car/src/Car.cs", "class Car;");
    }

    [TearDown]
    public void Remove() => _folder.Dispose();

    [Test]
    public void Every_image_folder_is_planned_in_order() =>
        ImagePlan.Read(Settings).Select(image => image.Source.Name).ShouldBe(["car", "gateway"]);

    [Test]
    public void Without_an_images_folder_there_is_nothing_to_build() =>
        ImagePlan.Read(Settings with { Manifests = Path.Combine(_folder.Path, "images", "car") }).ShouldBeEmpty();

    [Test]
    public void The_tag_comes_from_the_sources()
    {
        var image = ImagePlan.Read(Settings with { Registry = "localhost:5000/team" })[0];

        image.Reference.ToString().ShouldBe($"localhost:5000/team/car:src-{image.Source.Hash[..12]}");
    }

    [Test]
    public void The_tag_asked_for_wins() =>
        ImagePlan.Read(Settings with { Tag = "1.2.3" })[0].Reference.ToString().ShouldBe("car:1.2.3");

    [TestCase("-1")]
    [TestCase("a b")]
    [TestCase("a/b")]
    public void A_wrong_tag_is_refused_by_name(string tag) =>
        Should.Throw<ConfigurationException>(() => ImagePlan.Read(Settings with { Tag = tag })).Message.ShouldContain($"'{tag}'");

    [Test]
    public void A_folder_without_a_Dockerfile_is_refused_by_name()
    {
        _folder.Write("images/boat/readme.txt", "no Dockerfile");

        var error = Should.Throw<ConfigurationException>(() => ImagePlan.Read(Settings));

        error.Message.ShouldContain(Path.Combine("images", "boat"));
        error.Message.ShouldContain("Dockerfile");
    }

    [TestCase("Car")]
    [TestCase("car_")]
    [TestCase("a___b")]
    public void A_folder_that_cannot_name_an_image_is_refused_by_name(string name)
    {
        _folder.Write($"images/{name}/Dockerfile", "FROM scratch");

        Should.Throw<ConfigurationException>(() => ImagePlan.Read(Settings)).Message.ShouldContain($"'{name}'");
    }

    [Test]
    public void The_same_sources_have_the_same_hash_wherever_they_are()
    {
        using var other = new TemporaryFolder();
        other.Write("src/Car.cs", "class Car;");
        other.Write("Dockerfile", "FROM scratch");

        SourceHash.Of(other.Path, []).ShouldBe(Hash());
    }

    [TestCase("images/car/src/Car.cs", "class Car { }")]
    [TestCase("images/car/Dockerfile", "FROM other")]
    [TestCase("images/car/new.txt", "")]
    public void A_change_of_the_sources_changes_the_hash(string file, string content)
    {
        var before = Hash();

        _folder.Write(file, content);

        Hash().ShouldNotBe(before);
    }

    [Test]
    public void A_file_that_moves_changes_the_hash()
    {
        var before = Hash();

        File.Move(Path.Combine(_folder.Path, "images/car/src/Car.cs"), Path.Combine(_folder.Path, "images/car/Car.cs"));

        Hash().ShouldNotBe(before);
    }

    [Test]
    public void Build_arguments_change_the_hash_and_their_order_does_not()
    {
        Hash("A=1").ShouldNotBe(Hash());
        Hash("A=1").ShouldNotBe(Hash("A=2"));
        Hash("A=1", "B=2").ShouldBe(Hash("B=2", "A=1"));
    }

    [TestCase("images/car/bin/Debug/Car.dll")]
    [TestCase("images/car/src/obj/project.assets.json")]
    [TestCase("images/car/notes.log")]
    [TestCase("images/car/secrets/key")]
    public void What_is_not_sent_to_Docker_does_not_count(string file)
    {
        _folder.Write("images/car/.dockerignore", "*.log\nsecrets\n");
        var before = Hash();

        _folder.Write(file, "anything");

        Hash().ShouldBe(before);
    }

    [Test]
    public void The_Dockerfile_counts_even_when_it_is_ignored()
    {
        _folder.Write("images/car/.dockerignore", "**\n");
        var before = Hash();

        _folder.Write("images/car/Dockerfile", "FROM other");

        Hash().ShouldNotBe(before);
    }

    [TestCase("*.log", "a.log", true)]
    [TestCase("*.log", "b/a.log", false)]
    [TestCase("**/*.log", "a.log", true)]
    [TestCase("**/*.log", "b/c/a.log", true)]
    [TestCase("docs", "docs/a/b.md", true)]
    [TestCase("docs", "docs2/a.md", false)]
    [TestCase("/docs/", "docs/a.md", true)]
    [TestCase("a?c", "abc", true)]
    [TestCase("a?c", "a/c", false)]
    [TestCase("a.c", "abc", false)]
    [TestCase("# docs", "docs", false)]
    [TestCase("*|!keep.md", "keep.md", false)]
    [TestCase("*|!keep.md", "drop.md", true)]
    [TestCase("!keep.md|*", "keep.md", true)]
    [TestCase("", "a", false)]
    public void A_dockerignore_leaves_out_what_it_says(string lines, string path, bool excluded) =>
        DockerIgnore.Parse(lines.Split('|')).Excludes(path).ShouldBe(excluded);

    private string Hash(params string[] arguments) => SourceHash.Of(Path.Combine(_folder.Path, "images", "car"), arguments);
}
