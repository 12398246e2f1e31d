using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace MeshBuild.Cluster.Tests.Differential;

/// <summary>Takes out of an answer what is never the same twice: made-up names, ages, times, uids, versions, addresses, widths of columns.</summary>
public static partial class Mask
{
    private static readonly (Regex Pattern, string Instead)[] Masks =
    [
        (Uid(), "UID"), (Time(), "TIME"), (Digest(), "DIGEST"), (ResourceVersion(), "$1VERSION"), (Continue(), "$1CONTINUE"),
        (Address(), "ADDRESS"), (NodePort(), "$1NODEPORT"), (PodOfReplicaSet(), "-HASH-POD"), (ReplicaSet(), "-HASH"), (MadeUpName(), "-POD"),
        (Age(), "AGE"), (Columns(), " "), (Rule(), "---"), (TemporaryFile(), "FILE"),
    ];

    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Answer Masked(this Answer answer) => answer with { Output = Text(answer.Output) };

    private static string Text(string output)
    {
        var canonical = Canonical(output.Trim()) is var whole && whole != output.Trim() ? whole : string.Join('\n', output.Split('\n').Select(Canonical));
        return Masks.Aggregate(canonical, (text, mask) => mask.Pattern.Replace(text, mask.Instead)).TrimEnd();
    }

    // Fields of JSON come in no order. A watch answers with one document a line, most else with one in all.
    private static string Canonical(string line)
    {
        if (!line.StartsWith('{') || !line.TrimEnd().EndsWith('}'))
        {
            return line.TrimEnd();
        }

        try
        {
            return Sorted(JsonNode.Parse(line))!.ToJsonString(Readable);
        }
        catch (JsonException)
        {
            // It only looked like it: a line of some other text.
            return line.TrimEnd();
        }
    }

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| ?[+-]\d\d:?\d\d)")]
    private static partial Regex Time();

    [GeneratedRegex("[0-9a-f]{64}")]
    private static partial Regex Digest();

    [GeneratedRegex("""(resourceVersion"?: ?"?|current: |in record \()\d+""")]
    private static partial Regex ResourceVersion();

    [GeneratedRegex("""("continue": ?")[^"]+""")]
    private static partial Regex Continue();

    [GeneratedRegex(@"\b(10|127|172|192)\.\d+\.\d+\.\d+(:\d{4,5})?\b")]
    private static partial Regex Address();

    [GeneratedRegex("""(nodePort"?: ?|:|NodePort: .*)3[0-2]\d{3}\b""")]
    private static partial Regex NodePort();

    // The alphabet of made-up names and hashes has no vowels.
    [GeneratedRegex("-[bcdf-hj-np-tvwxz2456789]{8,10}-[bcdf-hj-np-tvwxz2456789]{5}(?![a-z0-9]|-[a-z0-9])")]
    private static partial Regex PodOfReplicaSet();

    [GeneratedRegex("(-|(?<=hash\"?[=:] ?\"?))[bcdf-hj-np-tvwxz2456789]{8,10}(?![a-z0-9]|-[a-z0-9])")]
    private static partial Regex ReplicaSet();

    [GeneratedRegex("-[bcdf-hj-np-tvwxz2456789]{5}(?![a-z0-9-])")]
    private static partial Regex MadeUpName();

    [GeneratedRegex(@"(?<=[\s(])\d+[smhd](\d+[smh])?(?=[\s)]|$)", RegexOptions.Multiline)]
    private static partial Regex Age();

    [GeneratedRegex("(?<=[^ \n])[ \t]{2,}")]
    private static partial Regex Columns();

    [GeneratedRegex("-{3,}")]
    private static partial Regex Rule();

    [GeneratedRegex(@"/tmp/[A-Za-z0-9._/-]+")]
    private static partial Regex TemporaryFile();
}
