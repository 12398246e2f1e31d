using System.Buffers;
using System.Text;

namespace MeshBuild.Lint.Reading;

/// <summary>Reads manifests. Whatever the input is, it ends in objects and problems with their places, never in an exception.</summary>
public static class FileReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly SearchValues<char> Forbidden = SearchValues.Create([.. Enumerable.Range(0, 0x20).Select(code => (char)code).Where(code => code is not ('\t' or '\n' or '\r')), '\x7f', '\ufffe', '\uffff']);

    /// <summary>Reads files, several at once.</summary>
    /// <param name="paths">The files, absolute.</param>
    /// <param name="root">The folder that shown names start from.</param>
    /// <param name="parallelism">How many at once.</param>
    /// <param name="cancellation">Ends it.</param>
    public static IReadOnlyList<ManifestFile> ReadAll(IReadOnlyList<string> paths, string root, int parallelism, CancellationToken cancellation)
    {
        var files = new ManifestFile[paths.Count];
        Parallel.For(0, paths.Count, new ParallelOptions { MaxDegreeOfParallelism = parallelism, CancellationToken = cancellation },
            () => new StringPool(),
            (index, _, strings) =>
            {
                files[index] = Read(paths[index], Path.GetRelativePath(root, paths[index]), strings);
                return strings;
            },
            _ => { });
        return files;
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">How it is shown.</param>
    public static ManifestFile Read(string path, string name) => Read(path, name, new StringPool());

    private static ManifestFile Read(string path, string name, StringPool strings)
    {
        try
        {
            return new FileInfo(path).Length > ReadingLimits.File
                ? Broken(name, path, "", 0, ProblemKind.Limit, $"the file is larger than {ReadingLimits.File >> 20} MiB; it is not read", "Make several files of it.")
                : ReadBytes(File.ReadAllBytes(path), name, path, strings);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return Broken(name, path, "", 0, ProblemKind.Syntax, $"the file cannot be read: {failure.Message}", "Let it be readable for whoever runs this.");
        }
    }

    /// <summary>Reads what a tool rendered, or what stands in a test.</summary>
    public static ManifestFile ReadText(string text, string name, string? path = null) => ReadText(text, name, path, new StringPool());

    private static ManifestFile ReadText(string text, string name, string? path, StringPool strings)
    {
        var source = new SourceText(name, text, path);
        if (text.AsSpan().IndexOfAny(Forbidden) is var at and >= 0)
        {
            return Broken(name, path, text, at, ProblemKind.Syntax, $"the control character U+{(int)text[at]:X4} has no place in YAML or JSON", "Take it out; in a quoted text write \\x and its number.");
        }

        var problems = new List<ReadingProblem>();
        var roots = JsonText.IsJson(text) && text.Length <= ReadingLimits.Document ? new JsonText(source, problems).Read(name.EndsWith(".json", StringComparison.Ordinal)) : null;
        roots ??= new YamlText(source, problems, strings).Read();
        return new ManifestFile(source, ManifestsOf(roots, source, problems), problems);
    }

    private static ManifestFile ReadBytes(byte[] bytes, string name, string path, StringPool strings)
    {
        try
        {
            var text = bytes is [0xFF, 0xFE, ..] ? Encoding.Unicode.GetString(bytes.AsSpan(2))
                : bytes is [0xFE, 0xFF, ..] ? Encoding.BigEndianUnicode.GetString(bytes.AsSpan(2))
                : bytes is [0xEF, 0xBB, 0xBF, ..] ? Strict.GetString(bytes.AsSpan(3)) : Strict.GetString(bytes);
            return ReadText(text, name, path, strings);
        }
        catch (DecoderFallbackException failure)
        {
            var before = Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Clamp(failure.Index, 0, bytes.Length)));
            return Broken(name, path, Encoding.UTF8.GetString(bytes), before.Length, ProblemKind.Syntax, "a byte here is not UTF-8", "Save the file as UTF-8.");
        }
    }

    private static List<Manifest> ManifestsOf(List<Node> roots, SourceText source, List<ReadingProblem> problems)
    {
        var manifests = new List<Manifest>(roots.Count);
        foreach (var root in roots)
        {
            Add(manifests, root, source, problems);
        }

        return manifests;
    }

    private static void Add(List<Manifest> manifests, Node node, SourceText source, List<ReadingProblem> problems)
    {
        if (node is not MappingNode mapping)
        {
            problems.Add(new ReadingProblem(ProblemKind.NoObject, node.Start, node.End, "an object is expected, with apiVersion, kind and metadata", "Take it out, or write it as an object."));
        }
        else if (mapping["items"] is SequenceNode items && mapping.Text("kind")?.EndsWith("List", StringComparison.Ordinal) == true)
        {
            foreach (var item in items.Items)
            {
                Add(manifests, item, source, problems);
            }
        }
        else if (Missing(mapping) is { } missing)
        {
            problems.Add(new ReadingProblem(ProblemKind.NoObject, mapping.Start, mapping.Start + 1, $"the object has no {missing}", "Give it one: an object has apiVersion, kind and metadata.name."));
        }
        else
        {
            manifests.Add(new Manifest(source, mapping));
        }
    }

    private static string? Missing(MappingNode mapping) =>
        mapping.Text("apiVersion") is null or "" ? "apiVersion"
        : mapping.Text("kind") is null or "" ? "kind"
        : mapping.Text("metadata", "name") is null or "" && mapping.Text("metadata", "generateName") is null ? "metadata.name"
        : null;

    private static ManifestFile Broken(string name, string? path, string text, int at, ProblemKind kind, string message, string remedy) =>
        new(new SourceText(name, text, path), [], [new ReadingProblem(kind, at, at + 1, message, remedy)]);
}
