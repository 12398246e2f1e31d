namespace MeshBuild.Lint.Schema;

/// <summary>The fields of a kind of object; one without fields takes anything, as a value without a schema does.</summary>
internal sealed class Definition(Dictionary<string, Field> fields, Shape? alias)
{
    public Dictionary<string, Field> Fields { get; } = fields;

    public IReadOnlyList<Field> Required { get; } = [.. fields.Values.Where(field => field.IsRequired)];

    /// <summary>What the definition stands for when it is no object.</summary>
    public Shape? Alias { get; } = alias;
}
