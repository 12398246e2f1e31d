namespace MeshBuild.Lint.Reading;

/// <summary>Reads YAML: one document after the other, so that a broken one does not hide those after it.</summary>
/// <param name="source">The text.</param>
/// <param name="problems">Where problems go.</param>
/// <param name="strings">Keeps one string of each short text.</param>
internal sealed class YamlText(SourceText source, List<ReadingProblem> problems, StringPool strings)
{
    /// <summary>The values of the documents, empty ones left out.</summary>
    public List<Node> Read()
    {
        var roots = new List<Node>();
        var builder = new NodeBuilder(problems, strings);
        var blocks = new BlockYaml(source.Text, builder);
        var library = new LibraryYaml(source, builder, problems);
        foreach (var (start, end) in DocumentSplit.Of(source.Text))
        {
            if (end - start > ReadingLimits.Document)
            {
                problems.Add(new ReadingProblem(ProblemKind.Limit, start, start + 1,
                    $"the document has {(end - start) / 1_048_576.0:0.0} million characters; it is not read", "The API server takes no request over 3 MiB: make several documents of it."));
                continue;
            }

            var before = problems.Count;
            if (blocks.Read(start, end))
            {
                roots.Add(builder.Root!);
                builder.Clear();
                continue;
            }

            problems.RemoveRange(before, problems.Count - before);
            builder.Clear();
            library.Read(start, end, roots);
        }

        return roots;
    }
}
