using System.Collections.Immutable;

namespace MeshBuild.Lint.Routes.Coverage.Languages;

/// <summary>
/// A set of characters as ascending ranges that do not touch. What no request carries is left out: NUL and line breaks.
/// Everything from U+D800 on counts as one character: a set has all of it or none, so that no surrogate is ever cut in two.
/// </summary>
internal sealed record CharSet(ImmutableArray<CharRange> Ranges)
{
    /// <summary>The first character of the region that counts as one.</summary>
    public const char Rest = '\uD800';

    public static CharSet None { get; } = new([]);

    public static CharSet All { get; } = new([new('\u0001', '\t'), new('\u000B', '\f'), new('\u000E', '\uFFFF')]);

    public bool IsEmpty => Ranges.IsEmpty;

    /// <summary>How many characters, the rest as more than any count.</summary>
    public int Count => Ranges.Sum(range => range.Last - range.First + 1);

    public static CharSet Of(char value) => Of(value, value);

    /// <summary>The characters from one to another that a request can carry.</summary>
    public static CharSet Of(char first, char last) => new CharSet([new(first, last)]).Intersect(All);

    public bool Contains(char value)
    {
        foreach (var range in Ranges)
        {
            if (value <= range.Last)
            {
                return value >= range.First;
            }
        }

        return false;
    }

    public CharSet Union(CharSet other)
    {
        var merged = ImmutableArray.CreateBuilder<CharRange>();
        foreach (var range in Ranges.Concat(other.Ranges).OrderBy(range => range.First))
        {
            if (merged.Count > 0 && range.First <= merged[^1].Last + 1)
            {
                merged[^1] = merged[^1] with { Last = (char)Math.Max(merged[^1].Last, range.Last) };
            }
            else
            {
                merged.Add(range);
            }
        }

        return new(merged.ToImmutable());
    }

    public CharSet Intersect(CharSet other) =>
        new([.. from one in Ranges
                from two in other.Ranges
                let first = (char)Math.Max(one.First, two.First)
                let last = (char)Math.Min(one.Last, two.Last)
                where first <= last
                orderby first
                select new CharRange(first, last)]);

    /// <summary>What a request can carry and this set does not have.</summary>
    public CharSet Complement()
    {
        var gaps = ImmutableArray.CreateBuilder<CharRange>();
        var next = 0;
        foreach (var range in Ranges)
        {
            if (range.First > next)
            {
                gaps.Add(new((char)next, (char)(range.First - 1)));
            }

            next = range.Last + 1;
        }

        if (next <= char.MaxValue)
        {
            gaps.Add(new((char)next, char.MaxValue));
        }

        return new CharSet(gaps.ToImmutable()).Intersect(All);
    }

    public bool Equals(CharSet? other) => other is not null && Ranges.AsSpan().SequenceEqual(other.Ranges.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var range in Ranges)
        {
            hash.Add(range);
        }

        return hash.ToHashCode();
    }
}
