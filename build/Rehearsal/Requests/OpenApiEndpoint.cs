using MeshBuild.Rehearsal.Schema;
using MeshBuild.Rehearsal.Storage;
using Microsoft.AspNetCore.Http;

namespace MeshBuild.Rehearsal.Requests;

/// <summary>/openapi/v2, made when it is asked for and kept until the types change. There is no v3 in 1.20.</summary>
internal sealed class OpenApiEndpoint(TypeRegistry types, string version)
{
    private volatile Documents? _documents;

    public async Task<bool> TryAnswerAsync(HttpContext http, string path)
    {
        if (path != "/openapi/v2")
        {
            return false;
        }

        var documents = _documents;
        if (documents is null || documents.Revision != types.Revision)
        {
            var revision = types.Revision;
            var document = OpenApiDocument.Write(types, version);
            _documents = documents = new Documents(revision, JsonText.Utf8(document), OpenApiProtobuf.Write(document));
        }

        if (!http.Request.Headers.Accept.ToString().Contains("protobuf", StringComparison.Ordinal))
        {
            await Answer.JsonAsync(http, documents.Json);
            return true;
        }

        // As 1.20: Go's clients cannot parse the media type that they ask for.
        http.Response.ContentType = "application/octet-stream";
        http.Response.ContentLength = documents.Protobuf.Length;
        await http.Response.Body.WriteAsync(documents.Protobuf, http.RequestAborted);
        return true;
    }

    private sealed record Documents(int Revision, ReadOnlyMemory<byte> Json, ReadOnlyMemory<byte> Protobuf);
}
