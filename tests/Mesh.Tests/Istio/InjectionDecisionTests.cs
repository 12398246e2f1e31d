using MeshBuild.Mesh.Istio;

namespace MeshBuild.Mesh.Tests.Istio;

public sealed class InjectionDecisionTests
{
    // namespace labels | pod labels | pod annotations | host network | namespace | injected | row
    [TestCase("istio-injection=enabled", "", "", true, "default", false, 1)]
    [TestCase("istio-injection=enabled", "", "", false, "kube-system", false, 1)]
    [TestCase("istio-injection=enabled", "", "", false, "local-path-storage", false, 1)]
    [TestCase("istio-injection=enabled", "sidecar.istio.io/inject=false", "", false, "default", false, 2)]
    [TestCase("istio-injection=enabled", "", "sidecar.istio.io/inject=false", false, "default", false, 3)]
    [TestCase("istio-injection=enabled", "", "sidecar.istio.io/inject=nonsense", false, "default", false, 3)]
    [TestCase("istio-injection=enabled", "", "sidecar.istio.io/inject=yes", false, "default", true, 4)]
    [TestCase("istio-injection=enabled", "", "", false, "default", true, 4)]
    [TestCase("istio-injection=enabled istio.io/rev=canary", "", "", false, "default", true, 4)]
    [TestCase("istio-injection=disabled", "sidecar.istio.io/inject=true", "", false, "default", false, 5)]
    [TestCase("istio.io/rev=default", "", "", false, "default", true, 6)]
    [TestCase("istio.io/rev=canary", "sidecar.istio.io/inject=true", "", false, "default", false, 7)]
    [TestCase("", "istio.io/rev=default", "", false, "default", true, 8)]
    [TestCase("", "sidecar.istio.io/inject=true", "", false, "default", true, 9)]
    [TestCase("", "", "sidecar.istio.io/inject=true", false, "default", false, 10)]
    [TestCase("", "", "", false, "default", false, 10)]
    public void The_first_row_that_matches_decides(string namespaceLabels, string labels, string annotations, bool host, string name, bool injected, int row)
    {
        var decision = InjectionDecision.Decide(Map(labels), Map(annotations), host, name, Map(namespaceLabels));
        (decision.Injected, decision.Row).ShouldBe((injected, row));
        decision.Reason.ShouldNotBeEmpty();
    }

    private static Dictionary<string, string> Map(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);
}
