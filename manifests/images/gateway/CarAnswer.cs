namespace MeshSamples.Gateway;

/// <summary>What car said, or why it said nothing.</summary>
public sealed record CarAnswer(bool Reached, string Text);
