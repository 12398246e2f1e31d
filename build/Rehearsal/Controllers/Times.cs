using System.Globalization;

namespace MeshBuild.Rehearsal.Controllers;

/// <summary>Timestamps of objects.</summary>
internal static class Times
{
    public static DateTimeOffset? Parse(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
}
