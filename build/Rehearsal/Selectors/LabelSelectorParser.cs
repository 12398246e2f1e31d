using MeshBuild.Rehearsal.Pipeline;

namespace MeshBuild.Rehearsal.Selectors;

/// <summary>Reads <c>a=b,c!=d,e in (f,g),h,!i</c>. What cannot be read is said in the words of Kubernetes 1.20.</summary>
internal sealed class LabelSelectorParser
{
    private const string End = "";
    private static readonly string[] Symbols = ["!=", "==", "=", "!", "(", ")", ",", "<", ">"];

    private readonly List<string> _tokens;
    private int _next;

    private LabelSelectorParser(string text) => _tokens = [.. Tokens(text), End];

    private string Ahead => _tokens[_next];

    /// <exception cref="ApiException">It cannot be read (400).</exception>
    public static IReadOnlyList<LabelRequirement> Parse(string text) => new LabelSelectorParser(text).Requirements();

    private List<LabelRequirement> Requirements()
    {
        var requirements = new List<LabelRequirement>();
        while (Ahead != End)
        {
            if (Ahead != "!" && !IsIdentifier(Ahead))
            {
                throw Failures.BadRequest($"found '{Ahead}', expected: !, identifier, or 'end of string'");
            }

            requirements.Add(Requirement());
            var separator = Take();
            if (separator is not ("," or End))
            {
                throw Failures.BadRequest($"found '{separator}', expected: ',' or 'end of string'");
            }

            if (separator == End)
            {
                break;
            }

            if (Ahead != "!" && !IsIdentifier(Ahead))
            {
                throw Failures.BadRequest($"found '{Ahead}', expected: identifier after ','");
            }
        }

        return requirements;
    }

    private LabelRequirement Requirement()
    {
        var isAbsent = Ahead == "!";
        if (isAbsent)
        {
            Take();
        }

        var key = Identifier();
        if (isAbsent || Ahead is "," or End)
        {
            return new LabelRequirement(key, isAbsent ? "DoesNotExist" : "Exists", []);
        }

        var sign = Take();
        return sign switch
        {
            "in" => new LabelRequirement(key, "In", Values()),
            "notin" => new LabelRequirement(key, "NotIn", Values()),
            "=" or "==" => new LabelRequirement(key, "In", [Value()]),
            "!=" => new LabelRequirement(key, "NotIn", [Value()]),
            ">" => new LabelRequirement(key, "Gt", [Value()]),
            "<" => new LabelRequirement(key, "Lt", [Value()]),
            _ => throw Unfit(sign, "'=', '!=', '==', 'in', notin'"),
        };
    }

    private string Value() => Ahead is "," or End ? "" : Identifier();

    private List<string> Values()
    {
        if (Take() is var opening and not "(")
        {
            throw Failures.BadRequest($"unable to parse requirement: found '{opening}' expected: '('");
        }

        var values = new List<string>();
        while (Ahead != ")")
        {
            values.Add(Ahead == "," ? "" : Identifier());
            if (Ahead == ",")
            {
                Take();
            }
            else if (Ahead != ")")
            {
                throw Unfit(Ahead, "',' or ')'");
            }
        }

        Take();
        return values;
    }

    private string Identifier() => Take() is var token && IsIdentifier(token) ? token : throw Unfit(token, "identifier");

    private string Take()
    {
        var token = _tokens[_next];
        _next = Math.Min(_next + 1, _tokens.Count - 1);
        return token;
    }

    private static bool IsIdentifier(string token) => token != End && !Symbols.Contains(token);

    private static ApiException Unfit(string found, string expected) => Failures.BadRequest($"unable to parse requirement: found '{found}', expected: {expected}");

    private static IEnumerable<string> Tokens(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }

            var token = Symbols.FirstOrDefault(symbol => string.CompareOrdinal(text, at, symbol, 0, symbol.Length) == 0) ?? Word(text, at);
            yield return token;
            at += token.Length;
        }
    }

    private static string Word(string text, int at)
    {
        var end = at;
        while (end < text.Length && !char.IsWhiteSpace(text[end]) && !"=!(),<>".Contains(text[end], StringComparison.Ordinal))
        {
            end++;
        }

        return text[at..end];
    }
}
