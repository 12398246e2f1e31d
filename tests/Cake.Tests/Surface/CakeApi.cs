using System.Text.RegularExpressions;

namespace MeshBuild.Cake.Tests.Surface;

/// <summary>The public signatures of Cake.Frosting and of the three addins, and the command lines that those render.</summary>
internal sealed partial class CakeApi
{
    private static readonly Dictionary<string, string> Sections = new()
    {
        ["## 1."] = "Cake.Frosting",
        ["## 2."] = "Cake.Docker",
        ["## 3."] = "Cake.Kubectl",
        ["## 4."] = "Cake.Helm",
    };

    private readonly Dictionary<string, HashSet<string>> _members = [];

    private CakeApi(IEnumerable<string> lines)
    {
        string? space = null;
        HashSet<string>? members = null;
        var rendered = new HashSet<string>();
        foreach (var line in lines)
        {
            if (line.StartsWith("## ", StringComparison.Ordinal))
            {
                space = Sections.GetValueOrDefault(line[..5]);
                members = null;
            }
            else if (line.StartsWith("    => ", StringComparison.Ordinal))
            {
                rendered.Add(Remark().Replace(line["    => ".Length..], ""));
            }
            else if (space is not null)
            {
                members = Read(line, space, members);
            }
        }

        RenderedLines = rendered;
    }

    /// <summary>The command lines, tool first.</summary>
    public IReadOnlySet<string> RenderedLines { get; }

    /// <summary>The members of a type in the form of <see cref="Signature"/>, or nothing when there is no such type (named as in metadata).</summary>
    public IReadOnlySet<string>? MembersOf(string type) => _members.GetValueOrDefault(type);

    /// <summary>Whether a type has a member of this name. Accessors stand for their property; a constructor is one that every type has.</summary>
    public bool Has(string type, string member) => MembersOf(type) is { } members && (member == ".ctor" ||
        members.Any(signature => MemberName().Match(signature).Value == Accessor().Replace(member, "")));

    /// <summary>Reads the signatures; the test is ignored where they are not at hand.</summary>
    public static CakeApi Read()
    {
        for (var folder = new DirectoryInfo(TestContext.CurrentContext.TestDirectory); folder is not null; folder = folder.Parent)
        {
            var path = Path.Combine(folder.FullName, "..", "shared", "cake-api.md");
            if (File.Exists(Path.Combine(folder.FullName, "global.json")) && File.Exists(path))
            {
                return new CakeApi(File.ReadLines(path));
            }
        }

        Assert.Ignore("../shared is not here");
        throw new InvalidOperationException();
    }

    private HashSet<string>? Read(string line, string space, HashSet<string>? members)
    {
        if (line.Length == 0 || line[0] == '`' || line.StartsWith("**", StringComparison.Ordinal))
        {
            return members;
        }

        if (Header().Match(line) is { Success: true } header)
        {
            return Members($"{header.Groups["space"].Value}.{header.Groups["type"].Value}{(header.Groups["generic"].Success ? "`1" : "")}");
        }

        if (line.StartsWith("    ", StringComparison.Ordinal))
        {
            members?.Add(Attributes().Replace(line.Trim(), ""));
            return members;
        }

        if (line.StartsWith("static ", StringComparison.Ordinal))
        {
            Members($"{space}.{space["Cake.".Length..]}Aliases").Add(Attributes().Replace(line, ""));
            return members;
        }

        return SettingsName().Match(line) is { Success: true } settings ? Members($"{space}.{settings.Value.Trim()}") : null;
    }

    private HashSet<string> Members(string type)
    {
        if (!_members.TryGetValue(type, out var members))
        {
            _members[type] = members = [];
        }

        return members;
    }

    [GeneratedRegex(@"^(?<space>Cake\.[\w.]+): (?:(?:abstract|sealed|static) )?(?:class|interface|struct|enum) (?<type>\w+)(?<generic><)?")]
    private static partial Regex Header();

    [GeneratedRegex(@"^\w+Settings(?= *(?:$|\())")]
    private static partial Regex SettingsName();

    [GeneratedRegex(@" +\[.*$")]
    private static partial Regex Attributes();

    [GeneratedRegex(@"\w+(?=(?:<[\w, ]+>)?\(| \{ get)")]
    private static partial Regex MemberName();

    [GeneratedRegex("^[gs]et_")]
    private static partial Regex Accessor();

    [GeneratedRegex(@"   \[.*$")]
    private static partial Regex Remark();
}
