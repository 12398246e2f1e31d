using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal;

/// <summary>What a fresh cluster with one node has. Cluster roles are left out: everybody may do everything.</summary>
internal sealed class Seed(ObjectStore store, RehearsalOptions options, string authorityPem)
{
    private static readonly string[] Namespaces = ["kube-system", "kube-public", "kube-node-lease", "default"];

    public void Plant()
    {
        foreach (var name in Namespaces)
        {
            var labels = name == "default" && options.Scenario.Revision is { } revision
                ? $",\"labels\":{new JsonObject { ["istio.io/rev"] = revision }.ToJsonString()}"
                : "";
            Add("", "namespaces", $$$$"""
                {"apiVersion":"v1","kind":"Namespace","metadata":{"name":"{{{{name}}}}"{{{{labels}}}}},"spec":{"finalizers":["kubernetes"]},"status":{"phase":"Active"}}
                """);
        }

        foreach (var name in Namespaces)
        {
            Add("", "serviceaccounts", $$$$"""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default","namespace":"{{{{name}}}}"}}""");
            Add("", "configmaps", $$$$"""
                {"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"kube-root-ca.crt","namespace":"{{{{name}}}}"},"data":{"ca.crt":{{{{JsonValue.Create(authorityPem).ToJsonString()}}}}}}
                """);
        }

        Add("", "services", """
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"kubernetes","namespace":"default","labels":{"component":"apiserver","provider":"kubernetes"}},
             "spec":{"clusterIP":"10.96.0.1","clusterIPs":["10.96.0.1"],"ports":[{"name":"https","port":443,"protocol":"TCP","targetPort":6443}],"sessionAffinity":"None","type":"ClusterIP"},
             "status":{"loadBalancer":{}}}
            """);
        Add("", "endpoints", $$$$"""
            {"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"kubernetes","namespace":"default","labels":{"endpointslice.kubernetes.io/skip-mirror":"true"}},
             "subsets":[{"addresses":[{"ip":"{{{{options.NodeAddress}}}}"}],"ports":[{"name":"https","port":6443,"protocol":"TCP"}]}]}
            """);
        Add("discovery.k8s.io", "endpointslices", $$$$"""
            {"apiVersion":"discovery.k8s.io/v1beta1","kind":"EndpointSlice","metadata":{"name":"kubernetes","namespace":"default","generation":1,"labels":{"kubernetes.io/service-name":"kubernetes"}},
             "addressType":"IPv4","endpoints":[{"addresses":["{{{{options.NodeAddress}}}}"],"conditions":{"ready":true}}],"ports":[{"name":"https","port":6443,"protocol":"TCP"}]}
            """);
        foreach (var (name, value, description) in ((string, int, string)[])
            [("system-cluster-critical", 2000000000, "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."),
             ("system-node-critical", 2000001000, "Used for system critical pods that must not be moved from their current node.")])
        {
            Add("scheduling.k8s.io", "priorityclasses", $$$$"""
                {"apiVersion":"scheduling.k8s.io/v1","kind":"PriorityClass","metadata":{"name":"{{{{name}}}}","generation":1},"value":{{{{value}}}},"description":"{{{{description}}}}","preemptionPolicy":"PreemptLowerPriority"}
                """);
        }

        Add("", "nodes", Node());
    }

    private string Node()
    {
        var now = JsonText.Timestamp(options.Time.GetUtcNow());
        string Condition(string type, string status, string reason, string message) => $$$$"""
            {"type":"{{{{type}}}}","status":"{{{{status}}}}","lastHeartbeatTime":"{{{{now}}}}","lastTransitionTime":"{{{{now}}}}","reason":"{{{{reason}}}}","message":"{{{{message}}}}"}
            """;

        return $$$$"""
            {"apiVersion":"v1","kind":"Node",
             "metadata":{"name":"{{{{options.NodeName}}}}",
              "labels":{"beta.kubernetes.io/arch":"amd64","beta.kubernetes.io/os":"linux","kubernetes.io/arch":"amd64","kubernetes.io/hostname":"{{{{options.NodeName}}}}","kubernetes.io/os":"linux"},
              "annotations":{"node.alpha.kubernetes.io/ttl":"0","volumes.kubernetes.io/controller-managed-attach-detach":"true"}},
             "spec":{"podCIDR":"10.244.0.0/16","podCIDRs":["10.244.0.0/16"]{{{{(options.Scenario.CordonedNode ? ",\"unschedulable\":true" : "")}}}}},
             "status":{
              "addresses":[{"type":"InternalIP","address":"{{{{options.NodeAddress}}}}"},{"type":"Hostname","address":"{{{{options.NodeName}}}}"}],
              "capacity":{"cpu":"64","memory":"256Gi","pods":"10000","ephemeral-storage":"1Ti"},
              "allocatable":{"cpu":"64","memory":"256Gi","pods":"10000","ephemeral-storage":"1Ti"},
              "conditions":[
               {{{{Condition("MemoryPressure", "False", "KubeletHasSufficientMemory", "kubelet has sufficient memory available")}}}},
               {{{{Condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure")}}}},
               {{{{Condition("PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available")}}}},
               {{{{Condition("Ready", "True", "KubeletReady", "kubelet is posting ready status")}}}}],
              "daemonEndpoints":{"kubeletEndpoint":{"Port":10250}},
              "nodeInfo":{"architecture":"amd64","operatingSystem":"linux","kubeletVersion":"{{{{options.Version}}}}","kubeProxyVersion":"{{{{options.Version}}}}",
               "containerRuntimeVersion":"rehearsal://1.0","kernelVersion":"0.0.0","osImage":"Rehearsal","bootID":"","machineID":"","systemUUID":""}}}
            """;
    }

    private void Add(string group, string plural, string text)
    {
        var json = JsonNode.Parse(text)!.AsObject();
        json["metadata"]!["uid"] = Guid.NewGuid().ToString();
        json["metadata"]!["creationTimestamp"] = JsonText.Timestamp(options.Time.GetUtcNow());
        store.TryCreate(new ResourceKey(group, plural), json);
    }
}
