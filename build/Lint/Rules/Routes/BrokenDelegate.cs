using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Routes;

public sealed class BrokenDelegate() : Rule("MB312", Severity.Error, "a delegate that leads nowhere or in a circle",
    "Istio hands requests on once only, to a VirtualService without hosts; a rule with another delegate is dropped.", "IST0101")
{
    public override IEnumerable<Finding> Check(MeshModel mesh)
    {
        var byName = mesh.AllVirtualServices.GroupBy(service => (service.Namespace, service.Name)).ToDictionary(group => group.Key, group => group.First());
        return from service in mesh.VirtualServices
               from rule in service.Http
               let name = rule.Scalar("delegate", "name")
               where name is not null
               let key = (rule.Text("delegate", "namespace") ?? service.Namespace, name.Value)
               let fault = Fault(service, key, byName.GetValueOrDefault(key))
               where fault is not null
               select Found(service.Manifest, name, $"{service} delegates to {name.Value}, {fault.Value.What}", fault.Value.How);
    }

    private static (string What, string How)? Fault(VirtualService service, (string Namespace, string Name) key, VirtualService? target) => target switch
    {
        null => ($"and there is no VirtualService {key.Namespace}/{key.Name}", "Mend the name or the namespace."),
        _ when target == service => ("which is itself", "Name another VirtualService."),
        _ when !target.IsDelegate => ("which has hosts of its own", "Take the hosts out of the delegate: it gets those of the one that delegates."),
        _ when service.IsDelegate => ("and is a delegate itself", "Delegate from the VirtualService with the hosts; one step is all that Istio follows."),
        _ when target.Http.Any(rule => rule["delegate"] is not null) => ("which delegates further", "Write the routes into the delegate; one step is all that Istio follows."),
        _ => null,
    };
}
