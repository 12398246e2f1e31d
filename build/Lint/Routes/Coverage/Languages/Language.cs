using System.Collections.Immutable;

namespace MeshBuild.Lint.Routes.Coverage.Languages;

/// <summary>
/// A regular language as a term. <see cref="LanguageFactory"/> makes every term once, so that equal terms are the same object.
/// </summary>
internal abstract class Language(int id, bool hasEmptyString)
{
    /// <summary>The order in which the terms were made.</summary>
    public int Id => id;

    /// <summary>Whether the empty string is in the language.</summary>
    public bool HasEmptyString => hasEmptyString;

    /// <summary>Just the empty string.</summary>
    internal sealed class Empty(int id) : Language(id, true);

    /// <summary>The strings of one character of a set; no string when the set is empty.</summary>
    internal sealed class Chars(int id, CharSet set) : Language(id, false)
    {
        public CharSet Set => set;
    }

    /// <summary>A string of one language, then one of another.</summary>
    internal sealed class Sequence(int id, Language head, Language tail) : Language(id, head.HasEmptyString && tail.HasEmptyString)
    {
        public Language Head => head;

        public Language Tail => tail;
    }

    /// <summary>Strings of one language, any number of them.</summary>
    internal sealed class Repeat(int id, Language item) : Language(id, true)
    {
        public Language Item => item;
    }

    /// <summary>What any of the languages has.</summary>
    internal sealed class Union(int id, ImmutableArray<Language> items) : Language(id, items.Any(item => item.HasEmptyString))
    {
        public ImmutableArray<Language> Items => items;
    }

    /// <summary>What all of the languages have.</summary>
    internal sealed class Intersection(int id, ImmutableArray<Language> items) : Language(id, items.All(item => item.HasEmptyString))
    {
        public ImmutableArray<Language> Items => items;
    }

    /// <summary>What the language does not have.</summary>
    internal sealed class Complement(int id, Language item) : Language(id, !item.HasEmptyString)
    {
        public Language Item => item;
    }
}
