using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Egress;
using MeshBuild.Mesh.Settings;
using MeshBuild.Mesh.Tests.Cluster;
using MeshBuild.Mesh.Tests.Images;

namespace MeshBuild.Mesh.Tests.Egress;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class EgressDiscoveryTests : IDisposable
{
    private readonly FakeCluster _cluster = new();
    private readonly RecordingReporter _reporter = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public async Task Callers_and_calls_of_all_proxies_are_added_up()
    {
        Proxy("car-1", "car", LogLines.Http("example.com"), LogLines.Http("example.com"));
        Proxy("car-2", "car", LogLines.Http("example.com"));
        Proxy("gateway-1", "gateway", LogLines.Http("example.com"), LogLines.Tcp("93.184.216.34:443"));
        var reading = await new EgressDiscovery(_cluster, _reporter).ReadAsync(TimeSpan.FromMinutes(5), 4, default);
        reading.Findings.Select(finding => $"{finding.Destination} {finding.Traffic.Calls} {string.Join('+', finding.Callers)}")
            .ShouldBe(["example.com:80 4 default/car+default/gateway", "93.184.216.34:443 1 default/gateway"]);
        (reading.Proxies, reading.Lines).ShouldBe((3, 5));
        _cluster.Calls.ShouldContain("logstream default/car-1/istio-proxy 300s");
    }

    [Test]
    public async Task A_log_that_cannot_be_read_is_told_and_the_others_count()
    {
        Proxy("car-1", "car", LogLines.Http("example.com"));
        Proxy("car-2", "car");
        _cluster.Logs.Remove("default/car-2/istio-proxy");
        await RunAsync();
        _reporter.Lines.ShouldContain(line => line.StartsWith("warning: the log of Pod default/car-2 could not be read", StringComparison.Ordinal));
        _reporter.Tables.ShouldHaveSingleItem().Rows.ShouldHaveSingleItem();
    }

    [Test]
    public async Task What_is_managed_what_is_not_and_what_has_no_name_stand_apart()
    {
        _cluster.Put(ResourceTypes.ServiceEntries, """{"metadata": {"name": "later", "namespace": "default"}, "spec": {"hosts": ["later.example.com", "*.wild.example.com"]}}""");
        Proxy("car-1", "car", LogLines.Http("example.com"), LogLines.Tcp("93.184.216.34:443"), LogLines.Http("later.example.com"), LogLines.Http("a.wild.example.com"));
        await RunAsync();
        _reporter.Tables.Select(table => $"{table.Title} {string.Join(' ', table.Rows.Select(row => row[0] + row[^1]).Order())}").ShouldBe([
            "managed by a ServiceEntry a.wild.example.com:80 later.example.com:80",
            "not managed; the mesh lets it pass 93.184.216.34:443needs a host name example.com:80"]);
        _reporter.Lines[^1].ShouldContain("--write");
    }

    [Test]
    public async Task Files_are_written_for_hosts_alone_and_never_over_another()
    {
        var egress = Directory.CreateDirectory(Path.Combine(_folder.Path, "egress")).FullName;
        File.WriteAllText(Path.Combine(egress, "mine.yaml"), "apiVersion: networking.istio.io/v1beta1\nkind: ServiceEntry\nmetadata: {name: mine}\nspec: {hosts: [mine.example.com]}\n");
        File.WriteAllText(Path.Combine(egress, "taken.example.com.yaml"), "");
        Proxy("car-1", "car", LogLines.Http("example.com"), LogLines.Tcp("93.184.216.34:443", "example.com"), LogLines.Tcp("93.184.216.35:443"),
            LogLines.Http("mine.example.com"), LogLines.Http("taken.example.com"), LogLines.Http("../../evil"));
        await RunAsync(write: true);
        Directory.EnumerateFiles(_folder.Path, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(egress, file)).Order(StringComparer.Ordinal)
            .ShouldBe(["example.com.yaml", "mine.yaml", "taken.example.com.yaml"]);
        File.ReadAllText(Path.Combine(egress, "taken.example.com.yaml")).ShouldBeEmpty();
        File.ReadAllText(Path.Combine(egress, "example.com.yaml")).ShouldBe("""
            apiVersion: networking.istio.io/v1beta1
            kind: ServiceEntry
            metadata:
              name: example-com
            spec:
              hosts:
                - example.com
              location: MESH_EXTERNAL
              resolution: DNS
              ports:
                - number: 80
                  name: http-80
                  protocol: HTTP
                - number: 443
                  name: https-443
                  protocol: HTTPS

            """);

        // Again nothing is new.
        await RunAsync(write: true);
        _reporter.Lines.Count(line => line.EndsWith(" written", StringComparison.Ordinal)).ShouldBe(1);
    }

    private Task RunAsync(bool write = false) => new EgressDiscovery(_cluster, _reporter).RunAsync(
        new MeshSettings { Root = _folder.Path, Manifests = _folder.Path, Output = "/", Egress = new EgressSettings { Write = write } }, default);

    private void Proxy(string pod, string app, params string[] lines)
    {
        _cluster.Put(ResourceTypes.Pods, $$$"""
            {"metadata": {"name": "{{{pod}}}", "namespace": "default", "labels": {"app": "{{{app}}}"}}, "spec": {"containers": [{"name": "main"}, {"name": "istio-proxy"}]}, "status": {"phase": "Running"}}
            """);
        _cluster.Logs[$"default/{pod}/istio-proxy"] = string.Join('\n', lines);
    }
}
