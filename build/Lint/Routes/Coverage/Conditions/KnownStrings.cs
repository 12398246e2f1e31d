using System.Text;
using MeshBuild.Lint.Routes.Coverage.Languages;

namespace MeshBuild.Lint.Routes.Coverage.Conditions;

/// <summary>Finds the exact strings and prefixes that a language is made of.</summary>
internal sealed class KnownStrings(LanguageFactory factory)
{
    private const int MaxStrings = 16;

    /// <summary>The language as one exact string or one prefix; none when it is neither.</summary>
    public TextAtom? Single(Language language) => All(language) is [var only] ? only : null;

    /// <summary>The language as the exact strings and prefixes that an alternation lists; none when there are other parts, or too many.</summary>
    public IReadOnlyList<TextAtom>? All(Language language)
    {
        List<TextAtom> found = [];
        return Add(language, new StringBuilder(), found) ? found : null;
    }

    /// <summary>The characters that every string of the language begins with.</summary>
    public static string Prefix(Language language)
    {
        var prefix = new StringBuilder();
        for (; language is Language.Sequence { Head: Language.Chars { Set.Count: 1 } one } sequence; language = sequence.Tail)
        {
            prefix.Append(one.Set.Ranges[0].First);
        }

        if (language is Language.Chars { Set.Count: 1 } last)
        {
            prefix.Append(last.Set.Ranges[0].First);
        }

        return prefix.ToString();
    }

    private bool Add(Language language, StringBuilder before, List<TextAtom> found)
    {
        if (found.Count >= MaxStrings)
        {
            return false;
        }

        if (language == factory.Empty || language == factory.Everything)
        {
            found.Add(new(before.ToString(), IsPrefix: language == factory.Everything));
            return true;
        }

        return language switch
        {
            Language.Union union => union.Items.All(item => Add(item, before, found)),
            Language.Chars { Set.Count: > 0 and <= MaxStrings } one => AddEach(one.Set, factory.Empty, before, found),
            Language.Sequence { Head: Language.Chars { Set.Count: > 0 and <= MaxStrings } one } sequence =>
                AddEach(one.Set, sequence.Tail, before, found),
            Language.Sequence { Head: Language.Union union } sequence =>
                union.Items.All(item => Add(factory.Sequence(item, sequence.Tail), before, found)),
            _ => false,
        };
    }

    private bool AddEach(CharSet set, Language tail, StringBuilder before, List<TextAtom> found)
    {
        foreach (var range in set.Ranges)
        {
            for (int value = range.First; value <= range.Last; value++)
            {
                before.Append((char)value);
                var isKnown = Add(tail, before, found);
                before.Length--;
                if (!isKnown)
                {
                    return false;
                }
            }
        }

        return true;
    }
}
