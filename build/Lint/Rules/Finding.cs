using MeshBuild.Lint.Fixing;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Rules;

/// <summary>Something in a manifest that would fail, be ignored or surprise in the mesh.</summary>
/// <param name="Rule">The rule that found it.</param>
/// <param name="Severity">How bad it is here.</param>
/// <param name="Place">Where it is.</param>
/// <param name="Manifest">The object; null when the file could not be read as far as that.</param>
/// <param name="What">What is found, in one sentence without a full stop.</param>
/// <param name="How">How to mend it.</param>
/// <param name="Fix">The one safe mending; null when there is none.</param>
public sealed record Finding(Rule Rule, Severity Severity, Place Place, Manifest? Manifest, string What, string How, Fix? Fix = null)
{
    /// <summary>Why it matters.</summary>
    public string Why => Rule.Why;
}
