using MeshBuild.Mesh.Istio;
using MeshBuild.Mesh.Tools;

namespace MeshBuild.Mesh.Tests.Istio;

public sealed class VersionAnswerTests
{
    [Test]
    public void Client_control_plane_and_data_plane_are_read_each_version_once()
    {
        var answer = Read("""
            {"clientVersion": {"version": "1.10.0"},
             "meshVersion": [{"Component": "pilot", "Info": {"version": "1.10.0"}}, {"Component": "pilot", "Info": {"version": "1.9.5"}}],
             "dataPlaneVersion": [{"ID": "a", "IstioVersion": "1.10.0"}, {"ID": "b", "IstioVersion": "1.10.0"}]}
            """);
        answer.ToString().ShouldBe("client 1.10.0, control plane 1.10.0, 1.9.5, data plane 1.10.0");
        answer.AgreeOn("1.10.0").ShouldBeFalse();
    }

    [TestCase("""{"clientVersion": {"version": "1.10.0"}, "meshVersion": [{"Info": {"version": "1.10.0"}}]}""", true)]
    [TestCase("""{"clientVersion": {"version": "1.10.0"}, "meshVersion": [{"Info": {"version": "1.10.0"}}], "dataPlaneVersion": [{"IstioVersion": "1.9.5"}]}""", false)]
    [TestCase("""{"clientVersion": {"version": "1.9.5"}, "meshVersion": [{"Info": {"version": "1.9.5"}}]}""", false)]
    [TestCase("""{"clientVersion": {"version": "1.10.0"}, "meshVersion": []}""", false)]
    [TestCase("""{"clientVersion": {"version": "1.10.0"}}""", false)]
    public void They_agree_when_an_istiod_answered_and_all_are_of_the_version(string json, bool agree) => Read(json).AgreeOn("1.10.0").ShouldBe(agree);

    [TestCase("")]
    [TestCase("Error: unable to connect")]
    [TestCase("3")]
    [TestCase("[]")]
    [TestCase("{}")]
    public void What_cannot_be_read_tells_no_version(string text) => Read(text).ToString().ShouldBe("client unknown, control plane none, data plane none");

    private static VersionAnswer Read(string text) => VersionAnswer.Of(new ToolOutput(0, text, ""));
}
