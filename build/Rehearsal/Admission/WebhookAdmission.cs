using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Admission;

/// <summary>The mutating webhooks one after another, and the validating ones side by side.</summary>
internal sealed class WebhookAdmission(ObjectStore store, TypeRegistry types, IConversion conversion, WebhookClient client) : IAdmission
{
    private const string Group = "admissionregistration.k8s.io";
    private static readonly ResourceKey Mutating = new(Group, "mutatingwebhookconfigurations");
    private static readonly ResourceKey Validating = new(Group, "validatingwebhookconfigurations");

    public async ValueTask MutateAsync(WriteContext context, CancellationToken cancellation)
    {
        if (IsExempt(context))
        {
            return;
        }

        var again = new List<Webhook>();
        var webhooks = Webhooks(Mutating);
        foreach (var webhook in webhooks)
        {
            if (await MutateAsync(webhook, context, cancellation))
            {
                // Those before may want to see what this one changed.
                again.AddRange(webhooks.TakeWhile(earlier => earlier != webhook)
                    .Where(earlier => earlier.IsReinvoked && !again.Contains(earlier)));
            }
        }

        foreach (var webhook in again)
        {
            await MutateAsync(webhook, context, cancellation);
        }
    }

    public async ValueTask ValidateAsync(WriteContext context, CancellationToken cancellation)
    {
        if (!IsExempt(context))
        {
            await Task.WhenAll(Webhooks(Validating).Select(webhook => AskAsync(webhook, context, cancellation)));
        }
    }

    // They cannot lock themselves in.
    private static bool IsExempt(WriteContext context) => context.Is(Group, Mutating.Plural) || context.Is(Group, Validating.Plural);

    private List<Webhook> Webhooks(ResourceKey resource) =>
        [.. store.List(resource).Items.SelectMany(configuration => configuration.Json.Each("webhooks"))
            .Select(webhook => new Webhook(webhook!))];

    // Whether the webhook changed the object.
    private async Task<bool> MutateAsync(Webhook webhook, WriteContext context, CancellationToken cancellation)
    {
        if (await AskAsync(webhook, context, cancellation) is not var (answer, type) || answer.Text("patch") is not { Length: > 0 } encoded)
        {
            return false;
        }

        var value = In(context.New, context.Resource, type);
        JsonObject patched;
        try
        {
            patched = JsonPatch.Apply(value, JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String(encoded)))?.AsArray() ?? []);
        }
        catch (Exception failure) when (failure is FormatException or JsonException or InvalidOperationException or ApiException)
        {
            throw Failures.Internal(failure.Message);
        }

        if (JsonNode.DeepEquals(value, patched))
        {
            return false;
        }

        conversion.Convert(patched, type, context.Resource);
        context.New = patched;
        return true;
    }

    // The answer of a webhook that lets the write pass and the version it was asked in; null when it was not, or could not be, asked.
    private async Task<(JsonNode Answer, ResourceDefinition Type)?> AskAsync(Webhook webhook, WriteContext context,
        CancellationToken cancellation)
    {
        if (webhook.Match(context, types, store) is not { } type)
        {
            return null;
        }

        if (context.Request.DryRun && !webhook.AllowsDryRun)
        {
            throw Failures.BadRequest($"admission webhook \"{webhook.Name}\" does not support dry run");
        }

        try
        {
            var version = webhook.ReviewVersion
                ?? throw new WebhookCallException("webhook does not accept known AdmissionReview versions (v1, v1beta1)");
            var isDeletion = context.Operation == Operation.Delete;
            var review = AdmissionReview.Of(context, type, version,
                isDeletion ? null : In(context.New, context.Resource, type),
                context.Old is { } old ? In(old, context.Resource, type) : null);
            var answer = (await client.CallAsync(webhook, review.Body, cancellation))["response"]
                ?? throw new WebhookCallException("webhook response was absent");
            if (version == "v1" && answer.Text("uid") != review.Uid)
            {
                throw new WebhookCallException($"expected response.uid=\"{review.Uid}\", got \"{answer.Text("uid")}\"");
            }

            return answer.IsTrue("allowed") ? (answer, type) : throw Denied(webhook, answer["status"]);
        }
        catch (WebhookCallException) when (webhook.IgnoresFailures)
        {
            return null;
        }
        catch (WebhookCallException failure)
        {
            throw Failures.Internal($"failed calling webhook \"{webhook.Name}\": {failure.Message}");
        }
    }

    private JsonObject In(JsonObject value, ResourceDefinition from, ResourceDefinition to)
    {
        var copy = value.DeepClone().AsObject();
        conversion.Convert(copy, from, to);
        return copy;
    }

    private static ApiException Denied(Webhook webhook, JsonNode? status)
    {
        var prefix = $"admission webhook \"{webhook.Name}\" denied the request";
        var message = status.Text("message") is { Length: > 0 } said ? $"{prefix}: {said}"
            : status.Text("reason") is { Length: > 0 } reason ? $"{prefix}: {reason}"
            : $"{prefix} without explanation";
        var code = (int)(status.Integer("code") is >= 400 and <= 599 and var given ? given : 400);
        return new ApiException(code, status.Text("reason") ?? "", message, status.At("details")?.DeepClone() as JsonObject);
    }
}
