using System.Collections.Frozen;

namespace MeshBuild.Lint.Routes.Coverage;

/// <summary>
/// One HTTPMatchRequest of Istio 1.10: all of its conditions have to hold. A property that the manifest leaves out stays at
/// its default; a match without any condition takes every request.
/// </summary>
public sealed record HttpMatch
{
    /// <summary>The path, without the query.</summary>
    public StringMatch? Uri { get; init; }

    /// <summary>Whether <see cref="Uri"/> ignores the case of ASCII letters; an exact value or a prefix does, a regex never.</summary>
    public bool IgnoreUriCase { get; init; }

    /// <summary>The scheme.</summary>
    public StringMatch? Scheme { get; init; }

    /// <summary>The HTTP method, in the case that the manifest has.</summary>
    public StringMatch? Method { get; init; }

    /// <summary>The HTTP authority.</summary>
    public StringMatch? Authority { get; init; }

    /// <summary>Headers by name; the case of names does not count.</summary>
    public IReadOnlyDictionary<string, StringMatch> Headers { get; init; } = FrozenDictionary<string, StringMatch>.Empty;

    /// <summary>
    /// <c>withoutHeaders</c> by name. In Istio 1.10 one with a value asks for a header that is there and has another value;
    /// only presence (<c>x-user: {}</c>) asks for a header that is not there.
    /// </summary>
    public IReadOnlyDictionary<string, StringMatch> WithoutHeaders { get; init; } = FrozenDictionary<string, StringMatch>.Empty;

    /// <summary>Query parameters by name. Istio 1.10 makes a prefix into a question for presence.</summary>
    public IReadOnlyDictionary<string, StringMatch> QueryParams { get; init; } = FrozenDictionary<string, StringMatch>.Empty;

    /// <summary>The port that the request was sent to.</summary>
    public int? Port { get; init; }

    /// <summary>Labels of the proxy that routes. Without effect beside <see cref="Gateways"/>, as in Istio 1.10.</summary>
    public IReadOnlyDictionary<string, string> SourceLabels { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>The namespace of the proxy that routes. Without effect beside <see cref="Gateways"/>, as in Istio 1.10.</summary>
    public string? SourceNamespace { get; init; }

    /// <summary>
    /// Narrows the VirtualService's gateways; empty means all of them. Names are compared as they are: write them in the same
    /// form as <see cref="HttpRules.Gateways"/> (namespace/name, or <c>mesh</c>).
    /// </summary>
    public IReadOnlyList<string> Gateways { get; init; } = [];
}
