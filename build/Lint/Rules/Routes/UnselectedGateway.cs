using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class UnselectedGateway() : Rule("MB314", Severity.Error, "a Gateway whose selector matches no pod",
    "No proxy takes its configuration: nothing listens.", "IST0101")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from gateway in mesh.Gateways
        where !gateway.Selector.IsEmpty && mesh.Pods.SelectAnywhere(gateway.Selector).Count == 0
        select Found(gateway.Manifest, gateway.Spec.Nearest("selector")!, $"{gateway} selects {gateway.Selector}, which no pod has",
            "Select the pods of a gateway, as in `istio: ingressgateway`.");
}
