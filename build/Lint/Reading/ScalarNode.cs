using System.Globalization;

namespace MeshBuild.Lint.Reading;

/// <summary>A scalar.</summary>
/// <param name="start">Where it begins.</param>
/// <param name="end">Where it ends, quotes included.</param>
/// <param name="value">Its text, quotes and escapes resolved.</param>
/// <param name="isPlain">Whether it stands without quotes, so that its form decides its type.</param>
public sealed class ScalarNode(int start, int end, string value, bool isPlain) : Node(start, end, 1)
{
    public string Value { get; } = value;

    public bool IsPlain { get; } = isPlain;

    public bool IsNull => Type == ScalarType.Null;

    public ScalarType Type => IsPlain ? ScalarTypes.Of(Value) : ScalarType.String;

    /// <summary>The value as an integer; null when it is none.</summary>
    public int? Integer => int.TryParse(Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
