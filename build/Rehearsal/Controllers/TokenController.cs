using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Gives every ServiceAccount a Secret with a token, as 1.20 does, and takes it away with the account.</summary>
internal sealed class TokenController(ClusterServices services) : Controller(services, "tokens-controller")
{
    private const string Type = "kubernetes.io/service-account-token";
    private const string AccountName = "kubernetes.io/service-account.name";
    private const string AccountUid = "kubernetes.io/service-account.uid";

    protected override IReadOnlyList<ResourceKey> Watched => [ResourceKeys.ServiceAccounts, ResourceKeys.Secrets];

    protected override void Observe(StoreEvent change)
    {
        if (change.Object.Resource == ResourceKeys.ServiceAccounts)
        {
            Queue.Add(change.Object.Key);
        }
        else if (change.Object.Json.Text("type") == Type && change.Object.Json.Text("metadata", "annotations", AccountName) is { } account)
        {
            Queue.Add(new ObjectKey(change.Object.Namespace, account));
        }
    }

    protected override async Task ReconcileAsync(ObjectKey key, CancellationToken cancellation)
    {
        var account = Store.Find(ResourceKeys.ServiceAccounts, key.Namespace, key.Name);
        var tokens = Store.List(ResourceKeys.Secrets, key.Namespace).Items
            .Where(secret => secret.Json.Text("type") == Type && secret.Json.Text("metadata", "annotations", AccountName) == key.Name)
                .ToList();
        foreach (var secret in tokens.Where(secret => account is null
            || (secret.Json.Text("metadata", "annotations", AccountUid) is { Length: > 0 } uid && uid != account.Uid)).ToList())
        {
            await Writes.DeleteAsync(secret, new DeleteOptions(), cancellation);
            tokens.Remove(secret);
        }

        if (account is null || account.IsDeleting || Store.Find(ResourceKeys.Namespaces, "", key.Namespace) is not { IsDeleting: false })
        {
            return;
        }

        foreach (var secret in tokens.Where(secret => secret.Json.At("data", "token") is null))
        {
            await Writes.ChangeAsync(secret, "", value => Fill(value, account, secret.Name), cancellation);
        }

        var names = tokens.Select(secret => secret.Name).ToHashSet();
        if (account.Json.Each("secrets").Any(secret => names.Contains(secret.Text("name") ?? "")))
        {
            return;
        }

        var name = $"{account.Name}-token-{ObjectPreparation.RandomSuffix()}";
        await Writes.CreateAsync(ResourceKeys.Secrets, key.Namespace,
            Fill(new JsonObject { ["metadata"] = new JsonObject { ["name"] = name }, ["type"] = Type }, account, name), cancellation);
        await Writes.ChangeAsync(account, "", value =>
        {
            var kept = value.Each("secrets")
                .Where(secret => Store.Find(ResourceKeys.Secrets, key.Namespace, secret.Text("name") ?? "") is not null);
            value["secrets"] = new JsonArray([.. kept.Select(secret => secret!.DeepClone()), new JsonObject { ["name"] = name }]);
            return value;
        }, cancellation);
    }

    private JsonObject Fill(JsonObject secret, StoredObject account, string name)
    {
        var annotations = secret.Object("metadata").Object("annotations");
        annotations[AccountName] = account.Name;
        annotations[AccountUid] = account.Uid;
        var data = secret.Object("data");
        data["ca.crt"] = Base64(Services.AuthorityPem);
        data["namespace"] = Base64(account.Namespace);
        data["token"] = Base64(Token(account, name));
        return secret;
    }

    // The form of the real ones; nobody checks the signature, which is random.
    private static string Token(StoredObject account, string secret)
    {
        var claims = new JsonObject
        {
            ["iss"] = "kubernetes/serviceaccount",
            ["kubernetes.io/serviceaccount/namespace"] = account.Namespace,
            ["kubernetes.io/serviceaccount/secret.name"] = secret,
            ["kubernetes.io/serviceaccount/service-account.name"] = account.Name,
            ["kubernetes.io/serviceaccount/service-account.uid"] = account.Uid,
            ["sub"] = $"system:serviceaccount:{account.Namespace}:{account.Name}",
        };
        return $"{UrlBase64("""{"alg":"RS256"}"""u8)}.{UrlBase64(JsonText.Utf8(claims))}.{UrlBase64(RandomNumberGenerator.GetBytes(64))}";
    }

    private static string UrlBase64(ReadOnlySpan<byte> bytes) => System.Buffers.Text.Base64Url.EncodeToString(bytes);

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
