namespace MeshBuild.Lint.Model;

/// <summary>A host of a Gateway's server: <c>[namespace/]host</c>, where <c>*</c> and <c>*.suffix</c> stand for many.</summary>
/// <param name="Namespace">The namespace whose VirtualServices may use it; <c>*</c>: any.</param>
/// <param name="Host">The host.</param>
public sealed record HostPattern(string Namespace, string Host)
{
    /// <summary>Reads it.</summary>
    /// <param name="text">The text.</param>
    /// <param name="own">The Gateway's namespace, which <c>.</c> stands for.</param>
    public static HostPattern Of(string text, string own) =>
        text.Split('/') is [var @namespace, var host] ? new(@namespace == "." ? own : @namespace, host) : new("*", text);

    /// <summary>Whether a host of a VirtualService in a namespace may be served here.</summary>
    public bool Overlaps(string host, string @namespace) => (Namespace == "*" || Namespace == @namespace) && Overlap(Host, host);

    /// <summary>Whether there is a name that both stand for.</summary>
    public static bool Overlap(string one, string other) => (one[..Math.Min(1, one.Length)], other[..Math.Min(1, other.Length)]) switch
    {
        ("*", "*") => one[1..].EndsWith(other[1..], StringComparison.OrdinalIgnoreCase) || other[1..].EndsWith(one[1..], StringComparison.OrdinalIgnoreCase),
        ("*", _) => other.EndsWith(one[1..], StringComparison.OrdinalIgnoreCase),
        (_, "*") => one.EndsWith(other[1..], StringComparison.OrdinalIgnoreCase),
        _ => one.Equals(other, StringComparison.OrdinalIgnoreCase),
    };
}
