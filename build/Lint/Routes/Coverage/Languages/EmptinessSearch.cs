using System.Collections.Immutable;

namespace MeshBuild.Lint.Routes.Coverage.Languages;

/// <summary>Looks for a string of a language, one character after the other, among all derivatives of the language.</summary>
internal sealed class EmptinessSearch(LanguageFactory factory, SearchBudget budget)
{
    /// <param name="language">The language.</param>
    /// <param name="alphabet">The characters that a string may have.</param>
    public Emptiness Of(Language language, CharSet alphabet)
    {
        var seen = new HashSet<Language> { language };
        var open = new Stack<Language>(seen);
        var representatives = new List<char>();
        while (open.TryPop(out var next))
        {
            if (next.HasEmptyString)
            {
                return Emptiness.Inhabited;
            }

            if (budget.IsSpent)
            {
                return Emptiness.Unknown;
            }

            budget.Spend(1);
            representatives.Clear();
            AddStarts(alphabet, representatives);
            AddClasses(next, representatives);
            representatives.Sort();

            // Ascending, so that the last one in, which no condition names as a rule, is the first one out.
            for (var index = 0; index < representatives.Count; index++)
            {
                var letter = representatives[index];
                if ((index == 0 || letter != representatives[index - 1]) && alphabet.Contains(letter))
                {
                    var rest = factory.Derivative(next, letter);
                    if (rest != factory.Nothing && seen.Add(rest))
                    {
                        open.Push(rest);
                    }
                }
            }
        }

        // What was spent on the way may have cut a list of characters short.
        return budget.IsSpent ? Emptiness.Unknown : Emptiness.Empty;
    }

    /// <summary>Adds one character at least of each class that the language cannot tell apart as the first of a string.</summary>
    private void AddClasses(Language language, List<char> representatives)
    {
        if (budget.IsSpent)
        {
            return;
        }

        budget.Spend(1);
        switch (language)
        {
            case Language.Chars one:
                AddStarts(one.Set, representatives);
                break;
            case Language.Sequence sequence:
                AddClasses(sequence.Head, representatives);
                if (sequence.Head.HasEmptyString)
                {
                    AddClasses(sequence.Tail, representatives);
                }

                break;
            case Language.Repeat repeat:
                AddClasses(repeat.Item, representatives);
                break;
            case Language.Complement not:
                AddClasses(not.Item, representatives);
                break;
            case Language.Union union:
                AddClasses(union.Items, representatives);
                break;
            case Language.Intersection both:
                AddClasses(both.Items, representatives);
                break;
        }
    }

    private void AddClasses(ImmutableArray<Language> languages, List<char> representatives)
    {
        foreach (var language in languages)
        {
            AddClasses(language, representatives);
        }
    }

    /// <summary>The first character of each range, and the first that follows it.</summary>
    private static void AddStarts(CharSet set, List<char> representatives)
    {
        foreach (var range in set.Ranges)
        {
            representatives.Add(range.First);
            if (range.Last < char.MaxValue)
            {
                representatives.Add((char)(range.Last + 1));
            }
        }
    }
}
