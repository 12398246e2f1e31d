using CsCheck;
using MeshBuild.Lint.Routes.Coverage;

namespace MeshBuild.Lint.Tests.Routes.Coverage;

/// <summary>
/// Random rule lists over a few values of a few dimensions, and every request that their conditions can tell apart: each value,
/// what begins with it, and with <c>~</c> what none of them names.
/// </summary>
/// <param name="Dimensions">Which properties of a match are in play.</param>
internal sealed record RandomRules(params string[] Dimensions)
{
    private static readonly string?[] Absent = [null];

    private static readonly string[] Uris = [.. Strings("aAbB/~", 3).Select(rest => "/" + rest)];
    private static readonly string[] Values = [.. Strings("ab~", 2)];
    private static readonly string[] Methods = ["GET", "GE", "GE~", "GET~", "G~", "POST", "POST~", "~"];

    private static readonly Gen<StringMatch> Uri = OneOf(
        ["/a", "/A", "/ab", "/aB", "/b", "/a/"], ["/", "/a", "/A", "/ab", "/aB", "/b", ""],
        ["/a.*", "/(a|b)", "/[ab]+", "/a?b", "/[^a].*", "(?i)/AB?", "/a/.*|/b", "/.+", "/[aA]b", "/(aB|ab|Ab|AB)"]);

    private static readonly Gen<StringMatch> Value = Gen.Frequency(
        (5, OneOf(["a", "b", ""], ["a", "b"], ["a.*", "[ab]", "a|b", "[^a].*", ".*", ".+", "*"])), (1, Gen.Const(StringMatch.Presence)));

    private static readonly Gen<StringMatch> QueryValue = OneOf(["a", "b", ""], ["a"], ["a.*", "[ab]", "[^a].*", ".+"]);

    private static readonly Gen<StringMatch> Method = OneOf(["GET", "POST"], ["GE", "P"], ["GET|POST", "G.*", ".*"]);

    /// <summary>Every request.</summary>
    public IEnumerable<Request> Requests =>
        from gateway in Has("gateway") ? ["a", "b"] : new[] { "a" }
        from port in Has("port") ? [80, 443, 1] : new[] { 80 }
        from space in Has("namespace") ? ["a", "~"] : new[] { "a" }
        from label in Has("label") ? [null, "a", "b", "~"] : Absent
        from uri in Has("uri") ? Uris : ["/"]
        from method in Has("method") ? Methods : ["GET"]
        from authority in Has("authority") ? Values : [""]
        from header in Has("header") ? [null, .. Values] : Absent
        from other in Has("other") ? [null, .. Values] : Absent
        from query in Has("query") ? [null, .. Values] : Absent
        select new Request(gateway, port, space, label, uri, method, authority, header, other, query);

    /// <summary>The rule lists.</summary>
    public Gen<HttpRules> Rules => Gen.Frequency((1, Match.Array[0]), (9, Match.Array[1, 3])).Array[2, 6]
        .Select(rules => new HttpRules(
            Has("gateway") ? ["a", "b"] : ["a"], [.. rules.Select((matches, index) => new HttpRule($"rule {index + 1}", matches))]));

    private Gen<HttpMatch> Match => Gen.Select(Headers, Source, Request).Select(parts => parts.Item3 with
    {
        Headers = parts.Item1.Wanted,
        WithoutHeaders = parts.Item1.Unwanted,
        Gateways = parts.Item2.Gateways,
        Port = parts.Item2.Port,
        SourceLabels = parts.Item2.SourceLabels,
        SourceNamespace = parts.Item2.SourceNamespace,
    });

    private Gen<(Dictionary<string, StringMatch> Wanted, Dictionary<string, StringMatch> Unwanted)> Headers =>
        Gen.Select(Maybe("header", Value), Maybe("other", Value), Maybe("header", Value), Maybe("other", Value))
            .Select(values => (Named(("x", values.Item1), ("Y", values.Item2)), Named(("x", values.Item3), ("y", values.Item4))));

    private Gen<HttpMatch> Source =>
        Gen.Select(
            Has("gateway") ? Gen.OneOf(new string[][] { [], [], ["a"], ["b"], ["a", "b"], ["c"] }) : Gen.Const(Array.Empty<string>()),
            Has("port") ? Gen.OneOf(new int?[] { null, null, 80, 443 }) : Gen.Const((int?)null),
            Has("label") ? Gen.OneOf(new string?[] { null, null, "a", "b" }) : Gen.Const((string?)null),
            Has("namespace") ? Gen.OneOf(new string?[] { null, "a" }) : Gen.Const((string?)null))
        .Select(values => new HttpMatch
        {
            Gateways = values.Item1,
            Port = values.Item2,
            SourceLabels = values.Item3 is { } label ? new() { ["app"] = label } : new Dictionary<string, string>(),
            SourceNamespace = values.Item4,
        });

    private Gen<HttpMatch> Request =>
        Gen.Select(Maybe("uri", Uri), Gen.Bool, Maybe("method", Method), Maybe("authority", Value), Maybe("query", QueryValue))
            .Select(values => new HttpMatch
            {
                Uri = values.Item1,
                IgnoreUriCase = values.Item2,
                Method = values.Item3,
                Authority = values.Item4,
                QueryParams = Named(("id", values.Item5)),
            });

    private bool Has(string dimension) => Dimensions.Contains(dimension);

    private Gen<StringMatch?> Maybe(string dimension, Gen<StringMatch> match) =>
        Has(dimension) ? Gen.Frequency((1, Gen.Const((StringMatch?)null)), (1, match.Select(value => (StringMatch?)value))) : Gen.Const((StringMatch?)null);

    private static Dictionary<string, StringMatch> Named(params (string Name, StringMatch? Match)[] matches) =>
        matches.Where(match => match.Match is not null).ToDictionary(match => match.Name, match => match.Match!);

    private static Gen<StringMatch> OneOf(string[] exact, string[] prefixes, string[] regexes) => Gen.Frequency(
        (2, Gen.OneOf(exact).Select(StringMatch.Exact)),
        (2, Gen.OneOf(prefixes).Select(StringMatch.Prefix)),
        (1, Gen.OneOf(regexes).Select(StringMatch.Regex)));

    private static IEnumerable<string> Strings(string letters, int length) =>
        length == 0 ? [""] : Strings(letters, length - 1).SelectMany(rest => letters.Select(letter => letter + rest)).Prepend("").Distinct();
}
