using System.Text.Json;

namespace MeshBuild.Benchmarks.Scale;

/// <summary>What the filters and the waiting look at.</summary>
internal sealed class WatchedObject
{
    // As they are in the line of a watch.
    private const int FieldDepth = 3;
    private const int LabelDepth = 4;

    public string Uid { get; private set; } = "";
    public string Name { get; private set; } = "";
    public string? Shard { get; private set; }
    public string? Phase { get; private set; }
    public int AvailableReplicas { get; private set; }

    /// <summary>Takes the value of the property that the reader is at, of the metadata or another part, when it is one of these.</summary>
    public void Read(ref Utf8JsonReader reader, bool isMetadata)
    {
        switch (reader.CurrentDepth, isMetadata)
        {
            case (FieldDepth, true) when reader.ValueTextEquals("uid"u8):
                Uid = Text(ref reader);
                break;
            case (FieldDepth, true) when reader.ValueTextEquals("name"u8):
                Name = Text(ref reader);
                break;
            case (LabelDepth, true) when reader.ValueTextEquals("shard"u8):
                Shard = Text(ref reader);
                break;
            case (FieldDepth, false) when reader.ValueTextEquals("phase"u8):
                Phase = Text(ref reader);
                break;
            case (FieldDepth, false) when reader.ValueTextEquals("availableReplicas"u8):
                reader.Read();
                AvailableReplicas = reader.GetInt32();
                break;
        }
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        reader.Read();
        return reader.GetString()!;
    }
}
