using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Pods;

/// <summary>Probes and lifecycle hooks: each has one handler.</summary>
internal static class HandlerRules
{
    private static readonly string[] Schemes = ["HTTP", "HTTPS"];
    private static readonly string[] Counts = ["initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold"];

    private static readonly (string Name, Func<JsonNode?, string, IEnumerable<FieldError>> Rule)[] Handlers =
    [
        ("exec", (handler, field) => handler.Each("command").Any() ? [] : [FieldError.Required($"{field}.command")]),
        ("httpGet", Http),
        ("tcpSocket", (handler, field) => Check.PortOrName(handler.At("port"), $"{field}.port")),
    ];

    public static IEnumerable<FieldError> Lifecycle(JsonNode? lifecycle, string field) =>
        ((string[])["postStart", "preStop"]).Where(hook => lifecycle.At(hook) is not null).SelectMany(hook => Handler(lifecycle.At(hook), $"{field}.{hook}"));

    /// <summary>A probe; of a container that is alive or started, one success is enough.</summary>
    public static IEnumerable<FieldError> Probe(JsonNode? probe, string field, bool succeedsAtOnce) => probe is null ? [] :
    [
        .. Handler(probe, field),
        .. Counts.SelectMany(count => Check.NotNegative(probe.At(count), $"{field}.{count}")),
        .. succeedsAtOnce && probe.Integer("successThreshold") is { } threshold and not 1 ? (FieldError[])[FieldError.Invalid($"{field}.successThreshold", threshold, "must be 1")] : [],
    ];

    private static IEnumerable<FieldError> Handler(JsonNode? value, string field)
    {
        var given = Handlers.Where(handler => value.At(handler.Name) is not null).ToList();
        return given.Count == 0 ? [FieldError.Required(field, "must specify a handler type")] :
        [
            .. given[0].Rule(value.At(given[0].Name), $"{field}.{given[0].Name}"),
            .. given.Skip(1).Select(handler => FieldError.Forbidden($"{field}.{handler.Name}", "may not specify more than 1 handler type")),
        ];
    }

    private static IEnumerable<FieldError> Http(JsonNode? http, string field) =>
    [
        .. Check.PortOrName(http.At("port"), $"{field}.port"),
        .. Check.OneOf(http.Text("scheme"), $"{field}.scheme", Schemes),
        .. http.Each("httpHeaders").Select(header => header.Text("name") ?? "")
            .SelectMany(name => NameFormat.Header(name).Select(wrong => FieldError.Invalid($"{field}.httpHeaders", name, wrong))),
    ];
}
