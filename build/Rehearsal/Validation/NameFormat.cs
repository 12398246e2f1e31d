using System.Text.RegularExpressions;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>The formats of names. Each gives what is wrong, in the words of Kubernetes 1.20.2; nothing when all is well.</summary>
internal static partial class NameFormat
{
    private const int LongestLabel = 63;
    private const int LongestSubdomain = 253;
    private const int LongestPortName = 15;

    private const string NameCharacters = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    /// <summary>A lowercase RFC 1123 subdomain, as the names of most types.</summary>
    public static IReadOnlyList<string> Subdomain(string name) => Told(Longest(name, LongestSubdomain), SubdomainForm().IsMatch(name) ? null
        : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
            + @"(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");

    /// <summary>A subdomain behind <c>*.</c>.</summary>
    public static IReadOnlyList<string> WildcardSubdomain(string name) => Told(Longest(name, LongestSubdomain),
        name.StartsWith("*.", StringComparison.Ordinal) && SubdomainForm().IsMatch(name.AsSpan(2)) ? null
        : "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower case alphanumeric characters, '-' or '.' "
            + @"and end with an alphanumeric character (e.g. '*.example.com', regex used for validation is '\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");

    /// <summary>A lowercase RFC 1123 label, as the names of namespaces, containers and Service ports.</summary>
    public static IReadOnlyList<string> Label(string name) => Told(Longest(name, LongestLabel), LabelForm().IsMatch(name) ? null
        : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
            + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");

    /// <summary>A DNS-1035 label, as the names of Services.</summary>
    public static IReadOnlyList<string> ServiceName(string name) => Told(Longest(name, LongestLabel), ServiceForm().IsMatch(name) ? null
        : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character "
            + "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')");

    /// <summary>A name that is a segment of a path, as of roles.</summary>
    public static IReadOnlyList<string> PathSegment(string name) => name is "." or ".." ? [$"may not be '{name}'"]
        : [.. ((string[])["/", "%"]).Where(part => name.Contains(part, StringComparison.Ordinal)).Select(part => $"may not contain '{part}'")];

    /// <summary>The key of a label or an annotation.</summary>
    public static IReadOnlyList<string> QualifiedName(string key)
    {
        var parts = key.Split('/');
        if (parts.Length > 2)
        {
            return ["a qualified name " + NameCharacters + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
        }

        var name = parts[^1];
        var form = NameForm().IsMatch(name);
        if (parts.Length == 1 && form && name.Length <= LongestLabel)
        {
            return [];
        }

        var prefix = parts.Length == 1 ? [] : parts[0].Length == 0 ? ["must be non-empty"] : Subdomain(parts[0]);
        return
        [
            .. prefix.Select(wrong => "prefix part " + wrong),
            .. Told(name.Length == 0 ? "name part must be non-empty" : name.Length > LongestLabel ? $"name part must be no more than {LongestLabel} characters" : null,
                form ? null : "name part " + NameCharacters),
        ];
    }

    /// <summary>The value of a label.</summary>
    public static IReadOnlyList<string> LabelValue(string value) => Told(Longest(value, LongestLabel), value.Length == 0 || NameForm().IsMatch(value) ? null
        : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
            + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");

    /// <summary>An environment variable.</summary>
    public static IReadOnlyList<string> Variable(string name) => Told(VariableForm().IsMatch(name) ? null
        : "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit "
            + "(e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')", UpwardPath(name));

    /// <summary>A key of a ConfigMap or a Secret, which becomes the name of a file.</summary>
    public static IReadOnlyList<string> ConfigKey(string key) => Told(Longest(key, LongestSubdomain), KeyForm().IsMatch(key) ? null
        : "a valid config key must consist of alphanumeric characters, '-', '_' or '.' "
            + "(e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')", UpwardPath(key));

    /// <summary>The name of a container's port.</summary>
    public static IReadOnlyList<string> PortName(string name) => Told(
        Longest(name, LongestPortName),
        PortForm().IsMatch(name) ? null : "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)",
        name.Any(char.IsAsciiLetterLower) ? null : "must contain at least one letter or number (a-z, 0-9)",
        name.Contains("--", StringComparison.Ordinal) ? "must not contain consecutive hyphens" : null,
        name.StartsWith('-') || name.EndsWith('-') ? "must not begin or end with a hyphen" : null);

    /// <summary>The name of an HTTP header.</summary>
    public static IReadOnlyList<string> Header(string name) => HeaderForm().IsMatch(name) ? []
        : ["a valid HTTP header must consist of alphanumeric characters or '-' (e.g. 'X-Header-Name', regex used for validation is '[-A-Za-z0-9]+')"];

    private static string? Longest(string text, int most) => text.Length > most ? $"must be no more than {most} characters" : null;

    private static string? UpwardPath(string name) => name switch
    {
        "." => "must not be '.'",
        ".." => "must not be '..'",
        _ => name.StartsWith("..", StringComparison.Ordinal) ? "must not start with '..'" : null,
    };

    private static string[] Told(params ReadOnlySpan<string?> wrongs)
    {
        foreach (var wrong in wrongs)
        {
            if (wrong is not null)
            {
                return [.. wrongs.ToArray().OfType<string>()];
            }
        }

        return [];
    }

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*\z")]
    private static partial Regex SubdomainForm();

    [GeneratedRegex(@"\A[a-z0-9]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex LabelForm();

    [GeneratedRegex(@"\A[a-z]([-a-z0-9]*[a-z0-9])?\z")]
    private static partial Regex ServiceForm();

    [GeneratedRegex(@"\A([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]\z")]
    private static partial Regex NameForm();

    [GeneratedRegex(@"\A[-._a-zA-Z][-._a-zA-Z0-9]*\z")]
    private static partial Regex VariableForm();

    [GeneratedRegex(@"\A[-._a-zA-Z0-9]+\z")]
    private static partial Regex KeyForm();

    [GeneratedRegex(@"\A[-a-z0-9]+\z")]
    private static partial Regex PortForm();

    [GeneratedRegex(@"\A[-A-Za-z0-9]+\z")]
    private static partial Regex HeaderForm();
}
