using System.Text.Json.Nodes;

namespace MeshBuild.Rehearsal.Pipeline;

/// <summary>A refusal, as the Status object that answers it. <see cref="Failures"/> makes them.</summary>
public sealed class ApiException(int code, string reason, string message, JsonObject? details = null, int? retryAfterSeconds = null) : Exception(message)
{
    public int Code => code;
    public string Reason => reason;
    public int? RetryAfterSeconds => retryAfterSeconds;

    /// <summary>A Status object of one's own each time.</summary>
    public JsonObject ToStatus()
    {
        var status = new JsonObject
        {
            ["kind"] = "Status",
            ["apiVersion"] = "v1",
            ["metadata"] = new JsonObject(),
            ["status"] = "Failure",
            ["message"] = Message,
        };
        if (reason.Length > 0)
        {
            status["reason"] = reason;
        }

        if (details is not null)
        {
            status["details"] = details.DeepClone();
        }

        status["code"] = code;
        return status;
    }
}
