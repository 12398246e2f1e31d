namespace MeshBuild.Rehearsal.Admission;

/// <summary>A webhook could not be asked, or answered what it must not; its failurePolicy decides what that means.</summary>
internal sealed class WebhookCallException(string message, Exception? inner = null) : Exception(message, inner);
