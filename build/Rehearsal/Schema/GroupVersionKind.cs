namespace MeshBuild.Rehearsal.Schema;

/// <summary>What an object says of itself. The core group is the empty string.</summary>
public readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary><c>apps/v1</c>, or <c>v1</c> for the core group.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Reads <c>apps/v1/Deployment</c>, where the core group is written <c>core</c>.</summary>
    internal static GroupVersionKind Parse(string text)
    {
        var parts = text.Split('/');
        return new GroupVersionKind(parts[0] == "core" ? "" : parts[0], parts[1], parts[2]);
    }

    public override string ToString() => $"{ApiVersion}, Kind={Kind}";
}
