using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>Reads objects of built-in types from <c>application/vnd.kubernetes.protobuf</c>, as kubectl sends them from 1.32.</summary>
internal sealed class ProtobufObject(BuiltInTypes types)
{
    private const string Meta = "apimachinery.pkg.apis.meta.v1.";
    private const string Quantity = "apimachinery.pkg.api.resource.Quantity";
    private const string IntOrString = "apimachinery.pkg.util.intstr.IntOrString";

    // Every field that is no pointer in the server's types is sent, set or not: nothing, zero and false then mean that it is not set. These are pointers.
    private static readonly HashSet<string> Pointers =
    [
        "replicas", "minReplicas", "partition", "revisionHistoryLimit", "progressDeadlineSeconds", "activeDeadlineSeconds", "startingDeadlineSeconds",
        "successfulJobsHistoryLimit", "failedJobsHistoryLimit", "ttlSecondsAfterFinished", "backoffLimit", "parallelism", "completions", "suspend", "manualSelector",
        "terminationGracePeriodSeconds", "gracePeriodSeconds", "orphanDependents", "tolerationSeconds", "priority", "automountServiceAccountToken",
        "enableServiceLinks", "shareProcessNamespace", "setHostnameAsFQDN", "allowPrivilegeEscalation", "privileged", "runAsNonRoot", "readOnlyRootFilesystem",
        "runAsUser", "runAsGroup", "fsGroup", "defaultMode", "mode", "optional", "immutable", "controller", "blockOwnerDeletion", "expirationSeconds",
    ];

    // An envelope stands around the object: 1 is its type (1 apiVersion, 2 kind), 2 is the object.
    private static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>The object as JSON.</summary>
    /// <exception cref="FormatException">It is no such envelope, or of a type that is not built in.</exception>
    public JsonObject Read(ReadOnlyMemory<byte> body)
    {
        if (!body.Span.StartsWith(Magic))
        {
            throw new FormatException("the envelope is missing");
        }

        var (apiVersion, kind, raw) = ("", "", default(ReadOnlyMemory<byte>));
        foreach (var (field, _, bytes) in ProtobufFields.Read(body[Magic.Length..]))
        {
            if (field == 1)
            {
                foreach (var (part, _, text) in ProtobufFields.Read(bytes))
                {
                    (apiVersion, kind) = part == 1 ? (Text(text), kind) : (apiVersion, Text(text));
                }
            }
            else if (field == 2)
            {
                raw = bytes;
            }
        }

        var type = types.Find(apiVersion, kind) is { } definition ? (Name: definition, Schema: types.Schemas[definition]) : throw new FormatException($"{apiVersion} {kind} is no built-in type");
        var value = new JsonObject { ["apiVersion"] = apiVersion, ["kind"] = kind };
        ReadInto(value, raw, type.Name, type.Schema);
        return value;
    }

    private void ReadInto(JsonObject value, ReadOnlyMemory<byte> message, string definition, SchemaNode schema)
    {
        foreach (var (number, scalar, bytes) in ProtobufFields.Read(message))
        {
            if (types.Field(definition, number) is not { } field)
            {
                continue;
            }

            if (field.Inline is { } content)
            {
                ReadInto(value, bytes, content, content == definition ? schema : Content(content, schema));
            }
            else if (schema.Properties.TryGetValue(field.Name, out var type))
            {
                Set(value, field.Name, type, scalar, bytes);
            }
        }
    }

    // What stands in its parent in JSON has the parent's schema, unless it is a definition of its own.
    private SchemaNode Content(string definition, SchemaNode parent) =>
        types.Schemas.GetValueOrDefault(definition) is { Properties.Count: > 0 } own ? own : parent;

    private void Set(JsonObject value, string name, SchemaNode type, ulong scalar, ReadOnlyMemory<byte> bytes)
    {
        if (type.Type == "array" && type.Items is { } item)
        {
            if (value[name] is not JsonArray list)
            {
                value[name] = list = [];
            }

            list.Add(Value(item, scalar, bytes));
        }
        else if (type.AdditionalProperties is { } values && type.Reference is null)
        {
            var (key, entry) = ("", (Number: 0ul, Bytes: default(ReadOnlyMemory<byte>)));
            foreach (var (part, number, content) in ProtobufFields.Read(bytes))
            {
                (key, entry) = part == 1 ? (Text(content), entry) : (key, (number, content));
            }

            value.Object(name)[key] = Value(values, entry.Number, entry.Bytes);
        }
        else
        {
            var read = Value(type, scalar, bytes);
            if (read is not null && (Pointers.Contains(name) || !IsNothing(read)))
            {
                value[name] = read;
            }
        }
    }

    private JsonNode? Value(SchemaNode type, ulong scalar, ReadOnlyMemory<byte> bytes)
    {
        switch (type.Reference)
        {
            case Quantity:
                return Text(ProtobufFields.Read(bytes).FirstOrDefault(field => field.Field == 1).Bytes);
            case IntOrString:
                var parts = ProtobufFields.Read(bytes).ToLookup(field => field.Field);
                return parts[1].Any(kind => kind.Number == 1) ? Text(parts[3].FirstOrDefault().Bytes) : (int)parts[2].FirstOrDefault().Number;
            case Meta + "Time" or Meta + "MicroTime":
                var time = ProtobufFields.Read(bytes).ToDictionary(field => field.Field, field => field.Number);
                return time.Count == 0 ? null : Time((long)time.GetValueOrDefault(1), (long)time.GetValueOrDefault(2), type.Reference == Meta + "Time");
            case { } definition when type.Properties.Count > 0:
                var value = new JsonObject();
                ReadInto(value, bytes, definition, type);
                return value;
            case Meta + "FieldsV1" or "apimachinery.pkg.runtime.RawExtension":
                return JsonNode.Parse(ProtobufFields.Read(bytes).First().Bytes.Span);
            default:
                return type.Type switch
                {
                    "boolean" => scalar != 0,
                    "integer" => (long)scalar,
                    "number" => BitConverter.UInt64BitsToDouble(scalar),
                    "string" when type.Format == "byte" => Convert.ToBase64String(bytes.Span),
                    _ => Text(bytes),
                };
        }
    }

    private static bool IsNothing(JsonNode value) => value.GetValueKind() switch
    {
        JsonValueKind.False => true,
        JsonValueKind.String => value.Text() == "",
        JsonValueKind.Number => value.Integer() == 0,
        _ => false,
    };

    private static string Time(long seconds, long nanoseconds, bool isWhole)
    {
        var time = DateTimeOffset.UnixEpoch.AddSeconds(seconds).AddTicks(nanoseconds / 100);
        return isWhole ? JsonText.Timestamp(time) : time.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
