using System.Globalization;
using MeshBuild.Lint.Routes.Coverage.Languages;

namespace MeshBuild.Lint.Routes.Coverage.Conditions;

/// <summary>
/// Makes conditions of a match, as Istio 1.10 translates it and Envoy 1.18 reads the translation. A condition that every
/// request fulfils is left out.
/// </summary>
internal sealed class MatchReader(GatewayGroups gateways, LanguageFactory factory)
{
    /// <summary>Istio's own sign for "any value"; no RE2 expression.</summary>
    private const string AnyValue = "*";

    private readonly KnownStrings _strings = new(factory);
    private readonly Dictionary<string, Atom> _regexes = [];

    public RequestSet Read(int rule, HttpMatch match) =>
        new(rule, match.Gateways.Count == 0 ? gateways.All : gateways.Of(match.Gateways), [.. Conditions(match)]);

    private List<Condition> Conditions(HttpMatch match)
    {
        List<Condition> conditions = [];
        AddUri(match, conditions);
        AddPseudo(DimensionKind.Method, match.Method, conditions);
        AddPseudo(DimensionKind.Authority, match.Authority, conditions);
        AddPseudo(DimensionKind.Scheme, match.Scheme, conditions);
        foreach (var (name, header) in match.Headers)
        {
            conditions.Add(new(HeaderDimension(name), HeaderValue(header)));
        }

        foreach (var (name, header) in match.WithoutHeaders)
        {
            AddWithoutHeader(HeaderDimension(name), header, conditions);
        }

        foreach (var (name, parameter) in match.QueryParams)
        {
            conditions.Add(new(new(DimensionKind.QueryParameter, name), QueryParameter(parameter)));
        }

        AddSource(match, conditions);
        return conditions;
    }

    private void AddUri(HttpMatch match, List<Condition> conditions)
    {
        if (match.Uri is not { Kind: not StringMatchKind.Presence } uri)
        {
            return;
        }

        var dimension = new Dimension(DimensionKind.Uri);
        var atom = Value(uri);
        if (atom is TextAtom text && match.IgnoreUriCase && uri.Kind != StringMatchKind.Regex)
        {
            atom = text with { IgnoreCase = true };
        }

        if (atom is not TextAtom known || dimension.Universe.In(known) != TextRelation.Inside)
        {
            conditions.Add(new(dimension, atom));
        }
    }

    /// <summary>Method, authority and scheme, which every request has: asking for any value asks for nothing.</summary>
    private void AddPseudo(DimensionKind kind, StringMatch? match, List<Condition> conditions)
    {
        if (match is not null && HeaderValue(match) is var atom && atom != TextAtom.Any)
        {
            conditions.Add(new(new(kind), atom));
        }
    }

    /// <summary>
    /// Envoy inverts the answer only for a header that is there: one with a value asks for the header, too. That an exact empty
    /// value means any value leaves no request that lacks it.
    /// </summary>
    private void AddWithoutHeader(Dimension dimension, StringMatch match, List<Condition> conditions)
    {
        var absent = new Condition(dimension, TextAtom.Any, IsNegated: true);
        if (match.Kind == StringMatchKind.Presence || match == StringMatch.Regex(AnyValue))
        {
            conditions.Add(absent);
        }
        else
        {
            conditions.Add(absent.Negation);
            conditions.Add(new(dimension, HeaderValue(match), IsNegated: true));
        }
    }

    private static Dimension HeaderDimension(string name) => new(DimensionKind.Header, name.ToLowerInvariant());

    /// <summary>To Envoy an exact match with nothing is one with anything.</summary>
    private Atom HeaderValue(StringMatch match) =>
        match == StringMatch.Exact("") || match == StringMatch.Regex(AnyValue) ? TextAtom.Any : Value(match);

    /// <summary>Istio 1.10 translates exact and regex; Envoy takes what is left as a question for presence.</summary>
    private Atom QueryParameter(StringMatch match) => match.Kind == StringMatchKind.Prefix ? TextAtom.Any : Value(match);

    /// <summary>Istio looks at the proxy's labels and namespace only when the match names no gateways.</summary>
    private static void AddSource(HttpMatch match, List<Condition> conditions)
    {
        if (match.Port is { } port and not 0)
        {
            conditions.Add(new(new(DimensionKind.Port), new TextAtom(port.ToString(CultureInfo.InvariantCulture))));
        }

        if (match.Gateways.Count > 0)
        {
            return;
        }

        if (!string.IsNullOrEmpty(match.SourceNamespace))
        {
            conditions.Add(new(new(DimensionKind.SourceNamespace), new TextAtom(match.SourceNamespace)));
        }

        foreach (var (name, value) in match.SourceLabels)
        {
            conditions.Add(new(new(DimensionKind.SourceLabel, name), new TextAtom(value)));
        }
    }

    private Atom Value(StringMatch match) => match.Kind switch
    {
        StringMatchKind.Exact => new TextAtom(match.Value),
        StringMatchKind.Prefix => new TextAtom(match.Value, IsPrefix: true),
        StringMatchKind.Regex => Regex(match.Value),
        _ => TextAtom.Any,
    };

    private Atom Regex(string pattern)
    {
        if (!_regexes.TryGetValue(pattern, out var atom))
        {
            var language = RegexParser.Parse(pattern, factory);
            atom = language is not null && _strings.Single(language) is { } text
                ? text
                : new RegexAtom(pattern, language, language is null ? "" : KnownStrings.Prefix(language));
            _regexes[pattern] = atom;
        }

        return atom;
    }
}
