using System.Net;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Network;

/// <summary>Ingresses and their classes. Before networking.k8s.io/v1 a backend has a form of its own.</summary>
internal static class IngressRules
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";
    private static readonly string[] PathTypes = ["Exact", "ImplementationSpecific", "Prefix"];
    private static readonly string[] NotInPath = ["//", "/./", "/../", "%2f", "%2F"];
    private static readonly string[] NotAtEnd = ["/..", "/."];

    public static IEnumerable<FieldError> Validate(WriteContext context)
    {
        var (spec, isFirst) = (context.New["spec"], context.Resource.Version == "v1beta1");
        var annotated = context.New.At("metadata", "annotations").Text(ClassAnnotation);
        var standard = isFirst ? "backend" : "defaultBackend";
        return
        [
            .. context.Old is null && annotated is not null && spec.At("ingressClassName") is not null
                ? (FieldError[])[FieldError.Invalid($"annotations.{ClassAnnotation}", annotated, "can not be set when the class field is also set")] : [],
            .. spec.At("rules") is not JsonArray { Count: > 0 } && spec.At(standard) is null
                ? (FieldError[])[GoValue.Invalid("spec", "[]networking.IngressRule(nil)", $"either `{standard}` or `rules` must be specified")] : [],
            .. spec.At(standard) is { } backend ? Backend(backend, $"spec.{standard}", isFirst) : [],
            .. Check.Each(spec.At("rules"), "spec.rules", (rule, place) => Rule(rule, place, isFirst)),
            .. Check.Each(spec.At("tls"), "spec.tls", (entry, place) =>
            [
                .. Check.Each(entry.At("hosts"), $"{place}.hosts", (host, at) => Host(host.Text(), at)),
                .. isFirst ? [] : Check.Form(entry.Text("secretName"), $"{place}.secretName", NameFormat.Subdomain),
            ]),
            .. Check.Form(spec.Text("ingressClassName"), "spec.ingressClassName", NameFormat.Subdomain),
        ];
    }

    /// <summary>The name of a controller, and where its parameters are.</summary>
    public static IEnumerable<FieldError> Class(WriteContext context)
    {
        var (controller, parameters) = (context.New.Text("spec", "controller") ?? "", context.New.At("spec", "parameters"));
        var slash = controller.IndexOf('/', StringComparison.Ordinal);
        var isPath = slash > 0 && slash < controller.Length - 1 && NameFormat.Subdomain(controller[..slash]).Count == 0;
        return
        [
            .. Check.Present(controller, "spec.controller"),
            .. controller.Length == 0 || isPath ? [] : (FieldError[])[FieldError.Invalid("spec.controller", controller, "must be a domain-prefixed path (such as \"acme.io/foo\")")],
            .. parameters is null ? [] : Reference(parameters, "spec.parameters"),
        ];
    }

    private static IEnumerable<FieldError> Reference(JsonNode reference, string field) =>
    [
        .. Check.Form(reference.Text("apiGroup"), $"{field}.apiGroup", NameFormat.Subdomain),
        .. ((string[])["kind", "name"]).SelectMany(name => (IEnumerable<FieldError>)
        [
            .. Check.Present(reference.Text(name), $"{field}.{name}", $"{name} is required"),
            .. Check.Form(reference.Text(name), $"{field}.{name}", NameFormat.PathSegment),
        ]),
    ];

    private static IEnumerable<FieldError> Rule(JsonNode? rule, string field, bool isFirst) =>
    [
        .. IPAddress.TryParse(rule.Text("host"), out _) ? [FieldError.Invalid($"{field}.host", rule.Text("host"), "must be a DNS name, not an IP address")] : Host(rule.Text("host"), $"{field}.host"),
        .. rule.At("http") is null || rule.Each("http", "paths").Any() ? [] : (FieldError[])[FieldError.Required($"{field}.http.paths")],
        .. Check.Each(rule.At("http", "paths"), $"{field}.http.paths", (path, place) =>
        [
            .. Path(path, place),
            .. Backend(path.At("backend"), $"{place}.backend", isFirst),
        ]),
    ];

    private static IEnumerable<FieldError> Host(string? host, string field) =>
        Check.Form(host, field, name => name.Contains('*', StringComparison.Ordinal) ? NameFormat.WildcardSubdomain(name) : NameFormat.Subdomain(name));

    private static IEnumerable<FieldError> Path(JsonNode? path, string field)
    {
        var (type, text) = (path.Text("pathType"), path.Text("path") ?? "");
        var isAbsolute = text.StartsWith('/');
        return type switch
        {
            null => [FieldError.Required($"{field}.pathType", "pathType must be specified")],
            "Exact" or "Prefix" when !isAbsolute => [FieldError.Invalid($"{field}.path", text, "must be an absolute path")],
            "Exact" or "Prefix" =>
            [
                .. NotInPath.Where(part => text.Contains(part, StringComparison.Ordinal)).Select(part => FieldError.Invalid($"{field}.path", text, $"must not contain '{part}'")),
                .. NotAtEnd.Where(part => text.EndsWith(part, StringComparison.Ordinal)).Select(part => FieldError.Invalid($"{field}.path", text, $"cannot end with '{part}'")),
            ],
            "ImplementationSpecific" => text.Length == 0 || isAbsolute ? [] : [FieldError.Invalid($"{field}.path", text, "must be an absolute path")],
            _ => [FieldError.NotSupported($"{field}.pathType", type, PathTypes)],
        };
    }

    private static IEnumerable<FieldError> Backend(JsonNode? backend, string field, bool isFirst)
    {
        var resource = backend.At("resource");
        var service = isFirst ? backend.At("serviceName") ?? backend.At("servicePort") : backend.At("service");
        return (resource, service) switch
        {
            (not null, not null) => [FieldError.Invalid(field, "", "cannot set both resource and service backends")],
            (not null, null) => Reference(resource, $"{field}.resource"),
            (null, null) => [FieldError.Invalid(field, "", "resource or service backend is required")],
            _ when isFirst =>
            [
                .. Check.Named(backend.Text("serviceName"), $"{field}.serviceName", NameFormat.ServiceName),
                .. Check.PortOrName(backend.At("servicePort"), $"{field}.servicePort"),
            ],
            _ => [.. Check.Named(service.Text("name"), $"{field}.service.name", NameFormat.ServiceName), .. Port(service.At("port"), field)],
        };
    }

    private static IEnumerable<FieldError> Port(JsonNode? port, string field) => (port.Text("name") ?? "", port.Integer("number") ?? 0) switch
    {
        ("", 0) => [FieldError.Required(field, "port name or number is required")],
        ({ Length: > 0 }, not 0) => [FieldError.Invalid(field, "", "cannot set both port name & port number")],
        ("", _) => Check.Port(port.At("number"), $"{field}.service.port.number"),
        _ => Check.PortOrName(port.At("name"), $"{field}.service.port.name"),
    };
}
