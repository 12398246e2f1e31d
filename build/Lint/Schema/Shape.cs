namespace MeshBuild.Lint.Schema;

/// <summary>What a value looks like.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Element">The shape of a list's items or a map's values.</param>
/// <param name="Definition">The name of an object's definition; null: its fields are not known.</param>
internal sealed record Shape(ShapeKind Kind, Shape? Element = null, string? Definition = null)
{
    public static Shape Any { get; } = new(ShapeKind.Any);

    /// <summary>Reads the TYPE of schemas.txt.</summary>
    public static Shape Parse(string text) => text switch
    {
        ['[', ']', .. var items] => new(ShapeKind.List, Parse(items)),
        ['{', '}', .. var values] => new(ShapeKind.Map, Parse(values)),
        "*apimachinery.pkg.api.resource.Quantity" => new(ShapeKind.Quantity),
        ['*', .. var name] => new(ShapeKind.Object, Definition: name),
        "string:int-or-string" => new(ShapeKind.IntegerOrString),
        _ => new(text.Split(':')[0] switch
        {
            "string" => ShapeKind.String,
            "integer" => ShapeKind.Integer,
            "number" => ShapeKind.Number,
            "boolean" => ShapeKind.Boolean,
            "object" => ShapeKind.Object,
            _ => ShapeKind.Any,
        }),
    };

    /// <summary>The shape in words, as in <c>a list of strings</c>.</summary>
    public override string ToString() => Kind switch
    {
        ShapeKind.Object => "an object",
        ShapeKind.List => "a list",
        ShapeKind.Map => "a mapping",
        ShapeKind.String => "a string",
        ShapeKind.Quantity => "a quantity",
        ShapeKind.Integer => "an integer",
        ShapeKind.IntegerOrString => "an integer or a string",
        ShapeKind.Number => "a number",
        ShapeKind.Boolean => "true or false",
        _ => "a value",
    };
}
