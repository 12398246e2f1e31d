using System.Text;
using System.Xml;
using MeshBuild.Mesh.Cluster;
using MeshBuild.Mesh.Metrics;
using MeshBuild.Mesh.Reports;
using MeshBuild.Mesh.Settings;

namespace MeshBuild.Mesh.Graphs;

/// <summary>Graph: the mesh from its ingress to its egress, with the rates of requests where Prometheus answers, in two files.</summary>
public sealed class GraphReport(ICluster cluster, IMetrics metrics, IReporter reporter)
{
    /// <summary>Writes <c>graph.svg</c> and <c>graph.mmd</c> into the output folder.</summary>
    public async Task RunAsync(MeshSettings settings, CancellationToken cancellation)
    {
        var objects = await MeshObjects.ReadAsync(cluster, cancellation);
        var graph = new GraphBuilder(objects, settings.Namespace).Build(await RatesAsync(cancellation));
        Directory.CreateDirectory(settings.Output);
        await WriteAsync(Path.Combine(settings.Output, "graph.svg"), settings.Root, Text(graph), cancellation);
        await WriteAsync(Path.Combine(settings.Output, "graph.mmd"), settings.Root, MermaidFlowchart.Of(graph), cancellation);
        reporter.Say($"{graph.Nodes.Count} nodes, {graph.Edges.Count} edges");
    }

    // Without them the graph is still worth having.
    private async Task<IReadOnlyList<MetricSample>> RatesAsync(CancellationToken cancellation)
    {
        try
        {
            return await metrics.QueryAsync(GraphBuilder.RateExpression, cancellation);
        }
        catch (MeshException failure)
        {
            reporter.Say($"without rates of requests: {failure.Message.Split('\n')[0]}");
        }

        return [];
    }

    private static string Text(MeshGraph graph)
    {
        var text = new StringBuilder();
        using (var writer = XmlWriter.Create(text, new XmlWriterSettings { Indent = true, NewLineChars = "\n", OmitXmlDeclaration = true }))
        {
            SvgDrawing.Of(graph).Save(writer);
        }

        return text.Append('\n').ToString();
    }

    // Whole or not at all: somebody may have the one before open.
    private async Task WriteAsync(string file, string root, string text, CancellationToken cancellation)
    {
        var draft = $"{file}.{Guid.NewGuid():n}.part";
        try
        {
            await File.WriteAllTextAsync(draft, text, cancellation);
            File.Move(draft, file, overwrite: true);
        }
        finally
        {
            File.Delete(draft);
        }

        var shown = Path.GetRelativePath(root, file);
        reporter.Say($"written: {(shown.StartsWith("..", StringComparison.Ordinal) ? file : shown)}");
    }
}
