using MeshBuild.Rehearsal.Requests;

namespace MeshBuild.Rehearsal.Tests.Requests;

public sealed class RequestPathTests
{
    [TestCase("/api/v1/namespaces", "", "v1", "", "namespaces", "", "", "")]
    [TestCase("/api/v1/namespaces/a", "", "v1", "", "namespaces", "a", "", "")]
    [TestCase("/api/v1/namespaces/a/finalize", "", "v1", "", "namespaces", "a", "finalize", "")]
    [TestCase("/api/v1/namespaces/a/pods", "", "v1", "a", "pods", "", "", "")]
    [TestCase("/api/v1/namespaces/a/pods/b:80/proxy/c/d", "", "v1", "a", "pods", "b:80", "proxy", "c/d")]
    [TestCase("/apis/apps/v1/deployments", "apps", "v1", "", "deployments", "", "", "")]
    [TestCase("/apis/apps/v1/namespaces/a/deployments/b/scale", "apps", "v1", "a", "deployments", "b", "scale", "")]
    [TestCase("/api/v1/nodes/n/status", "", "v1", "", "nodes", "n", "status", "")]
    public void A_path_is_taken_apart(string path, string group, string version, string @namespace, string plural, string name, string subresource, string rest) =>
        RequestPath.Parse(path).ShouldBe(new RequestPath(group, version, @namespace, plural, name, subresource, rest));

    [TestCase("/api/v1")]
    [TestCase("/apis/apps/v1")]
    [TestCase("/apis")]
    [TestCase("/version")]
    public void A_path_of_discovery_is_none_of_resources(string path) => RequestPath.Parse(path).ShouldBeNull();
}
