using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Merging;

/// <summary>Who set which fields, as <c>metadata.managedFields</c> holds it.</summary>
internal sealed class ManagedFields
{
    public const string Apply = "Apply";
    public const string Update = "Update";

    private readonly List<Entry> _entries;

    private ManagedFields(IEnumerable<Entry> entries) => _entries = [.. entries];

    /// <summary>Reads those of an object; none when there is no object or it has none.</summary>
    public static ManagedFields Of(JsonObject? value) => new(value.Each("metadata", "managedFields").OfType<JsonObject>().Select(entry => new Entry(
        entry.Text("manager") ?? "", entry.Text("operation") ?? Update, entry.Text("apiVersion") ?? "", entry.Text("time") ?? "",
        FieldSet.Parse(entry["fieldsV1"] as JsonObject ?? []))));

    /// <summary>The fields that a manager set in this way.</summary>
    public FieldSet Find(string manager, string operation, string apiVersion) => At(manager, operation, apiVersion)?.Fields ?? new FieldSet();

    /// <summary>The fields of all other managers.</summary>
    public IEnumerable<(string Manager, string Operation, string ApiVersion, FieldSet Fields)> Others(string manager, string operation, string apiVersion) =>
        _entries.Where(entry => !entry.Is(manager, operation, apiVersion)).Select(entry => (entry.Manager, entry.Operation, entry.ApiVersion, entry.Fields));

    /// <summary>Replaces a manager's fields; the time is kept when nothing changes.</summary>
    public void Set(string manager, string operation, string apiVersion, FieldSet fields, string time)
    {
        if (At(manager, operation, apiVersion) is not { } entry)
        {
            _entries.Add(new Entry(manager, operation, apiVersion, time, fields));
        }
        else if (!entry.Fields.SameAs(fields))
        {
            _entries[_entries.IndexOf(entry)] = new Entry(manager, operation, apiVersion, time, fields);
        }
    }

    /// <summary>Takes fields from every manager but one.</summary>
    public void Take(FieldSet fields, string manager, string operation, string apiVersion)
    {
        for (var index = 0; index < _entries.Count; index++)
        {
            if (!_entries[index].Is(manager, operation, apiVersion))
            {
                _entries[index] = _entries[index] with { Fields = _entries[index].Fields.Without(fields) };
            }
        }
    }

    /// <summary>Writes them into an object: applies first, then by time and manager.</summary>
    public void WriteTo(JsonObject value)
    {
        var written = _entries.Where(entry => !entry.Fields.IsEmpty)
            .OrderBy(entry => entry.Operation, StringComparer.Ordinal).ThenBy(entry => entry.Time, StringComparer.Ordinal).ThenBy(entry => entry.Manager, StringComparer.Ordinal)
            .Select(JsonNode (entry) => new JsonObject
            {
                ["apiVersion"] = entry.ApiVersion,
                ["fieldsType"] = "FieldsV1",
                ["fieldsV1"] = entry.Fields.ToJson(),
                ["manager"] = entry.Manager,
                ["operation"] = entry.Operation,
                ["time"] = entry.Time,
            }).ToList();
        if (written.Count > 0)
        {
            value.Object("metadata")["managedFields"] = new JsonArray([.. written]);
        }
        else
        {
            value.Object("metadata").Remove("managedFields");
        }
    }

    private Entry? At(string manager, string operation, string apiVersion) => _entries.FirstOrDefault(entry => entry.Is(manager, operation, apiVersion));

    private sealed record Entry(string Manager, string Operation, string ApiVersion, string Time, FieldSet Fields)
    {
        // An applier is the same one in every version of the type.
        public bool Is(string manager, string operation, string apiVersion) =>
            Manager == manager && Operation == operation && (operation == Apply || ApiVersion == apiVersion);
    }
}
