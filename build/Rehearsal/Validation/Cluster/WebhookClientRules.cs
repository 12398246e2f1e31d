using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Cluster;

/// <summary>Where a webhook is reached: at a URL or a Service.</summary>
internal static partial class WebhookClientRules
{
    private const string Desired = "; desired format: https://host[/path]";

    public static IEnumerable<FieldError> Validate(JsonNode? client, string field) => (client.At("url"), client.At("service")) switch
    {
        ({ } url, null) => Url(url.Text() ?? "", $"{field}.url"),
        (null, { } service) => Service(service, $"{field}.service"),
        _ => [FieldError.Required(field, "exactly one of url or service is required")],
    };

    private static IEnumerable<FieldError> Url(string text, string field)
    {
        var match = Form().Match(text);
        if (!match.Success)
        {
            return [FieldError.Required(field, $"url must be a valid URL: parse {GoValue.Text(text)}: missing protocol scheme{Desired}")];
        }

        string Part(string name) => match.Groups[name].Value;

        (bool IsWrong, string Value, string Detail)[] wrongs =
        [
            (Part("scheme") != "https", Part("scheme"), $"'https' is the only allowed URL scheme{Desired}"),
            (Part("host").Length == 0, "", $"host must be provided{Desired}"),
            (Part("user").Length > 0, Part("user"), "user information is not permitted in the URL"),
            (Part("fragment").Length > 0, Part("fragment"), "fragments are not permitted in the URL"),
            (Part("query").Length > 0, Part("query"), "query parameters are not permitted in the URL"),
        ];
        return wrongs.Where(wrong => wrong.IsWrong).Select(wrong => FieldError.Invalid(field, wrong.Value, wrong.Detail));
    }

    private static IEnumerable<FieldError> Service(JsonNode service, string field) =>
    [
        .. Check.Present(service.Text("name"), $"{field}.name", "service name is required"),
        .. Check.Present(service.Text("namespace"), $"{field}.namespace", "service namespace is required"),
        .. service.At("port") is null ? [] : Check.Port(service.At("port"), $"{field}.port")
            .Select(_ => FieldError.Invalid($"{field}.port", service.At("port"), "port is not valid: must be between 1 and 65535, inclusive")),
        .. service.Text("path") is { } path ? Path(path, $"{field}.path") : [],
    ];

    private static IEnumerable<FieldError> Path(string path, string field)
    {
        if (path.Length == 0 || path == "/")
        {
            return [];
        }

        if (path == "//")
        {
            return [FieldError.Invalid(field, path, "segment[0] may not be empty")];
        }

        var start = path.StartsWith('/') ? [] : (FieldError[])[FieldError.Invalid(field, path, "must start with a '/'")];
        var segments = path.EndsWith('/') ? path[1..^1].Split('/') : path[1..].Split('/');
        return
        [
            .. start,
            .. segments.SelectMany((segment, index) => segment.Length == 0 ? [FieldError.Invalid(field, path, $"segment[{index}] may not be empty")]
                : NameFormat.Subdomain(segment).Select(wrong => FieldError.Invalid(field, path, $"segment[{index}]: {wrong}"))),
        ];
    }

    [GeneratedRegex(@"\A(?:(?<scheme>[A-Za-z][-+.A-Za-z0-9]*):)?(?://(?:(?<user>[^/?#@]*)@)?(?<host>[^/?#]*))?(?<path>[^?#:]*)(?:\?(?<query>[^#]*))?(?:#(?<fragment>.*))?\z")]
    private static partial Regex Form();
}
