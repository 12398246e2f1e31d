namespace MeshBuild.Lint.Routes.Coverage;

/// <summary>How a <see cref="StringMatch"/> compares.</summary>
public enum StringMatchKind
{
    /// <summary>The whole value.</summary>
    Exact,

    /// <summary>The value's first characters, as a plain string: <c>/car</c> takes <c>/carpet</c>.</summary>
    Prefix,

    /// <summary>An RE2 expression that the whole value has to match.</summary>
    Regex,

    /// <summary>Any value, as <c>x-user: {}</c> asks for.</summary>
    Presence,
}
