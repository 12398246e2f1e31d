using System.Text;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint.Fixing;

/// <summary>Puts the fixes of findings into their files.</summary>
public static class FileMending
{
    /// <summary>The new text of each file that changes. Of two fixes that touch the same place the later one waits for the next run.</summary>
    public static IReadOnlyList<(SourceText Source, string Text)> Of(IEnumerable<Finding> findings) =>
        [.. findings.Select(finding => finding.Fix).OfType<Fix>().GroupBy(fix => fix.Source).Select(file => (file.Key, Apply(file.Key.Text, file)))];

    /// <summary>Writes a file whole: what is read is the old text or the new one, never a part.</summary>
    public static async Task WriteAsync(SourceText source, string text, CancellationToken cancellation)
    {
        var path = source.Path ?? throw new InvalidOperationException($"{source.Name} is no file");
        var mark = File.ReadAllBytes(path).AsSpan().StartsWith(Encoding.UTF8.Preamble);
        var part = path + ".part";
        await File.WriteAllTextAsync(part, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: mark), cancellation);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(part, File.GetUnixFileMode(path));
        }

        File.Move(part, path, overwrite: true);
    }

    private static string Apply(string text, IEnumerable<Fix> fixes)
    {
        var taken = new List<TextEdit>();
        foreach (var fix in fixes)
        {
            if (!fix.Edits.Any(edit => taken.Any(other => Overlap(edit, other) || other == edit)))
            {
                taken.AddRange(fix.Edits);
            }
        }

        var result = new StringBuilder(text);
        // From the end, so that places before an edit stay; of two at one place the first comes first.
        foreach (var edit in taken.Select((edit, index) => (edit, index)).OrderByDescending(pair => pair.edit.Start).ThenByDescending(pair => pair.index).Select(pair => pair.edit))
        {
            result.Remove(edit.Start, edit.End - edit.Start).Insert(edit.Start, edit.Text);
        }

        return result.ToString();
    }

    private static bool Overlap(TextEdit one, TextEdit other) => one.Start < other.End && other.Start < one.End;
}
