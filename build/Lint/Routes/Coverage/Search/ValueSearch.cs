using MeshBuild.Lint.Routes.Coverage.Conditions;
using MeshBuild.Lint.Routes.Coverage.Languages;

namespace MeshBuild.Lint.Routes.Coverage.Search;

/// <summary>
/// Whether there is a value that fulfils several conditions on one dimension. Strings and prefixes are compared as they are;
/// only a regex, or one URI with and without its case, needs languages.
/// </summary>
internal sealed class ValueSearch(LanguageFactory factory, EmptinessSearch search)
{
    /// <summary>A text that is longer is not taken apart.</summary>
    private const int MaxText = 4096;

    /// <summary>What a path has no part of: Envoy cuts the query and the fragment off before it compares.</summary>
    private static readonly CharSet PathCharacters = CharSet.Of('?').Union(CharSet.Of('#')).Complement();

    public Emptiness Of(Dimension dimension, IReadOnlyList<Condition> conditions)
    {
        var isOptional = dimension.IsOptional;
        var needsLanguages = false;
        var narrowest = dimension.Universe;
        foreach (var condition in conditions)
        {
            if (condition.IsNegated)
            {
                continue;
            }

            isOptional = false;
            needsLanguages |= condition.Atom is RegexAtom;
            var text = condition.Atom.Hull;
            switch (narrowest.In(text))
            {
                case TextRelation.Apart:
                    return Emptiness.Empty;
                case TextRelation.Inside:
                    break;
                default:
                    needsLanguages |= text.In(narrowest) != TextRelation.Inside;
                    narrowest = text;
                    break;
            }
        }

        // Nothing is asked of its value, so that a request can do without it.
        if (isOptional)
        {
            return Emptiness.Inhabited;
        }

        if (dimension.Kind == DimensionKind.Uri && narrowest.Text.AsSpan().ContainsAny('?', '#'))
        {
            return Emptiness.Empty;
        }

        foreach (var condition in conditions)
        {
            if (condition.IsNegated)
            {
                var relation = narrowest.In(condition.Atom.Hull);
                if (relation == TextRelation.Inside && condition.Atom is TextAtom)
                {
                    return Emptiness.Empty;
                }

                needsLanguages |= relation == TextRelation.OtherCases || (relation != TextRelation.Apart && condition.Atom is RegexAtom);
            }
        }

        return needsLanguages ? ByLanguages(dimension, narrowest, conditions) : Emptiness.Inhabited;
    }

    private Emptiness ByLanguages(Dimension dimension, TextAtom narrowest, IReadOnlyList<Condition> conditions)
    {
        if (conditions.Any(condition => !CanBeTakenApart(condition.Atom.Hull.Text)))
        {
            return Emptiness.Unknown;
        }

        // All values begin with the same characters: what is to be found out is what follows them.
        var start = narrowest.IgnoreCase ? "" : narrowest.Text;
        var isDecided = true;
        List<Language> parts = [];
        foreach (var condition in conditions)
        {
            if (narrowest.In(condition.Atom.Hull) == TextRelation.Apart)
            {
                continue;
            }

            if (LanguageOf(condition.Atom) is { } language)
            {
                parts.Add(Rest(condition.IsNegated ? factory.Complement(language) : language, start));
            }
            else if (conditions.Contains(condition.Negation))
            {
                return Emptiness.Empty;
            }
            else
            {
                isDecided = false;
            }
        }

        var rest = factory.Intersection([.. parts]);
        var found = rest.HasEmptyString ? Emptiness.Inhabited
            : narrowest is { IsPrefix: false, IgnoreCase: false } ? Emptiness.Empty
            : search.Of(rest, dimension.Kind == DimensionKind.Uri ? PathCharacters : CharSet.All);
        return found == Emptiness.Inhabited && !isDecided ? Emptiness.Unknown : found;
    }

    /// <summary>A character of the region that counts as one may be half of another: a regex would count it twice.</summary>
    private static bool CanBeTakenApart(string text) => text.Length <= MaxText && !text.AsSpan().ContainsAnyInRange(CharSet.Rest, char.MaxValue);

    private Language Rest(Language language, string start)
    {
        foreach (var letter in start)
        {
            language = factory.Derivative(language, letter);
        }

        return language;
    }

    /// <summary>None when it is not decided.</summary>
    private Language? LanguageOf(Atom atom)
    {
        if (atom is RegexAtom regex)
        {
            return regex.Language;
        }

        var text = (TextAtom)atom;
        var language = text.IsPrefix ? factory.Everything : factory.Empty;
        foreach (var letter in text.Text.Reverse())
        {
            language = factory.Sequence(factory.Chars(CasesOf(letter, text.IgnoreCase)), language);
        }

        return language;
    }

    private static CharSet CasesOf(char letter, bool ignoreCase) =>
        ignoreCase && char.IsAsciiLetter(letter)
            ? CharSet.Of(char.ToLowerInvariant(letter)).Union(CharSet.Of(char.ToUpperInvariant(letter)))
            : CharSet.Of(letter);
}
