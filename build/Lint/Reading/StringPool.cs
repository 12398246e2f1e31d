namespace MeshBuild.Lint.Reading;

/// <summary>Keeps one string of each short text that comes again and again, as keys do.</summary>
internal sealed class StringPool
{
    private const int Longest = 48;
    private readonly string?[] _slots = new string?[1024];

    public string Share(ReadOnlySpan<char> text)
    {
        if (text.Length > Longest)
        {
            return text.ToString();
        }

        ref var slot = ref _slots[string.GetHashCode(text) & (_slots.Length - 1)];
        return slot is not null && text.SequenceEqual(slot) ? slot : slot = text.ToString();
    }
}
