using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Workloads;

/// <summary>How many pods a rollout or a disruption may take, as a number or a percentage.</summary>
internal static partial class RolloutLimits
{
    /// <summary>A number that is not negative, or a percentage.</summary>
    public static IEnumerable<FieldError> NumberOrPercent(JsonNode? value, string field) => value.Text() is { } text
        ? Form().IsMatch(text) ? [] : [GoValue.Invalid(field, GoValue.IntOrString(value),
            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used for validation is '[0-9]+%')")]
        : Check.NotNegative(value, field);

    /// <summary>A percentage up to the whole.</summary>
    public static IEnumerable<FieldError> UpToAll(JsonNode? value, string field) => Percent(value) > 100
        ? [GoValue.Invalid(field, GoValue.IntOrString(value), "must not be greater than 100%")] : [];

    /// <summary>Whether it is nothing, as a number or a percentage.</summary>
    public static bool IsZero(JsonNode? value) => (Percent(value) ?? value.Integer() ?? 0) == 0 && (value.Text() is null || Percent(value) is not null);

    private static decimal? Percent(JsonNode? value) =>
        value.Text() is { } text && Form().IsMatch(text) && decimal.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? percent : null;

    [GeneratedRegex(@"\A[0-9]+%\z")]
    private static partial Regex Form();
}
