namespace Cake.Docker;

/// <summary>Another form of a property's flag: 0 is its name, 1 its value.</summary>
[AttributeUsage(AttributeTargets.Property)]
public class AutoPropertyAttribute : Attribute
{
    public string? Format { get; set; }
}
