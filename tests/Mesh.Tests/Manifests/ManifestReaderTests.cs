using MeshBuild.Mesh.Manifests;

namespace MeshBuild.Mesh.Tests.Manifests;

public sealed class ManifestReaderTests
{
    private const string Head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";

    [Test]
    public void Documents_and_lists_become_objects() => ManifestReader.ReadText(
            Head + "---\n# nothing\n---\napiVersion: v1\nkind: List\nitems:\n- {apiVersion: v1, kind: Pod, metadata: {name: b}}\n- {apiVersion: v1, kind: Pod, metadata: {name: c}}\n", "f")
        .Select(document => document.Object.ToString()).ShouldBe(["ConfigMap a", "Pod b", "Pod c"]);

    [Test]
    public void JSON_is_read_as_well() =>
        ManifestReader.ReadText("""{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "b"}}""", "f").ShouldHaveSingleItem().Object.Name.ShouldBe("b");

    [TestCase("data: {x: [1\n", "f:5:1:")]
    [TestCase("data:\n\tx: 1\n", "f:5:")]
    [TestCase("data: {x: 1, x: 2}\n", "f:4:")]
    [TestCase("data: *nowhere\n", "f:4:")]
    public void A_syntax_error_has_its_place_and_the_line(string text, string place)
    {
        var failure = Should.Throw<ManifestException>(() => ManifestReader.ReadText(Head + text, "f"));
        failure.Message.ShouldStartWith(place);
        failure.Remedy!.ShouldContain("nothing was applied");
    }

    [TestCase("kind: Pod\nmetadata: {name: a}\n", "f:1:1: the object has no apiVersion")]
    [TestCase("apiVersion: v1\nmetadata: {name: a}\n", "f:1:1: the object has no kind")]
    [TestCase("apiVersion: v1\nkind: Pod\n", "f:1:1: the object has no metadata.name")]
    [TestCase("- a\n", "f:1:1: an object is expected, with apiVersion, kind and metadata")]
    public void An_object_without_its_identity_is_refused(string text, string message) =>
        Should.Throw<ManifestException>(() => ManifestReader.ReadText(text, "f")).Message.ShouldStartWith(message);

    [Test]
    public void Every_broken_file_is_named()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(folder, "a.yaml"), "a: [");
        File.WriteAllText(Path.Combine(folder, "b.yaml"), "b: {");
        var message = Should.Throw<ManifestException>(() => ManifestReader.ReadFiles([Path.Combine(folder, "a.yaml"), Path.Combine(folder, "b.yaml")], folder)).Message;
        message.ShouldContain("a.yaml:");
        message.ShouldContain("b.yaml:");
        Directory.Delete(folder, recursive: true);
    }

    [TestCase("yes", "true")]
    [TestCase("\"yes\"", "\"yes\"")]
    [TestCase("off", "false")]
    [TestCase("012", "10")]
    [TestCase("0x1F", "31")]
    [TestCase("1_000", "1000")]
    [TestCase("1.5", "1.5")]
    [TestCase("1.10.0", "\"1.10.0\"")]
    [TestCase("~", "null")]
    [TestCase("'12'", "\"12\"")]
    [TestCase("10m", "\"10m\"")]
    public void Scalars_are_read_as_kubectl_reads_them(string yaml, string json) =>
        (ManifestReader.ReadText(Head + $"data: {{x: {yaml}}}\n", "f")[0].Object.At("data", "x")?.ToJsonString() ?? "null").ShouldBe(json);

    [Test]
    public void Anchors_and_merge_keys_are_resolved()
    {
        var value = ManifestReader.ReadText(Head + "base: &b {x: 1, y: 2}\ndata: {<<: *b, y: 3}\n", "f")[0].Object;
        value.Json["data"]!.ToJsonString().ShouldBe("""{"x":1,"y":3}""");
    }
}
