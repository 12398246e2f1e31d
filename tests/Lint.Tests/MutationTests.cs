using System.Diagnostics;
using System.Globalization;
using System.Text;
using MeshBuild.Lint.Reading;
using MeshBuild.Lint.Rules;

namespace MeshBuild.Lint.Tests;

/// <summary>
/// Fixtures that something was done to: whatever it is, Lint ends with findings that have their places. The variable
/// <c>MESH_LINT_MUTATIONS</c> asks for more of them than a test run does.
/// </summary>
public sealed class MutationTests
{
    private const int Seed = 20210518;

    private static readonly string[] Originals = [.. Directory.EnumerateFiles(Path.Combine(TestContext.CurrentContext.TestDirectory, "Fixtures"), "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    [Test]
    public void No_mutation_ends_in_anything_but_findings_with_places()
    {
        var count = int.TryParse(Environment.GetEnvironmentVariable("MESH_LINT_MUTATIONS"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) ? asked : 300;
        var random = new Random(Seed);
        var folder = Directory.CreateTempSubdirectory("lint-").FullName;
        var (slowest, longest) = ("", TimeSpan.Zero);
        try
        {
            for (var index = 0; index < count; index++)
            {
                var original = Originals[random.Next(Originals.Length)];
                var path = Path.Combine(folder, "mutated" + Path.GetExtension(original));
                var bytes = Mutate(File.ReadAllBytes(original), random);
                File.WriteAllBytes(path, bytes);

                var started = Stopwatch.GetTimestamp();
                var name = $"mutation {index} of {Path.GetFileName(Path.GetDirectoryName(original))}/{Path.GetFileName(original)}";
                Should.NotThrow(() => Check(path), name);
                (slowest, longest) = Stopwatch.GetElapsedTime(started) is var took && took > longest ? (name, took) : (slowest, longest);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        TestContext.Out.WriteLine($"{count} mutations, the longest {longest.TotalMilliseconds:0} ms: {slowest}");
    }

    [TestCaseSource(nameof(Hostile))]
    public void Hostile_input_ends_in_a_finding_with_its_place(Func<string> text)
    {
        var findings = Checked.Text(text()).Findings;
        findings.ShouldNotBeEmpty();
        ShouldHavePlaces(findings);
    }

    private static IEnumerable<TestCaseData> Hostile()
    {
        yield return Case("1,000 brackets", () => "a: " + new string('[', 1000));
        yield return Case("100,000 brackets", () => "a: " + new string('[', 100_000));
        yield return Case("100,000 braces of JSON", () => string.Concat(Enumerable.Repeat("{\"a\":", 100_000)));
        yield return Case("1,000 blocks", () => string.Concat(Enumerable.Range(0, 1000).Select(depth => new string(' ', depth) + "a:\n")));
        yield return Case("100,000 hyphens", () => string.Concat(Enumerable.Repeat("- ", 100_000)));
        yield return Case("a scalar of 100 MB", () => "a: " + new string('x', 100_000_000));
        yield return Case("a quoted scalar of 100 MB", () => "a: \"" + new string('x', 100_000_000) + "\"");
        yield return Case("aliases of aliases", () => "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(Enumerable.Range(0, 20).Select(level =>
            $"b{level}: &b{level} [{string.Join(", ", Enumerable.Repeat(level == 0 ? "*a" : $"*b{level - 1}", 10))}]\n")));
        yield return Case("merges of one large mapping", () => "a: &a {" + string.Join(", ", Enumerable.Range(0, 2000).Select(key => $"k{key}: 1")) + "}\n"
            + string.Concat(Enumerable.Range(0, 20_000).Select(key => $"m{key}: {{<<: *a}}\n")));
        yield return Case("an alias of itself", () => "a: &a\n  b: *a\n");
        yield return Case("a question without an end", () => string.Concat(Enumerable.Repeat("? ", 50_000)));
        yield return Case("a directive only", () => "%YAML 1.2\n");
        yield return Case("a NUL", () => "kind: A\0");
        yield return Case("half a surrogate", () => "kind: \"\\uD800\"\napiVersion: v1\n");
        static TestCaseData Case(string name, Func<string> text) => new TestCaseData(text).SetArgDisplayNames(name);
    }

    private static void Check(string path) => ShouldHavePlaces(Checked.Files([FileReader.Read(path, "mutated")]).Findings);

    private static void ShouldHavePlaces(IEnumerable<Finding> findings)
    {
        foreach (var finding in findings)
        {
            var place = finding.Place;
            place.Line.ShouldBeGreaterThanOrEqualTo(1);
            place.Column.ShouldBeInRange(1, place.Source.Line(place.Line).Length + 2);
            finding.What.ShouldNotBeNullOrWhiteSpace();
            finding.How.ShouldNotBeNullOrWhiteSpace();
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        for (var times = random.Next(1, 4); times > 0; times--)
        {
            bytes = random.Next(8) switch
            {
                0 => Flip(bytes, random),
                1 => CutLine(bytes, random),
                2 => Insert(bytes, random, [(byte)random.Next(256)]),
                3 => Insert(bytes, random, Encoding.UTF8.GetBytes(new string("[{"[random.Next(2)], random.Next(1, 1200)))),
                4 => Insert(bytes, random, "\t"u8.ToArray()),
                5 => Insert(bytes, random, Encoding.UTF8.GetBytes(new string('x', random.Next(1, 100_000)))),
                6 => Insert(bytes, random, "*a &a "u8.ToArray()),
                _ => bytes[..random.Next(bytes.Length + 1)],
            };
        }

        return bytes;
    }

    private static byte[] Flip(byte[] bytes, Random random)
    {
        var copy = (byte[])bytes.Clone();
        for (var times = random.Next(1, 6); times > 0 && copy.Length > 0; times--)
        {
            copy[random.Next(copy.Length)] ^= (byte)(1 << random.Next(8));
        }

        return copy;
    }

    private static byte[] CutLine(byte[] bytes, Random random)
    {
        var lines = Encoding.Latin1.GetString(bytes).Split('\n').ToList();
        lines.RemoveAt(random.Next(lines.Count));
        return Encoding.Latin1.GetBytes(string.Join('\n', lines));
    }

    private static byte[] Insert(byte[] bytes, Random random, byte[] what)
    {
        var at = random.Next(bytes.Length + 1);
        return [.. bytes[..at], .. what, .. bytes[at..]];
    }
}
