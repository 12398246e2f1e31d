using System.Globalization;
using Cake.Core.Diagnostics;

namespace MeshBuild.Cake.Tests.Host;

/// <summary>A log that keeps its lines.</summary>
internal sealed class RecordingLog : ICakeLog
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines => _lines;

    public Verbosity Verbosity { get; set; } = Verbosity.Normal;

    public void Write(Verbosity verbosity, LogLevel level, string format, params object[] args) =>
        _lines.Add($"{level}: {string.Format(CultureInfo.InvariantCulture, format, args)}");
}
