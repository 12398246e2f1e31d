using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class WrongWeights() : Rule("MB307", Severity.Error, "weights that do not add up to 100",
    "Istio's webhook refuses the VirtualService.", "IST0106")
{
    public override IEnumerable<Finding> Check(MeshModel mesh) =>
        from service in mesh.VirtualServices
        from rule in service.Http.Concat(service.Spec.Mappings("tcp")).Concat(service.Spec.Mappings("tls"))
        let routes = rule.Mappings("route").ToList()
        let sum = routes.Sum(route => route.Scalar("weight")?.Integer ?? 0)
        where (routes.Count > 1 && sum != 100) || (routes is [var only] && only["weight"] is not null && sum is not (0 or 100))
        select Found(service.Manifest, routes.Select(route => route["weight"]).LastOrDefault(weight => weight is not null) ?? rule.Nearest("route")!,
            $"the weights of {routes.Count} {(routes.Count == 1 ? "route" : "routes")} of {service} add up to {sum}", "Let them add up to 100, each with a weight.");
}
