using System.Text;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Tests.Reading;

public sealed class FileReaderTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("lint-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void Keys_and_values_have_their_places()
    {
        var file = FileReader.ReadText("# first\napiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: \"settings\"\n", "a.yaml");
        var name = file.Manifests.ShouldHaveSingleItem().Root.Scalar("metadata", "name")!;
        var place = file.Source.PlaceOf(name.Start, name.End);
        (place.Line, place.Column, place.Length, name.Value).ShouldBe((5, 9, 10, "settings"));
    }

    [TestCase("\r\n")]
    [TestCase("\n")]
    public void Places_of_later_documents_count_from_the_file_s_beginning(string end)
    {
        var text = "kind: A\napiVersion: v1\nmetadata: {name: a}\n---\n# é🚗\nkind: B\napiVersion: v1\nmetadata: {name: b}\n".ReplaceLineEndings(end);
        var file = FileReader.ReadText(text, "a.yaml");
        file.Manifests.Select(manifest => manifest.Name).ShouldBe(["a", "b"]);
        var kind = file.Manifests[1].Root.At("kind")!;
        file.Source.PlaceOf(kind.Start, kind.End).ToString().ShouldBe("a.yaml:6:7");
    }

    [Test]
    public void A_broken_document_does_not_hide_the_others()
    {
        var file = FileReader.ReadText("kind: A\napiVersion: v1\nmetadata: {name: a}\n---\na: [1\nb: 2\n---\nkind: C\napiVersion: v1\nmetadata: {name: c}\n", "a.yaml");
        file.Manifests.Select(manifest => manifest.Name).ShouldBe(["a", "c"]);
        var problem = file.Problems.ShouldHaveSingleItem();
        problem.Kind.ShouldBe(ProblemKind.Syntax);
        file.Source.PlaceOf(problem.Start, problem.End).Line.ShouldBeInRange(5, 6);
    }

    [Test]
    public void Json_has_places_too_and_several_values_may_follow_each_other()
    {
        var file = FileReader.ReadText("{\"kind\":\"A\",\"apiVersion\":\"v1\",\n \"metadata\":{\"name\":\"ä\", \"x\": true}}\n{\"kind\":\"B\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"b\"}}", "a.json");
        file.Problems.ShouldBeEmpty();
        file.Manifests.Select(manifest => manifest.Name).ShouldBe(["ä", "b"]);
        var flag = file.Manifests[0].Root.Scalar("metadata", "x")!;
        (file.Source.PlaceOf(flag.Start, flag.End).ToString(), flag.Type).ShouldBe(("a.json:2:31", ScalarType.Boolean));
    }

    [Test]
    public void Items_of_a_List_are_objects_of_their_own() =>
        FileReader.ReadText("kind: ServiceList\napiVersion: v1\nitems:\n- kind: Service\n  apiVersion: v1\n  metadata: {name: a}\n- kind: Service\n  apiVersion: v1\n  metadata: {name: b}\n", "a.yaml")
            .Manifests.Select(manifest => manifest.ToString()).ShouldBe(["Service a", "Service b"]);

    [Test]
    public void A_merge_key_brings_what_is_not_there()
    {
        var file = FileReader.ReadText("kind: A\napiVersion: v1\nmetadata: {name: a}\nx: &x {one: 1, two: 2}\ny:\n  <<: *x\n  two: 3\n", "a.yaml");
        file.Problems.ShouldBeEmpty();
        file.Manifests[0].Root.Mapping("y")!.Entries.Select(entry => $"{entry.Key.Value}={((ScalarNode)entry.Value).Value}").ShouldBe(["two=3", "one=1"]);
    }

    [TestCase("yes", ScalarType.Boolean)]
    [TestCase("On", ScalarType.Boolean)]
    [TestCase("yEs", ScalarType.String)]
    [TestCase("1.0", ScalarType.Number)]
    [TestCase("1e3", ScalarType.Number)]
    [TestCase("0x1F", ScalarType.Integer)]
    [TestCase("-12", ScalarType.Integer)]
    [TestCase("1.2.3", ScalarType.String)]
    [TestCase("10m", ScalarType.String)]
    [TestCase("~", ScalarType.Null)]
    [TestCase("-", ScalarType.String)]
    public void A_plain_scalar_has_the_type_that_kubectl_gives_it(string text, ScalarType type) => new ScalarNode(0, 0, text, isPlain: true).Type.ShouldBe(type);

    [Test]
    public void A_byte_that_is_not_utf8_is_named_with_its_place()
    {
        var file = Read([.. Encoding.UTF8.GetBytes("kind: ä\nname: x"), 0xC3, 0x28]);
        var problem = file.Problems.ShouldHaveSingleItem();
        file.Source.PlaceOf(problem.Start, problem.End).ToString().ShouldBe("a.yaml:2:8");
        problem.Message.ShouldContain("UTF-8");
    }

    [Test]
    public void Utf16_with_its_mark_is_read() =>
        Read([0xFF, 0xFE, .. Encoding.Unicode.GetBytes("kind: A\napiVersion: v1\nmetadata: {name: a}\n")]).Manifests.ShouldHaveSingleItem().Name.ShouldBe("a");

    [Test]
    public void A_control_character_is_no_end_of_the_file()
    {
        var problem = FileReader.ReadText("kind: A\napiVersion: v1\0\nmetadata: {name: a}\n", "a.yaml").Problems.ShouldHaveSingleItem();
        (problem.Kind, problem.Start).ShouldBe((ProblemKind.Syntax, 22));
    }

    [Test]
    public void A_file_that_cannot_be_read_is_a_problem_of_its_own() =>
        FileReader.Read(Path.Combine(_folder, "missing.yaml"), "missing.yaml").Problems.ShouldHaveSingleItem().Message.ShouldContain("cannot be read");

    [Test]
    public void A_large_document_is_not_read_and_the_one_after_it_is()
    {
        var file = FileReader.ReadText($"a: {new string('x', 5_000_000)}\n---\nkind: A\napiVersion: v1\nmetadata: {{name: a}}\n", "a.yaml");
        file.Problems.ShouldHaveSingleItem().Kind.ShouldBe(ProblemKind.Limit);
        file.Manifests.ShouldHaveSingleItem();
    }

    [Test]
    public void A_file_beyond_all_bounds_is_not_even_opened()
    {
        var path = Path.Combine(_folder, "large.yaml");
        using (var file = File.Create(path))
        {
            file.SetLength(100L << 20);
        }

        FileReader.Read(path, "large.yaml").Problems.ShouldHaveSingleItem().Kind.ShouldBe(ProblemKind.Limit);
    }

    private ManifestFile Read(byte[] bytes)
    {
        var path = Path.Combine(_folder, "a.yaml");
        File.WriteAllBytes(path, bytes);
        return FileReader.Read(path, "a.yaml");
    }
}
