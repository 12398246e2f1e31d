using System.Collections.Immutable;

namespace MeshBuild.Lint.Routes.Coverage.Languages;

/// <summary>Makes terms, each once and in its simplest form, and counts against the budget what it makes.</summary>
/// <remarks>
/// A library for finite automata would make an automaton of each term before it compares two, and an automaton can have
/// exponentially more states than its regex has characters. Derivatives are made only as far as the question needs them, and
/// stop where the budget ends.
/// </remarks>
internal sealed class LanguageFactory
{
    private readonly Dictionary<Key, Language> _terms = [];
    private readonly Dictionary<(Language Of, char By), Language> _derivatives = [];
    private readonly SearchBudget _budget;

    public LanguageFactory(SearchBudget budget)
    {
        _budget = budget;
        Empty = Make(new("empty"), id => new Language.Empty(id));
        Nothing = Make(new("chars", set: CharSet.None), id => new Language.Chars(id, CharSet.None));
        Everything = Repeat(Chars(CharSet.All));
    }

    /// <summary>The empty string alone.</summary>
    public Language Empty { get; }

    /// <summary>No string at all.</summary>
    public Language Nothing { get; }

    /// <summary>Every string that a request can carry.</summary>
    public Language Everything { get; }

    public Language Chars(CharSet set) => Make(new("chars", set: set), id => new Language.Chars(id, set));

    public Language Sequence(Language head, Language tail) => (head, tail) switch
    {
        _ when head == Nothing || tail == Nothing => Nothing,
        _ when head == Empty => tail,
        _ when tail == Empty => head,
        (Language.Sequence sequence, _) => Sequence(sequence.Head, Sequence(sequence.Tail, tail)),
        _ => Make(new("sequence", [head, tail]), id => new Language.Sequence(id, head, tail)),
    };

    public Language Repeat(Language item) => item switch
    {
        Language.Empty or Language.Repeat => item == Empty ? Empty : item,
        _ when item == Nothing => Empty,
        _ => Make(new("repeat", [item]), id => new Language.Repeat(id, item)),
    };

    public Language Union(params ReadOnlySpan<Language> items)
    {
        var parts = new List<Language>();
        var chars = CharSet.None;
        foreach (var item in items)
        {
            foreach (var part in item is Language.Union union ? union.Items.AsSpan() : [item])
            {
                if (part == Everything)
                {
                    return Everything;
                }

                if (part is Language.Chars one)
                {
                    chars = chars.IsEmpty ? one.Set : chars.Union(one.Set);
                }
                else
                {
                    parts.Add(part);
                }
            }
        }

        if (!chars.IsEmpty)
        {
            parts.Add(Chars(chars));
        }

        var distinct = Distinct(parts);
        return distinct switch
        {
            [] => Nothing,
            [var only] => only,
            _ => Make(new("union", distinct), id => new Language.Union(id, distinct)),
        };
    }

    public Language Intersection(params ReadOnlySpan<Language> items)
    {
        var parts = new List<Language>();
        foreach (var item in items)
        {
            foreach (var part in item is Language.Intersection both ? both.Items.AsSpan() : [item])
            {
                if (part == Nothing)
                {
                    return Nothing;
                }

                if (part != Everything)
                {
                    parts.Add(part);
                }
            }
        }

        var distinct = Distinct(parts);
        return distinct switch
        {
            [] => Everything,
            [var only] => only,
            _ when distinct.Any(part => part is Language.Complement not && distinct.Contains(not.Item)) => Nothing,
            _ => Make(new("intersection", distinct), id => new Language.Intersection(id, distinct)),
        };
    }

    public Language Complement(Language item) => item switch
    {
        Language.Complement not => not.Item,
        _ when item == Nothing => Everything,
        _ when item == Everything => Nothing,
        _ => Make(new("complement", [item]), id => new Language.Complement(id, item)),
    };

    /// <summary>What may follow the character: the rests of the language's strings that begin with it.</summary>
    public Language Derivative(Language language, char by)
    {
        if (!_derivatives.TryGetValue((language, by), out var rest))
        {
            rest = language switch
            {
                Language.Empty => Nothing,
                Language.Chars one => one.Set.Contains(by) ? Empty : Nothing,
                Language.Repeat repeat => Sequence(Derivative(repeat.Item, by), repeat),
                Language.Union union => Union(Derivatives(union.Items, by)),
                Language.Intersection both => IntersectionDerivative(both, by),
                Language.Complement not => Complement(Derivative(not.Item, by)),
                Language.Sequence { Head.HasEmptyString: true } sequence =>
                    Union(Sequence(Derivative(sequence.Head, by), sequence.Tail), Derivative(sequence.Tail, by)),
                Language.Sequence sequence => Sequence(Derivative(sequence.Head, by), sequence.Tail),
                _ => throw new ArgumentOutOfRangeException(nameof(language)),
            };
            _derivatives[(language, by)] = rest;
        }

        return rest;
    }

    /// <summary>Most characters end one of the languages that are not complements: those are asked before the others.</summary>
    private Language IntersectionDerivative(Language.Intersection both, char by)
    {
        foreach (var item in both.Items)
        {
            if (item is not Language.Complement && Derivative(item, by) == Nothing)
            {
                return Nothing;
            }
        }

        return Intersection(Derivatives(both.Items, by));
    }

    private Language[] Derivatives(ImmutableArray<Language> languages, char by)
    {
        var rests = new Language[languages.Length];
        for (var index = 0; index < rests.Length; index++)
        {
            rests[index] = Derivative(languages[index], by);
        }

        return rests;
    }

    private static ImmutableArray<Language> Distinct(List<Language> parts)
    {
        parts.Sort((one, two) => one.Id.CompareTo(two.Id));
        var distinct = ImmutableArray.CreateBuilder<Language>(parts.Count);
        foreach (var part in parts)
        {
            if (distinct.Count == 0 || distinct[^1] != part)
            {
                distinct.Add(part);
            }
        }

        return distinct.DrainToImmutable();
    }

    private Language Make(Key key, Func<int, Language> make)
    {
        _budget.Spend(1 + key.Items.Length);
        if (!_terms.TryGetValue(key, out var term))
        {
            term = make(_terms.Count);
            _terms[key] = term;
        }

        return term;
    }

    private readonly struct Key(string kind, ImmutableArray<Language> items = default, CharSet? set = null) : IEquatable<Key>
    {
        private readonly string _kind = kind;
        private readonly CharSet? _set = set;

        public ImmutableArray<Language> Items { get; } = items.IsDefault ? [] : items;

        public bool Equals(Key other) => _kind == other._kind && _set == other._set && Items.AsSpan().SequenceEqual(other.Items.AsSpan());

        public override bool Equals(object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode()
        {
            var hash = new HashCode();
            hash.Add(_kind);
            hash.Add(_set);
            foreach (var item in Items)
            {
                hash.Add(item.Id);
            }

            return hash.ToHashCode();
        }
    }
}
