using CsCheck;
using MeshBuild.Lint.Reading;

namespace MeshBuild.Lint.Tests.Reading;

/// <summary>What the quick reader reads, it reads as the library does: the same values, places and problems.</summary>
public sealed class BlockYamlTests
{
    // Each stands at random below and beside the others; what does not fit together is for the library.
    private static readonly string[] Parts =
    [
        "a: 1", "b:", "- c", "-", "- d: e", "- - f", "a: b # c", "a:   ", "# g", "", "   ", "key.with/slash-: x y", "h: \"i\"", "h: 'j'   # k", "h: \"l\" m", "n: -1", "n: - 1",
        "o: p: q", "r: s:", "t: u#v", "w: x #", "y", "a:b", "z: [1, 2]", "z: a,b", "z: a}b", "'q': 1", "\"q\": 1", "---", "--- # r", "---x", "a: ---", "...", "? s", ": t", "u: &v 1",
        "w: *v", "x: !!str 1", "y: |", "y: >-", "z: ''", "z: \"\"", "z: 'it''s'", "z: \"a\\n\"", "a: %b", "%YAML 1.1", "b: @c", "d: `e", "f: ~", "<<: g", "h: http://i/j", "-k: l", "- -m", "n : o", "p: ?q", "p: :q",
        "- a: 1 # b", "-  c: 2", "d: ä", "ä: d", "e: \u2028", "f: \tg", "-\ta", "a: b\r",
    ];

    [Test]
    public void Fixtures_and_manifests_are_read_as_the_library_reads_them()
    {
        var root = new DirectoryInfo(TestContext.CurrentContext.TestDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "global.json")))
        {
            root = root.Parent!;
        }

        var (read, documents) = (0, 0);
        foreach (var path in new[] { "tests/Lint.Tests/Fixtures", "manifests" }.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root.FullName, folder), "*.yaml", SearchOption.AllDirectories)))
        {
            var text = File.ReadAllText(path);
            foreach (var (start, end) in DocumentSplit.Of(text))
            {
                documents++;
                read += Compare(text, start, end) ? 1 : 0;
            }
        }

        // Else the comparison says nothing, and the reader is worth nothing.
        ((double)read / documents).ShouldBeGreaterThan(0.5);
    }

    [Test]
    public void Random_documents_are_read_as_the_library_reads_them()
    {
        var line = Gen.Select(Gen.Int[0, 3], Gen.Int[0, Parts.Length - 1], (indent, part) => new string(' ', 2 * indent) + Parts[part]);
        var read = 0;
        Gen.Select(line.Array[1, 8], Gen.Bool, (lines, isEnded) => string.Join('\n', lines) + (isEnded ? "\n" : "")).Sample(text =>
        {
            foreach (var (start, end) in DocumentSplit.Of(text))
            {
                if (Compare(text, start, end))
                {
                    Interlocked.Increment(ref read);
                }
            }
        }, iter: 50_000);
        read.ShouldBeGreaterThan(1000);
    }

    // Whether the quick reader took it.
    private static bool Compare(string text, int start, int end)
    {
        var quick = new List<ReadingProblem>();
        var builder = new NodeBuilder(quick, new StringPool());
        if (!new BlockYaml(text, builder).Read(start, end))
        {
            return false;
        }

        var roots = new List<Node>();
        var slow = new List<ReadingProblem>();
        new LibraryYaml(new SourceText("a.yaml", text), new NodeBuilder(slow, new StringPool()), slow).Read(start, end, roots);
        Shown(builder.Root!).ShouldBe(string.Concat(roots.Select(Shown)), text);
        quick.ShouldBe(slow, text);
        return true;
    }

    private static string Shown(Node node) => $"{node.Start}-{node.End}/{node.Weight}" + node switch
    {
        ScalarNode scalar => $"{(scalar.IsPlain ? '=' : '"')}{scalar.Value}\n",
        SequenceNode sequence => $"[{string.Concat(sequence.Items.Select(Shown))}]\n",
        MappingNode mapping => $"{{{string.Concat(mapping.Entries.Select(entry => Shown(entry.Key) + Shown(entry.Value)))}}}{mapping.IsFlow}\n",
        _ => throw new ArgumentOutOfRangeException(nameof(node)),
    };
}
