using MeshBuild.Mesh.Images;

namespace MeshBuild.Mesh.Tests.Images;

public sealed class ImageReferenceTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [TestCase("car", null, "car", null, null)]
    [TestCase("car:v1", null, "car", "v1", null)]
    [TestCase("library/car", null, "library/car", null, null)]
    [TestCase("localhost/car", "localhost", "car", null, null)]
    [TestCase("localhost:5000/car", "localhost:5000", "car", null, null)]
    [TestCase("registry.example.com:443/team/car:v1@" + Digest, "registry.example.com:443", "team/car", "v1", Digest)]
    [TestCase("car@" + Digest, null, "car", null, Digest)]
    [TestCase("[::1]:5000/car:v1", "[::1]:5000", "car", "v1", null)]
    [TestCase("a__b--c.d", null, "a__b--c.d", null, null)]
    public void A_reference_has_its_parts_and_is_written_as_it_was(string text, string? registry, string repository, string? tag, string? digest)
    {
        var reference = ImageReference.Parse(text);

        reference.ShouldBe(new ImageReference(registry, repository, tag, digest));
        reference.ToString().ShouldBe(text);
    }

    [TestCase("")]
    [TestCase("Car")]
    [TestCase("car:")]
    [TestCase("car:-v1")]
    [TestCase("car@sha256:0123")]
    [TestCase("car v1")]
    [TestCase("/car")]
    [TestCase("team//car")]
    [TestCase("-car")]
    [TestCase("car\n")]
    [TestCase("http://localhost:5000/car")]
    [TestCase("a___b")]
    public void What_breaks_the_grammar_is_refused_by_name(string text) =>
        Should.Throw<ConfigurationException>(() => ImageReference.Parse(text)).Message.ShouldContain($"'{text}'");

    [Test]
    public void A_name_is_at_most_255_characters_long()
    {
        ImageReference.TryParse(new string('a', 255), out _).ShouldBeTrue();
        ImageReference.TryParse(new string('a', 256), out _).ShouldBeFalse();
    }

    [TestCase("localhost:5000", "localhost:5000/car:v1", "http://localhost:5000/v2/")]
    [TestCase("127.0.0.1:5000/team/", "127.0.0.1:5000/team/car:v1", "http://127.0.0.1:5000/v2/")]
    [TestCase("registry.example.com/a/b", "registry.example.com/a/b/car:v1", "https://registry.example.com/v2/")]
    [TestCase("team", "docker.io/team/car:v1", "https://registry-1.docker.io/v2/")]
    public void A_registry_gives_references_and_an_address(string registry, string reference, string api)
    {
        var address = RegistryAddress.Parse(registry);

        address.Reference("car", "v1").ToString().ShouldBe(reference);
        address.Api.ShouldBe(new Uri(api));
    }

    [TestCase("https://registry.example.com")]
    [TestCase("registry.example.com/Team")]
    [TestCase("")]
    [TestCase("registry.example.com:99999")]
    public void A_wrong_registry_is_refused_by_name(string registry) =>
        Should.Throw<ConfigurationException>(() => RegistryAddress.Parse(registry)).Message.ShouldContain($"'{registry}'");
}
