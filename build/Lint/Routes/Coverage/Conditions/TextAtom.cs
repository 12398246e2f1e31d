namespace MeshBuild.Lint.Routes.Coverage.Conditions;

/// <summary>One string, or all strings that begin with it.</summary>
/// <param name="Text">The string.</param>
/// <param name="IsPrefix">Whether others begin with it.</param>
/// <param name="IgnoreCase">Whether the case of ASCII letters does not count.</param>
internal sealed record TextAtom(string Text, bool IsPrefix = false, bool IgnoreCase = false) : Atom
{
    /// <summary>Every string.</summary>
    public static TextAtom Any { get; } = new("", IsPrefix: true);

    public override TextAtom Hull => this;

    /// <summary>Where this set lies, seen from another.</summary>
    public TextRelation In(TextAtom other)
    {
        var common = Math.Min(Text.Length, other.Text.Length);
        var isCaseSlice = false;
        for (var index = 0; index < common; index++)
        {
            var (own, theirs) = (Text[index], other.Text[index]);
            if (own != theirs && !((IgnoreCase || other.IgnoreCase) && AreSameLetter(own, theirs)))
            {
                return TextRelation.Apart;
            }

            isCaseSlice |= IgnoreCase && !other.IgnoreCase && char.IsAsciiLetter(own);
        }

        if ((Text.Length > common && !other.IsPrefix) || (other.Text.Length > common && !IsPrefix))
        {
            return TextRelation.Apart;
        }

        var hasLongerStrings = IsPrefix && (other.Text.Length > common || !other.IsPrefix);
        return hasLongerStrings ? TextRelation.Wider : isCaseSlice ? TextRelation.OtherCases : TextRelation.Inside;
    }

    private static bool AreSameLetter(char one, char two) => char.IsAsciiLetter(one) && (one | ' ') == (two | ' ') && char.IsAsciiLetter(two);
}
