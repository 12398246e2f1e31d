using MeshBuild.Rehearsal.Pipeline;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>The form of an answer that a client accepts first among those there are.</summary>
public enum AnswerForm
{
    Object,
    Table,
    PartialMetadata,
}

/// <summary>Reads Accept as the server does.</summary>
public static class ContentType
{
    /// <summary>The first form of the header that can be served.</summary>
    /// <exception cref="ApiException">None can (406).</exception>
    public static (AnswerForm Form, string Version) Negotiate(HttpRequest request)
    {
        var accept = request.Headers.Accept.ToString();
        if (accept.Length == 0)
        {
            return (AnswerForm.Object, "v1");
        }

        foreach (var entry in accept.Split(','))
        {
            var parts = entry.Split(';', StringSplitOptions.TrimEntries);
            if (parts[0] is not ("application/json" or "*/*" or "application/*" or "application/yaml"))
            {
                continue;
            }

            var version = Parameter(parts, "v") ?? "v1";
            switch (Parameter(parts, "as"))
            {
                case null:
                    return (AnswerForm.Object, version);
                case "Table":
                    return (AnswerForm.Table, version);
                case "PartialObjectMetadata" or "PartialObjectMetadataList":
                    return (AnswerForm.PartialMetadata, version);
                default:
                    continue;
            }
        }

        throw Failures.NotAcceptable();
    }

    /// <summary>The media type of the body without its parameters; empty when the client names none.</summary>
    public static string OfBody(HttpRequest request) => (request.ContentType ?? "").Split(';')[0].Trim();

    private static string? Parameter(string[] parts, string name) =>
        parts.Skip(1).FirstOrDefault(part => part.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..];
}
