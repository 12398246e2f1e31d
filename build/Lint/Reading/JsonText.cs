using System.Text;
using System.Text.Json;

namespace MeshBuild.Lint.Reading;

/// <summary>Reads JSON: one value, or several one after the other.</summary>
internal sealed class JsonText(SourceText source, List<ReadingProblem> problems)
{
    private static readonly JsonReaderOptions Options = new() { MaxDepth = ReadingLimits.Depth, AllowMultipleValues = true };
    private readonly NodeBuilder _builder = new(problems, new StringPool());
    private byte[] _bytes = [];
    private int _byte;
    private int _index;

    /// <summary>Whether the text is to be read as JSON, which kubectl tells by its first character.</summary>
    public static bool IsJson(string text) => text.AsSpan().TrimStart() is ['{', ..];

    /// <summary>The values, or null when the text is no JSON at all and may be YAML that begins with a brace.</summary>
    public List<Node>? Read(bool isSurelyJson)
    {
        var roots = new List<Node>();
        _bytes = Encoding.UTF8.GetBytes(source.Text);
        var reader = new Utf8JsonReader(_bytes, Options);
        try
        {
            while (reader.Read())
            {
                Take(ref reader);
                if (_builder.Root is { } root)
                {
                    roots.Add(root);
                    _builder.Clear();
                }
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            if (!isSurelyJson && roots.Count == 0)
            {
                return null;
            }

            var at = Math.Min(IndexOf((int)Math.Min(reader.BytesConsumed, _bytes.Length)), source.Text.Length);
            problems.Add(failure.Message.Contains("depth", StringComparison.Ordinal)
                ? new ReadingProblem(ProblemKind.Limit, at, at + 1, $"collections lie more than {ReadingLimits.Depth} deep in each other; the document is not read", "No object of Kubernetes is that deep: take the value out.")
                : new ReadingProblem(ProblemKind.Syntax, at, at + 1, $"the JSON cannot be read: {Plain(failure.Message)}", "Mend the line; what stands before it may be what is not closed."));
        }

        return roots;
    }

    private void Take(ref Utf8JsonReader reader)
    {
        var start = IndexOf((int)reader.TokenStartIndex);
        var end = IndexOf((int)reader.BytesConsumed);
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                _builder.Open(start, reader.TokenType == JsonTokenType.StartObject, isFlow: true, null);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                _builder.Close(end);
                break;
            case JsonTokenType.PropertyName:
                _builder.Add(start, IndexOf((int)reader.TokenStartIndex + reader.ValueSpan.Length + 2), reader.GetString()!, isPlain: false, null);
                break;
            case JsonTokenType.String:
                _builder.Add(start, end, reader.GetString()!, isPlain: false, null);
                break;
            default:
                _builder.Add(start, end, Encoding.UTF8.GetString(reader.ValueSpan), isPlain: true, null);
                break;
        }
    }

    // Places grow, so that each byte is looked at once (a few twice).
    private int IndexOf(int position)
    {
        if (position < _byte)
        {
            _index = Encoding.UTF8.GetCharCount(_bytes.AsSpan(0, position));
        }
        else
        {
            _index += Encoding.UTF8.GetCharCount(_bytes.AsSpan(_byte, position - _byte));
        }

        _byte = position;
        return _index;
    }

    private static string Plain(string message) => message.Split(" LineNumber:")[0];
}
