using System.Globalization;
using System.Text;
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
        form == AnswerForm.Object && IsAsStored(stored, resource)
            ? stored.Utf8
            : One(pipeline.Read(stored, resource), resource, form, version, includeObject, withColumns);

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
            return JsonText.Utf8(tables.Write(resource, page.Items.Select(item => pipeline.Read(item, resource)), version, includeObject, metadata, withColumns: true));
        }

        var (kind, apiVersion) = form == AnswerForm.PartialMetadata ? ("PartialObjectMetadataList", $"meta.k8s.io/{version}") : (resource.ListKind, resource.ApiVersion);
        using var buffer = new MemoryStream();
        buffer.Write(Encoding.UTF8.GetBytes($"{{\"kind\":\"{kind}\",\"apiVersion\":\"{apiVersion}\",\"metadata\":{metadata.ToJsonString()},\"items\":["));
        for (var index = 0; index < page.Items.Count; index++)
        {
            buffer.Write(index == 0 ? [] : ","u8);
            buffer.Write(One(page.Items[index], resource, form, version, includeObject).Span);
        }

        buffer.Write("]}"u8);
        return buffer.ToArray();
    }

    private bool IsAsStored(StoredObject stored, ResourceDefinition resource) =>
        pipeline.Types.FindStorage(stored.Resource) is not { } storage || (storage.Group == resource.Group && storage.Version == resource.Version);

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
