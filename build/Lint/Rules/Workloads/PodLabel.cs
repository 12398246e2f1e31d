using MeshBuild.Lint.Fixing;
using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules.Workloads;

/// <summary>A label that Istio wants on a pod template.</summary>
internal static class PodLabel
{
    /// <summary>The workloads whose pods live in the mesh for good and lack the label.</summary>
    public static IEnumerable<Workload> Lacking(MeshModel mesh, string label) =>
        mesh.MeshWorkloads.Where(workload => !workload.Ends && workload.Labels[label] is null);

    /// <summary>The label on the object itself; null when it is not there either, or the object is the pod.</summary>
    public static string? OnObject(Workload workload, string label) =>
        workload.Manifest.Kind == "Pod" ? null : workload.Manifest.Root.Text("metadata", "labels", label);

    /// <summary>Where the label is missing.</summary>
    public static Node PlaceOf(Workload workload)
    {
        var nearest = workload.Template.Nearest("metadata", "labels");
        return nearest == workload.Template ? workload.Manifest.Root.Nearest("spec", "template")! : nearest!;
    }

    /// <summary>Adds the label.</summary>
    public static Fix? Add(Workload workload, string label, string value)
    {
        var text = $"{label}: {YamlEdits.Quoted(value)}";
        var source = workload.Manifest.Source;
        return workload.Labels.Node is { } labels ? YamlEdits.Add(source, labels, text)
            : workload.Template.Find("metadata")?.Value is MappingNode metadata ? YamlEdits.Add(source, metadata, "labels:", "  " + text)
            : YamlEdits.Add(source, workload.Template, "metadata:", "  labels:", "    " + text);
    }
}
