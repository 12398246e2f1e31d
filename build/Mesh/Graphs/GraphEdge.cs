using System.Globalization;

namespace MeshBuild.Mesh.Graphs;

/// <summary>A way of requests.</summary>
/// <param name="From">The id of the node that they come from.</param>
/// <param name="To">The id of the node that they go to.</param>
/// <param name="Text">Which of them go that way; empty: all, or it is not known.</param>
public sealed record GraphEdge(string From, string To, string Text)
{
    /// <summary>How many go that way in a second; null: it was not measured.</summary>
    public double? Rate { get; init; }

    /// <summary>Whether they may go that way, and nothing says that they do.</summary>
    public bool IsPossible { get; init; }

    /// <summary>The text with the rate.</summary>
    public string Label => Rate is not { } rate ? Text : Text.Length == 0 ? Shown(rate) : $"{Text}, {Shown(rate)}";

    private static string Shown(double rate) => rate < 0.01 ? "<0.01/s" : string.Create(CultureInfo.InvariantCulture, $"{rate:0.##}/s");
}
