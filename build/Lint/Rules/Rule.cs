using MeshBuild.Lint.Fixing;
using MeshBuild.Lint.Model;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules;

/// <summary>One thing that Lint looks for.</summary>
/// <param name="code">Its code, which stays: <c>MB101</c>.</param>
/// <param name="severity">How bad what it finds is, as a rule.</param>
/// <param name="title">What it finds, in a few words.</param>
/// <param name="why">Why that matters, in a sentence or two.</param>
/// <param name="istioCode">The code of <c>istioctl analyze</c> for the same; null when that does not look for it.</param>
public abstract class Rule(string code, Severity severity, string title, string why, string? istioCode = null)
{
    public string Code { get; } = code;

    public Severity Severity { get; } = severity;

    public string Title { get; } = title;

    public string Why { get; } = why;

    public string? IstioCode { get; } = istioCode;

    /// <summary>Everything that it finds.</summary>
    public abstract IEnumerable<Finding> Check(MeshModel mesh);

    protected Finding Found(Manifest manifest, Node at, string what, string how, Fix? fix = null, Severity? severity = null) =>
        new(this, severity ?? Severity, manifest.Source.PlaceOf(at.Start, at.End), manifest, what, how, fix);
}
