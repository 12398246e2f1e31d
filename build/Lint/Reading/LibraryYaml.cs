using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace MeshBuild.Lint.Reading;

/// <summary>Reads a document with the library, which knows all of YAML.</summary>
/// <param name="source">The text that documents are in.</param>
/// <param name="builder">Takes what is read.</param>
/// <param name="problems">Where problems go.</param>
internal sealed class LibraryYaml(SourceText source, NodeBuilder builder, List<ReadingProblem> problems)
{
    private readonly bool _hasTabs = source.Text.Contains('\t');

    /// <summary>Reads a document.</summary>
    /// <param name="start">Where it begins.</param>
    /// <param name="end">Where it ends.</param>
    /// <param name="roots">Takes its value, unless it is empty.</param>
    public void Read(int start, int end, List<Node> roots)
    {
        var text = start == 0 && end == source.Text.Length ? source.Text : source.Text[start..end];
        var parser = new Parser(new Scanner(new StringReader(text), skipComments: true));
        var last = 0;
        try
        {
            while (parser.MoveNext() && parser.Current is { } current)
            {
                last = (int)current.End.Index;
                if (!Take(current, start, roots))
                {
                    break;
                }
            }
        }
        // A parser says of broken input what it likes: of some brackets without an end, an InvalidOperationException.
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            var (at, message) = failure is YamlException { Start: var from, End: var to }
                ? ((int)(to.Index > from.Index ? to.Index : from.Index), failure.Message)
                : (last, "the YAML ends or goes on where it cannot: a bracket, a brace or a quote is not closed");
            // Some failures name the beginning of all that they were in.
            problems.Add(SyntaxProblem.Of(source, Math.Min(start + Math.Max(at, last), end), message));
        }
        finally
        {
            builder.Clear();
        }
    }

    private bool Take(ParsingEvent current, int offset, List<Node> roots)
    {
        var start = offset + (int)current.Start.Index;
        var end = offset + (int)current.End.Index;
        if (_hasTabs && current is NodeEvent && !builder.IsInFlow && TabBefore(start) is { } tab)
        {
            problems.Add(SyntaxProblem.Tab(tab));
            return false;
        }

        switch (current)
        {
            case Scalar scalar:
                builder.Add(start, end, scalar.Value, scalar.Style == ScalarStyle.Plain && !IsString(scalar.Tag), Anchor(scalar));
                return true;
            case MappingStart mapping:
                return builder.Open(start, isMapping: true, mapping.Style == MappingStyle.Flow, Anchor(mapping));
            case SequenceStart sequence:
                return builder.Open(start, isMapping: false, sequence.Style == SequenceStyle.Flow, Anchor(sequence));
            case MappingEnd or SequenceEnd:
                return builder.Close(end);
            case AnchorAlias alias:
                return builder.AddAlias(start, end, alias.Value.Value);
            case DocumentEnd:
                if (builder.Root is { } root and not ScalarNode { IsNull: true })
                {
                    roots.Add(root);
                }

                builder.Clear();
                return true;
            default:
                return true;
        }
    }

    // kubectl's parser takes no tab where a line begins; this one takes some.
    private int? TabBefore(int start)
    {
        var line = start == 0 ? 0 : source.Text.LastIndexOf('\n', Math.Min(start, source.Text.Length) - 1) + 1;
        var before = source.Text.AsSpan(line, Math.Max(0, start - line));
        return before.IsWhiteSpace() && before.IndexOf('\t') is var tab and >= 0 ? line + tab : null;
    }

    private static string? Anchor(NodeEvent node) => node.Anchor.IsEmpty ? null : node.Anchor.Value;

    private static bool IsString(TagName tag) => tag is { IsEmpty: false, IsNonSpecific: false } && tag.Value == "tag:yaml.org,2002:str";
}
