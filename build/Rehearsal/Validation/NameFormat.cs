using System.Text.RegularExpressions;

namespace MeshBuild.Rehearsal.Validation;

/// <summary>The formats of names. Each gives what is wrong, in the words of Kubernetes 1.20.2, or null.</summary>
internal static partial class NameFormat
{
    private const int LongestLabel = 63;
    private const int LongestSubdomain = 253;

    /// <summary>A lowercase RFC 1123 subdomain, as the names of most types.</summary>
    public static string? Subdomain(string name) => Longest(name, LongestSubdomain) ?? (SubdomainForm().IsMatch(name) ? null
        : "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character "
            + @"(e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')");

    /// <summary>A lowercase RFC 1123 label, as the names of namespaces, containers and Service ports.</summary>
    public static string? Label(string name) => Longest(name, LongestLabel) ?? (LabelForm().IsMatch(name) ? null
        : "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character "
            + "(e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')");

    /// <summary>A DNS-1035 label, as the names of Services.</summary>
    public static string? ServiceName(string name) => Longest(name, LongestLabel) ?? (ServiceForm().IsMatch(name) ? null
        : "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character "
            + "(e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')");

    /// <summary>The key of a label or an annotation.</summary>
    public static string? QualifiedName(string key)
    {
        var parts = key.Split('/');
        if (parts.Length > 2)
        {
            return "a qualified name " + NameCharacters + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')";
        }

        if (parts.Length == 2 && (parts[0].Length == 0 ? "must be non-empty" : Subdomain(parts[0])) is { } prefix)
        {
            return "prefix part " + prefix;
        }

        var name = parts[^1];
        return name.Length == 0 ? "name part must be non-empty"
            : name.Length > LongestLabel ? $"name part must be no more than {LongestLabel} characters"
            : NameForm().IsMatch(name) ? null : "name part " + NameCharacters;
    }

    /// <summary>The value of a label.</summary>
    public static string? LabelValue(string value) => Longest(value, LongestLabel) ?? (value.Length == 0 || NameForm().IsMatch(value) ? null
        : "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
            + "(e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')");

    /// <summary>An environment variable.</summary>
    public static string? Variable(string name) => VariableForm().IsMatch(name) ? null
        : "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit "
            + "(e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";

    private const string NameCharacters = "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character "
        + "(e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

    private static string? Longest(string text, int most) => text.Length > most ? $"must be no more than {most} characters" : null;

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
}
