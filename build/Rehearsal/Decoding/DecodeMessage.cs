using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Decoding;

/// <summary>
/// A mismatch in the words of the server's two decoders: the one of request bodies, which shows the text around the place
/// where it stopped, and the one of strategic merge patches, which shows the patch as Go prints it.
/// </summary>
internal static class DecodeMessage
{
    private const int Near = 10;
    private const int Around = 50;
    private const string QuantityForm = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

    /// <summary>Of a body.</summary>
    /// <param name="mismatch">What does not fit.</param>
    /// <param name="utf8">The body's JSON.</param>
    public static string OfBody(TypeMismatch mismatch, ReadOnlySpan<byte> utf8)
    {
        var (start, end) = Place(mismatch.Path, utf8);
        var (what, isWhole) = Expectation(mismatch, (char)utf8[start]);
        // A wrong beginning is seen after its first character, a wrong content after its last.
        var at = isWhole ? end : start + 1;
        return $"{string.Join(": ", mismatch.Fields)}: {what}, error found in #{Math.Min(at, Near)} byte of ...|{Window(utf8, at, Near)}|..., bigger context ...|{Window(utf8, at, Around)}|...";
    }

    /// <summary>Of a strategic merge patch's result.</summary>
    public static string OfPatch(TypeMismatch mismatch)
    {
        var found = GoType(mismatch.Value);
        return (mismatch.Schema.Type, found) switch
        {
            ("object", _) when mismatch.Schema.Properties.Count > 0 => $"cannot restore struct from: {found}",
            ("object", _) => $"cannot restore map from {found}",
            ("array", _) => $"cannot restore slice from {found}",
            ("string", "string") => $"error decoding from json: {Base64(mismatch.Value)}",
            ("string", "int64") => "cannot convert int64 to string",
            ("integer", "float64") => $"cannot convert float64 to {mismatch.Schema.Format ?? "int64"}",
            ("boolean", _) => "unrecognized type: bool",
            ("integer", _) => $"unrecognized type: {mismatch.Schema.Format ?? "int64"}",
            var (type, _) => $"unrecognized type: {type}",
        };
    }

    /// <summary>A patch as Go prints a map: <c>map[data:map[one:1]]</c>.</summary>
    public static string Printed(JsonNode? value) => value switch
    {
        null => "<nil>",
        JsonObject json => $"map[{string.Join(' ', json.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}:{Printed(field.Value)}"))}]",
        JsonArray items => $"[{string.Join(' ', items.Select(Printed))}]",
        _ => value.Text() ?? value.ToJsonString(),
    };

    private static (string What, bool IsWhole) Expectation(TypeMismatch mismatch, char first)
    {
        var schema = mismatch.Schema;
        return schema.Type switch
        {
            "string" when schema.Reference?.EndsWith(".Quantity", StringComparison.Ordinal) == true => ("unmarshalerDecoder: " + QuantityForm, true),
            "string" when schema.Format == "byte" && mismatch.Value.GetValueKind() == JsonValueKind.String => ($"base64Codec: {Base64(mismatch.Value)}", true),
            "string" => ($"ReadString: expects \" or n, but found {first}", false),
            "integer" when mismatch.Value.GetValueKind() == JsonValueKind.Number => ("assertInteger: can not decode float as int", false),
            "integer" => ($"readUint{(schema.Format == "int32" ? 32 : 64).ToString(CultureInfo.InvariantCulture)}: unexpected character: \ufffd", false),
            "boolean" => ($"ReadBool: expect t or f, but found {first}", false),
            "array" => ($"decode slice: expect [ or n, but found {first}", false),
            "object" when schema.Properties.Count > 0 => ($"readObjectStart: expect {{ or n, but found {first}", false),
            "object" => ($"ReadMapCB: expect {{ or n, but found {first}", false),
            _ => ($"unmarshalerDecoder: json: cannot unmarshal {GoType(mismatch.Value)} into Go value of type string", true),
        };
    }

    // As Go's decoder counts: the first character that is none of the alphabet.
    private static string Base64(JsonNode value)
    {
        var text = value.Text() ?? "";
        var wrong = text.AsSpan().IndexOfAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\r\n");
        return $"illegal base64 data at input byte {(wrong < 0 ? text.Length / 4 * 4 : wrong).ToString(CultureInfo.InvariantCulture)}";
    }

    private static string GoType(JsonNode value) => value switch
    {
        JsonObject => "map",
        JsonArray => "slice",
        _ => value.GetValueKind() switch
        {
            JsonValueKind.String => "string",
            JsonValueKind.Number => value.ToJsonString().AsSpan().IndexOfAny(".eE") < 0 ? "int64" : "float64",
            _ => "bool",
        },
    };

    private static string Window(ReadOnlySpan<byte> utf8, int at, int size) => Encoding.UTF8.GetString(utf8[Math.Max(0, at - size)..Math.Min(utf8.Length, at + size)]);

    // Where the value at a path begins and ends.
    private static (int Start, int End) Place(IReadOnlyList<object> path, ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        foreach (var step in path)
        {
            reader.Read();
            for (var index = 0; !(step is int wanted ? index == wanted : reader.ValueTextEquals((string)step)); index++)
            {
                // In an object the reader stands on a name, in a list on an item.
                if (step is string)
                {
                    reader.Read();
                }

                reader.Skip();
                reader.Read();
            }

            if (step is string)
            {
                reader.Read();
            }
        }

        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return (start, (int)reader.BytesConsumed);
    }
}
