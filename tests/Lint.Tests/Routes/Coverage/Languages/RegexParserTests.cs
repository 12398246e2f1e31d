using System.Text.RegularExpressions;
using CsCheck;
using MeshBuild.Lint.Routes.Coverage;
using MeshBuild.Lint.Routes.Coverage.Languages;

namespace MeshBuild.Lint.Tests.Routes.Coverage.Languages;

public sealed class RegexParserTests
{
    private static readonly string[] Strings = [.. Enumerate("abK1_/- ", 3)];

    [Test]
    public void A_regex_has_the_strings_that_it_matches_as_a_whole()
    {
        var item = Gen.OneOf(
            "a", "b", "K", "1", "/", "\\/", "\\d", "\\D", "\\w", "\\W", "\\s", "\\S", ".", "\\x61", "\\x{4B}", "\\.", "_", "-",
            "[ab]", "[^ab]", "[a-c1]", "[^/]", "[]a]", "[a-]", "[-a]", "[\\d_]", "[^\\w]", "[\\-a]", "{", "a{x}", "(?:ab)", "()");
        var quantifier = Gen.OneOf("", "", "", "*", "+", "?", "*?", "{2}", "{1,2}", "{0,}", "{2,}");
        var sequence = Gen.Select(item, quantifier, (what, count) => what.Length > 0 && what[^1] == '}' && what[0] != '\\' ? what : what + count)
            .Array[0, 3].Select(parts => string.Concat(parts));
        var group = Gen.Select(sequence, sequence, quantifier, sequence, (one, two, count, end) => $"({one}|{two}){count}{end}");
        var expression = Gen.Select(Gen.OneOf("", "(?i)", "(?s)"), Gen.OneOf(sequence, group, Gen.Select(group, sequence, (one, two) => $"^{one}$|{two}")),
            (flags, rest) => flags + rest);
        var decided = 0;
        for (uint stream = 0; stream < 2000; stream++)
        {
            var pattern = expression.Generate(new PCG(stream, 20210518), null, out _);
            var factory = new LanguageFactory(new SearchBudget(int.MaxValue));
            if (RegexParser.Parse(pattern, factory) is not { } language)
            {
                continue;
            }

            decided++;
            var expected = new Regex($"^(?:{pattern.Replace("\\x{4B}", "K")})$", RegexOptions.CultureInvariant);
            Strings.Where(value => Has(factory, language, value)).ShouldBe(Strings.Where(value => expected.IsMatch(value)), $"{pattern} (stream {stream})");
        }

        decided.ShouldBeGreaterThan(1400);
    }

    [TestCase("")]
    [TestCase("*")]
    [TestCase("a**")]
    [TestCase("(a")]
    [TestCase("a)")]
    [TestCase("[a")]
    [TestCase("[b-a]")]
    [TestCase("a\\")]
    [TestCase("\\ba")]
    [TestCase("\\pL")]
    [TestCase("\\Qa\\E")]
    [TestCase("\\1")]
    [TestCase("a^b")]
    [TestCase("a$b")]
    [TestCase("(?m)a")]
    [TestCase("a(?i)b")]
    [TestCase("(?<name>a)")]
    [TestCase("(?=a)a")]
    [TestCase("(?P<name")]
    [TestCase("[[:punct:]]")]
    [TestCase("[[:alpha:]")]
    [TestCase("(?i)\\w")]
    [TestCase("(?i)ä")]
    [TestCase("\ud83d\ude00")]
    [TestCase("\\x{1F600}")]
    [TestCase("a{1001}")]
    [TestCase("((a{20}){20}){20}")]
    public void What_is_not_known_for_certain_is_refused(string pattern) =>
        RegexParser.Parse(pattern, new LanguageFactory(new SearchBudget(int.MaxValue))).ShouldBeNull();

    [Test]
    public void Brackets_nested_without_end_are_refused() =>
        RegexParser.Parse(new string('(', 400) + new string(')', 400), new LanguageFactory(new SearchBudget(int.MaxValue))).ShouldBeNull();

    [TestCase("(?i)k", "\u212A")]
    [TestCase("(?i)s", "\u017F")]
    [TestCase("[^a]", "\u4E2D")]
    public void A_character_beyond_ascii_is_one_of_the_others(string pattern, string value)
    {
        var factory = new LanguageFactory(new SearchBudget(int.MaxValue));
        Has(factory, RegexParser.Parse(pattern, factory).ShouldNotBeNull(), value).ShouldBeTrue();
    }

    private static bool Has(LanguageFactory factory, Language language, string value) =>
        value.Aggregate(language, factory.Derivative).HasEmptyString;

    private static IEnumerable<string> Enumerate(string letters, int length) =>
        length == 0 ? [""] : Enumerate(letters, length - 1).SelectMany(rest => letters.Select(letter => letter + rest)).Prepend("").Distinct();
}
