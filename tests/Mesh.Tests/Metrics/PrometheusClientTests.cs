using System.Net;
using MeshBuild.Mesh.Metrics;

namespace MeshBuild.Mesh.Tests.Metrics;

public sealed class PrometheusClientTests
{
    [Test]
    public async Task Every_sample_has_its_labels_and_its_value()
    {
        var samples = await AskAsync("""
            {"status": "success", "data": {"resultType": "vector", "result": [
              {"metric": {"le": "+Inf", "job": "mesh"}, "value": [1622548800.5, "12.5"]}, {"metric": {}, "value": [1622548800.5, "+Inf"]}, {"metric": {}, "value": [1622548800.5, "NaN"]}]}}
            """);
        samples.Select(sample => sample.Value).ShouldBe([12.5, double.PositiveInfinity, double.NaN]);
        samples[0].Labels.ShouldBe(new Dictionary<string, string> { ["le"] = "+Inf", ["job"] = "mesh" });
    }

    [TestCase(400, """{"status": "error", "errorType": "bad_data", "error": "parse error: no expression"}""", "parse error: no expression")]
    [TestCase(503, "{}", "it answers 503")]
    [TestCase(200, "hello", "what answers there is not Prometheus")]
    public async Task What_is_no_answer_is_told_with_the_address(int status, string body, string message)
    {
        var failure = await Should.ThrowAsync<MeshException>(AskAsync(body, status));
        failure.Message.ShouldBe($"Prometheus at http://prometheus.test/ cannot be asked: {message}");
        failure.Remedy!.ShouldContain("--prometheus=URL");
    }

    private static async Task<IReadOnlyList<MetricSample>> AskAsync(string body, int status = 200)
    {
        using var http = new HttpClient(new Answer((HttpStatusCode)status, body)) { BaseAddress = new Uri("http://prometheus.test/") };
        return await new PrometheusClient(http).QueryAsync("up", default);
    }

    private sealed class Answer(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri!.PathAndQuery.ShouldBe("/api/v1/query");
            (await request.Content!.ReadAsStringAsync(cancellationToken)).ShouldBe("query=up");
            return new HttpResponseMessage(status) { Content = new StringContent(body) };
        }
    }
}
