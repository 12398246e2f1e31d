namespace MeshBuild.Mesh;

/// <summary>
/// An expected failure of a task (exit status 1): the message names the cause, <see cref="Remedy"/> what to do about it.
/// Both are printed as they are; a stack trace is never shown for one.
/// </summary>
/// <param name="message">The cause, in one or more lines.</param>
/// <param name="remedy">What to do, in one or more lines; null when the message already says it.</param>
/// <param name="inner">What was caught, for <c>--verbosity=diagnostic</c>.</param>
public class MeshException(string message, string? remedy = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>What to do, or null.</summary>
    public string? Remedy { get; } = remedy;
}
