using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using MeshBuild.Rehearsal.Tables;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>Objects and lists in the form that was negotiated.</summary>
internal sealed class ObjectWriter(RequestPipeline pipeline, TableWriter tables)
{
    /// <summary>One object, without a copy where the stored text is what is asked for.</summary>
    public ReadOnlyMemory<byte> One(StoredObject stored, ResourceDefinition resource, AnswerForm form, string version, string includeObject, bool withColumns = true) =>
        form == AnswerForm.Object && pipeline.IsStoredAs(stored, resource)
            ? stored.Utf8
            : One(pipeline.View(stored, resource), resource, form, version, includeObject, withColumns);

    public ReadOnlyMemory<byte> One(JsonObject value, ResourceDefinition resource, AnswerForm form, string version, string includeObject, bool withColumns = true) => form switch
    {
        AnswerForm.Table => JsonText.Utf8(tables.Write(resource, [value], version, includeObject, ListMetadata(value.Text("metadata", "resourceVersion"), null, null), withColumns)),
        AnswerForm.PartialMetadata => JsonText.Utf8(Partial(value, version)),
        _ => JsonText.Utf8(value),
    };

    public ReadOnlyMemory<byte> Many(ListPage page, ResourceDefinition resource, AnswerForm form, string version, string includeObject)
    {
        var metadata = ListMetadata(page.ResourceVersion.ToString(CultureInfo.InvariantCulture), page.Continue, page.Remaining);
        if (form == AnswerForm.Table)
        {
            return JsonText.Utf8(tables.Write(resource, page.Items.Select(item => pipeline.View(item, resource)), version, includeObject, metadata, withColumns: true));
        }

        var (kind, apiVersion) = form == AnswerForm.PartialMetadata ? ("PartialObjectMetadataList", $"meta.k8s.io/{version}") : (resource.ListKind, resource.ApiVersion);
        using var buffer = new MemoryStream();
        buffer.Write(Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind}\",\"apiVersion\":\"{apiVersion}\",\"metadata\":{metadata.ToJsonString()},\"items\":["));
        for (var index = 0; index < page.Items.Count; index++)
        {
            buffer.Write(index == 0 ? [] : ","u8);
            var item = One(page.Items[index], resource, form, version, includeObject).Span;
            if (form == AnswerForm.Object && resource.Custom is null)
            {
                WriteItem(buffer, item);
            }
            else
            {
                buffer.Write(item);
            }
        }

        buffer.Write("]}"u8);
        return buffer.ToArray();
    }

    // In the list of a built-in type the kind is said once, for all: the items are their text without it.
    private static void WriteItem(Stream output, ReadOnlySpan<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = 256 });
        reader.Read();
        var isFirst = true;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var start = (int)reader.TokenStartIndex;
            var isKind = reader.ValueTextEquals("kind"u8) || reader.ValueTextEquals("apiVersion"u8);
            reader.Skip();
            if (!isKind)
            {
                output.Write(isFirst ? "{"u8 : ","u8);
                output.Write(utf8[start..(int)reader.BytesConsumed]);
                isFirst = false;
            }
        }

        output.Write(isFirst ? "{}"u8 : "}"u8);
    }

    private static JsonObject Partial(JsonObject value, string version) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = $"meta.k8s.io/{version}",
        ["metadata"] = value["metadata"]?.DeepClone(),
    };

    private static JsonObject ListMetadata(string? version, string? next, long? remaining)
    {
        var metadata = new JsonObject { ["resourceVersion"] = version ?? "" };
        if (next is not null)
        {
            metadata["continue"] = next;
        }

        if (remaining is not null)
        {
            metadata["remainingItemCount"] = remaining;
        }

        return metadata;
    }
}
