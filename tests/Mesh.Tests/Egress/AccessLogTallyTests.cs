using System.Text;
using CsCheck;
using MeshBuild.Mesh.Egress;

namespace MeshBuild.Mesh.Tests.Egress;

public sealed class AccessLogTallyTests
{
    [TestCase("example.com", "example.com:80")]
    [TestCase("example.com:8080", "example.com:80", Description = "the port is the one that was called")]
    [TestCase("Example.COM", "example.com:80")]
    public async Task A_request_is_named_by_its_host(string authority, string shown) =>
        (await OnlyAsync(LogLines.Http(authority))).ShouldBe(new EgressDestination(EgressKind.Unmanaged, EgressProtocol.Http, shown.Split(':')[0], 80));

    [Test]
    public async Task A_request_that_names_no_host_is_known_by_its_address() =>
        (await OnlyAsync(LogLines.Http("-"))).ShouldBe(new EgressDestination(EgressKind.Unmanaged, EgressProtocol.Http, "93.184.216.34", 80));

    [Test]
    public async Task A_connection_is_named_by_its_server_or_known_by_its_address_only()
    {
        (await OnlyAsync(LogLines.Tcp("93.184.216.34:443", "example.com"))).ShouldBe(new EgressDestination(EgressKind.Unmanaged, EgressProtocol.Tls, "example.com", 443));
        var address = await OnlyAsync(LogLines.Tcp("93.184.216.34:443"));
        address.ShouldBe(new EgressDestination(EgressKind.Unmanaged, EgressProtocol.Tcp, "93.184.216.34", 443));
        address.IsAddress.ShouldBeTrue();
        (await OnlyAsync(LogLines.Tcp("[2606:2800:220:1::1]:443"))).ToString().ShouldBe("[2606:2800:220:1::1]:443");
    }

    [Test]
    public async Task What_a_ServiceEntry_names_is_managed() =>
        (await OnlyAsync(LogLines.Tcp("93.184.216.34:443", "api.example.com", cluster: "outbound|443||api.example.com")))
            .ShouldBe(new EgressDestination(EgressKind.Managed, EgressProtocol.Tls, "api.example.com", 443));

    [Test]
    public async Task What_the_mesh_refuses_is_told_apart()
    {
        (await OnlyAsync(LogLines.Http("example.com", cluster: "-", route: "block_all", status: 502))).Kind.ShouldBe(EgressKind.Refused);
        (await OnlyAsync(LogLines.Tcp("93.184.216.34:443", cluster: "BlackHoleCluster"))).Kind.ShouldBe(EgressKind.Refused);
    }

    [TestCase("outbound|8080||car.default.svc.cluster.local")]
    [TestCase("inbound|8080||")]
    [TestCase("-")]
    public async Task What_stays_in_the_mesh_is_not_told(string cluster) =>
        (await TallyAsync(LogLines.Http("car", cluster: cluster, route: "default"))).Found.ShouldBeEmpty();

    [Test]
    public async Task What_callers_write_themselves_moves_no_field() =>
        (await OnlyAsync(LogLines.Http("example.com", path: "/a\" 404 - \"b c", agent: "a \"quoted\" agent \" with spaces", route: "a route")))
            .Host.ShouldBe("example.com");

    [Test]
    public async Task Lines_of_another_form_are_counted_and_no_more()
    {
        var line = LogLines.Http("example.com");
        // Cut anywhere but within its last word, it is none of an access log any more.
        var cut = Enumerable.Range(1, line.LastIndexOf(' ')).Select(length => line[..length]).ToList();
        var tally = await TallyAsync([line, .. cut, "2021-05-25T21:33:12.123Z info Envoy proxy is ready", "", "\0\u00ff", line]);
        tally.Lines.ShouldBe(cut.Count + 4);
        tally.Malformed.ShouldBe(cut.Count + 2);
        tally.Found.ShouldHaveSingleItem().Value.Calls.ShouldBe(2);
    }

    [Test]
    public async Task A_line_longer_than_any_is_left_out_and_those_around_it_are_not()
    {
        var tally = await TallyAsync(LogLines.Http("a.example.com"), LogLines.Http("b.example.com", path: "/" + new string('x', 1_000_000)), LogLines.Http("c.example.com"));
        tally.Found.Select(found => found.Key.Host).ShouldBe(["a.example.com", "c.example.com"], ignoreOrder: true);
        (tally.Lines, tally.Malformed).ShouldBe((3, 1));
    }

    [Test]
    public async Task First_and_last_are_by_time_whatever_the_order_of_the_lines()
    {
        var traffic = (await TallyAsync(new[] { "12.5", "10.1", "13.9", "11.0" }.Select(second => LogLines.Http("example.com", $"2021-05-25T21:33:{second}00Z")).ToArray())).Found.Single().Value;
        traffic.ShouldBe(new EgressTraffic(4, "2021-05-25T21:33:10.100Z", "2021-05-25T21:33:13.900Z"));
    }

    [Test]
    public void Counts_are_those_of_a_simple_count_however_the_stream_is_cut()
    {
        var host = Gen.Int[0, 5].Select(number => $"h{number}.example.com");
        var line = Gen.OneOf(host.Select(name => LogLines.Http(name)), host.Select(name => LogLines.Tcp("93.184.216.34:443", name)), Gen.Const("noise"));
        Gen.Select(line.List[0, 60], Gen.Int[1, 500]).Sample((lines, chunk) =>
        {
            var tally = new AccessLogTally();
            tally.ReadAsync(new Chunks(Encoding.UTF8.GetBytes(string.Join('\n', lines)), chunk), default).GetAwaiter().GetResult();
            tally.Malformed.ShouldBe(lines.Count(text => text == "noise"));
            tally.Found.Sum(found => found.Value.Calls).ShouldBe(lines.Count - tally.Malformed);
            foreach (var (destination, traffic) in tally.Found)
            {
                traffic.Calls.ShouldBe(lines.Count(text => text.Contains(destination.Host, StringComparison.Ordinal) && text.Contains("HTTP", StringComparison.Ordinal) == (destination.Protocol == EgressProtocol.Http)));
            }
        }, iter: 500);
    }

    private static async Task<EgressDestination> OnlyAsync(string line) => (await TallyAsync(line)).Found.ShouldHaveSingleItem().Key;

    private static async Task<AccessLogTally> TallyAsync(params string[] lines)
    {
        var tally = new AccessLogTally();
        await tally.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n")), default);
        return tally;
    }

    // Gives a few bytes at a time, as a connection does.
    private sealed class Chunks(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
