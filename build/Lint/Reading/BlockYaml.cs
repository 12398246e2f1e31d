using System.Buffers;

namespace MeshBuild.Lint.Reading;

/// <summary>
/// Reads the YAML that most manifests consist of: block mappings and sequences, plain or quoted scalars on one line, comments.
/// It does so several times quicker than the library, and gives up where it meets anything else; the library reads those documents.
/// What it does read it reads as the library would, to the place: tests compare them.
/// </summary>
/// <param name="text">The text that documents are in.</param>
/// <param name="builder">Takes what is read.</param>
internal sealed class BlockYaml(string text, NodeBuilder builder)
{
    // Deeper documents are not worth the stack.
    private const int Depth = 60;

    // Tabs, and what ends a line besides \n.
    private static readonly SearchValues<char> Unusual = SearchValues.Create("\t\r\u0085\u2028\u2029\ufeff");
    private static readonly SearchValues<char> KeyCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./");
    private static readonly SearchValues<char> NotFirst = SearchValues.Create(",[]{}#&*!|>'\"%@`?:");
    private static readonly SearchValues<char> NotWithin = SearchValues.Create("[]{}");

    private readonly bool _isUsual = text.AsSpan().IndexOfAny(Unusual) < 0;

    // The next token, the column that it stands in (-1 at the end), and the document's end.
    private int _at;
    private int _column;
    private int _end;

    /// <summary>Reads a document; false when it has what this reader does not know, and nothing of it was used.</summary>
    /// <param name="start">Where the document begins.</param>
    /// <param name="end">Where it ends.</param>
    public bool Read(int start, int end)
    {
        _end = end;
        if (!_isUsual || !Begin(start))
        {
            return false;
        }

        return _column >= 0 && Node(0) && _column < 0;
    }

    // Past the --- that a document may begin with, to its first token.
    private bool Begin(int start)
    {
        if (!text.AsSpan(start, _end - start).StartsWith("---"))
        {
            NextLine(start);
            return true;
        }

        _at = start + 3;
        return EndsLine();
    }

    // A collection that begins where the next token is.
    private bool Node(int depth) => depth < Depth && (IsDash() ? Sequence(depth) : Mapping(depth));

    private bool Sequence(int depth)
    {
        var column = _column;
        builder.Open(_at, isMapping: false, isFlow: false, anchor: null);
        while (_column == column && IsDash())
        {
            if (!Item(column, depth))
            {
                return false;
            }
        }

        builder.Close(_at);
        return _column <= column;
    }

    private bool Item(int column, int depth)
    {
        var dash = _at++;
        SkipSpaces();
        if (_at == _end || text[_at] is '\n' or '#')
        {
            return EndsLine() && _column > column && Node(depth + 1);
        }

        _column = column + _at - dash;
        return IsDash() || KeyLength() > 0 ? Node(depth + 1) : Scalar() && _column <= column;
    }

    private bool Mapping(int depth)
    {
        var column = _column;
        builder.Open(_at, isMapping: true, isFlow: false, anchor: null);
        do
        {
            if (!Entry(column, depth))
            {
                return false;
            }
        }
        while (_column == column && !IsDash());

        builder.Close(_at);
        return _column <= column;
    }

    private bool Entry(int column, int depth)
    {
        var length = KeyLength();
        if (length == 0)
        {
            return false;
        }

        builder.Add(_at, _at + length, text.AsSpan(_at, length), isPlain: true);
        _at += length + 1;
        var colon = _at;
        SkipSpaces();
        if (_at < _end && text[_at] is not ('\n' or '#'))
        {
            return Scalar() && _column <= column;
        }

        if (!EndsLine())
        {
            return false;
        }

        if (_column > column || (_column == column && IsDash()))
        {
            return Node(depth + 1);
        }

        builder.Add(colon, colon, "", isPlain: true);
        return true;
    }

    // A scalar that ends with its line, whether it is a value or an item.
    private bool Scalar()
    {
        var line = text.AsSpan(_at, _end - _at);
        line = line.IndexOf('\n') is var length and >= 0 ? line[..length] : line;
        return line[0] is '"' or '\'' ? Quoted(line) : Plain(line);
    }

    private bool Quoted(ReadOnlySpan<char> line)
    {
        var length = line[1..].IndexOf(line[0]);
        if (length < 0 || line.Slice(1, length).Contains('\\') || (length + 2 < line.Length && line[length + 2] != ' '))
        {
            return false;
        }

        builder.Add(_at, _at + length + 2, line.Slice(1, length), isPlain: false);
        _at += length + 2;
        return EndsLine();
    }

    private bool Plain(ReadOnlySpan<char> line)
    {
        var value = (line.IndexOf(" #") is var comment and >= 0 ? line[..comment] : line).TrimEnd(' ');
        if (NotFirst.Contains(value[0]) || value is ['-'] or ['-', ' ', ..] or [.., ':'] || value.IndexOfAny(NotWithin) >= 0 || value.IndexOf(": ") >= 0)
        {
            return false;
        }

        builder.Add(_at, _at + value.Length, value, isPlain: true);
        _at += value.Length;
        return EndsLine();
    }

    // How long the key is that stands here with its colon; 0 when there is none.
    private int KeyLength()
    {
        var rest = text.AsSpan(_at, _end - _at);
        var length = rest.IndexOfAnyExcept(KeyCharacters);
        return length > 0 && rest[0] is not ('-' or '.') && rest[length] == ':' && (length + 1 == rest.Length || rest[length + 1] is ' ' or '\n') ? length : 0;
    }

    private bool IsDash() => text[_at] == '-' && (_at + 1 == _end || text[_at + 1] is ' ' or '\n');

    private void SkipSpaces()
    {
        while (_at < _end && text[_at] == ' ')
        {
            _at++;
        }
    }

    // Nothing but a comment stands before the line's end; goes to the next token.
    private bool EndsLine()
    {
        var before = _at;
        SkipSpaces();
        if (_at < _end && text[_at] != '\n' && (text[_at] != '#' || _at == before))
        {
            return false;
        }

        NextLine(text.IndexOf('\n', _at, _end - _at) is var newline and >= 0 ? newline + 1 : _end);
        return true;
    }

    // To the first token of this line or of one after it.
    private void NextLine(int line)
    {
        while (line < _end)
        {
            _at = line;
            SkipSpaces();
            if (_at < _end && text[_at] is not ('\n' or '#'))
            {
                _column = _at - line;
                return;
            }

            line = text.IndexOf('\n', _at, _end - _at) is var newline and >= 0 ? newline + 1 : _end;
        }

        _at = _end;
        _column = -1;
    }
}
