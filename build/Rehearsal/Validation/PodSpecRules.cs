using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>What a pod's spec must be, alone or in a template.</summary>
internal static class PodSpecRules
{
    private const int LongestPortName = 15;
    private const int HighestPort = 65535;
    private static readonly string[] PullPolicies = ["Always", "IfNotPresent", "Never"];
    private static readonly string[] RestartPolicies = ["Always", "OnFailure", "Never"];
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket"];
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];

    /// <summary>The errors of a spec.</summary>
    /// <param name="spec">The spec.</param>
    /// <param name="field">Where it is, <c>spec.template.spec</c>.</param>
    public static IEnumerable<FieldError> Validate(JsonNode? spec, string field)
    {
        var volumes = spec.Each("volumes").Select(volume => volume.Text("name")).ToHashSet();
        var names = new HashSet<string>();
        var errors = Containers(spec, "containers", field, names, volumes).Concat(Containers(spec, "initContainers", field, names, volumes));
        if (!spec.Each("containers").Any())
        {
            errors = errors.Prepend(FieldError.Required($"{field}.containers"));
        }

        return spec.Text("restartPolicy") is { } policy && !RestartPolicies.Contains(policy)
            ? errors.Append(FieldError.NotSupported($"{field}.restartPolicy", policy, RestartPolicies))
            : errors;
    }

    /// <summary>What is wrong with a port's number; null when nothing is.</summary>
    public static FieldError? Port(JsonNode? port, string field) => port.Integer() is { } number and (< 1 or > HighestPort)
        ? FieldError.Invalid(field, number, $"must be between 1 and {HighestPort}, inclusive")
        : null;

    private static IEnumerable<FieldError> Containers(JsonNode? spec, string list, string field, HashSet<string> names, HashSet<string?> volumes) =>
        spec.Each(list).SelectMany((container, index) => Container(container, $"{field}.{list}[{index}]", names, volumes));

    private static IEnumerable<FieldError> Container(JsonNode? container, string field, HashSet<string> names, HashSet<string?> volumes)
    {
        var name = container.Text("name") ?? "";
        if (name.Length == 0)
        {
            yield return FieldError.Required($"{field}.name");
        }
        else if (NameFormat.Label(name) is { } wrong)
        {
            yield return FieldError.Invalid($"{field}.name", name, wrong);
        }
        else if (!names.Add(name))
        {
            yield return FieldError.Duplicate($"{field}.name", name);
        }

        if (container.Text("image") is null or "")
        {
            yield return FieldError.Required($"{field}.image");
        }

        var parts = Ports(container, field).Concat(ProbeHandlers(container, field)).Concat(Variables(container, field)).Concat(Mounts(container, field, volumes));
        foreach (var error in parts)
        {
            yield return error;
        }

        if (container.Text("imagePullPolicy") is { } policy && !PullPolicies.Contains(policy))
        {
            yield return FieldError.NotSupported($"{field}.imagePullPolicy", policy, PullPolicies);
        }
    }

    private static IEnumerable<FieldError> Ports(JsonNode? container, string field)
    {
        var names = new HashSet<string>();
        foreach (var (port, index) in container.Each("ports").Select((port, index) => (port, index)))
        {
            var place = $"{field}.ports[{index}]";
            if (port.Text("name") is { Length: > 0 } name)
            {
                if (name.Length > LongestPortName)
                {
                    yield return FieldError.Invalid($"{place}.name", name, $"must be no more than {LongestPortName} characters");
                }
                else if (!names.Add(name))
                {
                    yield return FieldError.Duplicate($"{place}.name", name);
                }
            }

            if (port.Integer("containerPort") is null or 0)
            {
                yield return FieldError.Required($"{place}.containerPort");
            }
            else if (Port(port.At("containerPort"), $"{place}.containerPort") is { } wrong)
            {
                yield return wrong;
            }
        }
    }

    private static IEnumerable<FieldError> ProbeHandlers(JsonNode? container, string field) =>
        Probes.Where(probe => container.At(probe) is JsonObject asked && !Handlers.Any(asked.ContainsKey))
            .Select(probe => FieldError.Required($"{field}.{probe}", "must specify a handler type"));

    private static IEnumerable<FieldError> Variables(JsonNode? container, string field) => container.Each("env")
        .Select((variable, index) => (Name: variable.Text("name") ?? "", Field: $"{field}.env[{index}].name"))
        .Select(one => one.Name.Length == 0 ? FieldError.Required(one.Field) : NameFormat.Variable(one.Name) is { } wrong ? FieldError.Invalid(one.Field, one.Name, wrong) : null)
        .OfType<FieldError>();

    private static IEnumerable<FieldError> Mounts(JsonNode? container, string field, HashSet<string?> volumes) => container.Each("volumeMounts")
        .Select((mount, index) => (Name: mount.Text("name"), Field: $"{field}.volumeMounts[{index}].name"))
        .Where(mount => !volumes.Contains(mount.Name)).Select(mount => FieldError.NotFound(mount.Field, mount.Name));
}
