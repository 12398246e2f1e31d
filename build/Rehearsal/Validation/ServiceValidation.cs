using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>A Service's ports: there, named when there are several, in range, each once.</summary>
internal sealed class ServiceValidation : IValidation
{
    public IEnumerable<FieldError> Validate(WriteContext context)
    {
        if (!context.Is("", "services") || context.Request.Subresource.Length > 0)
        {
            yield break;
        }

        var spec = context.New["spec"];
        var ports = spec.Each("ports").ToList();
        if (ports.Count == 0 && spec.Text("clusterIP") != "None" && spec.Text("type") != "ExternalName")
        {
            yield return FieldError.Required("spec.ports");
        }

        var names = new HashSet<string>();
        for (var index = 0; index < ports.Count; index++)
        {
            foreach (var error in Port(ports[index], $"spec.ports[{index}]", ports.Count > 1, names))
            {
                yield return error;
            }
        }

        var seen = new HashSet<(long?, string?)>();
        for (var index = 0; index < ports.Count; index++)
        {
            var (number, protocol) = (ports[index].Integer("port"), ports[index].Text("protocol"));
            if (!seen.Add((number, protocol)))
            {
                yield return new FieldError("FieldValueDuplicate", $"spec.ports[{index}]",
                    $"Duplicate value: core.ServicePort{{Name:\"\", Protocol:\"{protocol}\", AppProtocol:(*string)(nil), Port:{number}, "
                        + "TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"}, NodePort:0}");
            }
        }
    }

    private static IEnumerable<FieldError> Port(JsonNode? port, string field, bool isNamed, HashSet<string> names)
    {
        var name = port.Text("name") ?? "";
        if (name.Length == 0)
        {
            if (isNamed)
            {
                yield return FieldError.Required($"{field}.name");
            }
        }
        else if (NameFormat.Label(name) is { } wrong)
        {
            yield return FieldError.Invalid($"{field}.name", name, wrong);
        }
        else if (!names.Add(name))
        {
            yield return FieldError.Duplicate($"{field}.name", name);
        }

        foreach (var number in (string[])["port", "targetPort"])
        {
            if (PodSpecRules.Port(port.At(number), $"{field}.{number}") is { } outside)
            {
                yield return outside;
            }
        }
    }
}
