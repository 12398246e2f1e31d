using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace MeshBuild.Benchmarks.Scale;

/// <summary>A line of a watch: what happened at which version and, where it is asked for, to what.</summary>
internal readonly record struct WatchedEvent(string Type, long ResourceVersion, WatchedObject? Object)
{
    private static readonly string[] Types = ["ADDED", "MODIFIED", "DELETED", Bookmark, Error];

    public const string Bookmark = "BOOKMARK";
    public const string Error = "ERROR";

    /// <summary>Reads no further than it must: 200 watches are a lot of text.</summary>
    public static WatchedEvent Read(ReadOnlySequence<byte> line, bool withObject)
    {
        var reader = new Utf8JsonReader(line);
        var (type, version) = ("", 0L);
        var item = withObject ? new WatchedObject() : null;
        var isMetadata = false;
        while (reader.Read())
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            if (reader.CurrentDepth == 2)
            {
                isMetadata = reader.ValueTextEquals("metadata"u8);
            }
            else if (reader.CurrentDepth == 1 && reader.ValueTextEquals("type"u8))
            {
                reader.Read();
                type = Known(ref reader);
            }
            else if (reader.CurrentDepth == 3 && isMetadata && reader.ValueTextEquals("resourceVersion"u8))
            {
                reader.Read();
                version = long.Parse(reader.GetString()!, CultureInfo.InvariantCulture);
                if (item is null)
                {
                    break;
                }
            }
            else
            {
                item?.Read(ref reader, isMetadata);
            }
        }

        return new WatchedEvent(type, version, item);
    }

    private static string Known(ref Utf8JsonReader reader)
    {
        foreach (var type in Types)
        {
            if (reader.ValueTextEquals(type))
            {
                return type;
            }
        }

        throw new JsonException("an event of an unknown type");
    }
}
