using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace MeshBuild.Mesh.Manifests;

/// <summary>
/// Turns YAML into JSON as kubectl does: plain scalars by the rules of YAML 1.1 (<c>yes</c> and <c>on</c> are booleans),
/// quoted ones are strings.
/// </summary>
internal static partial class YamlJson
{
    public static JsonNode? Convert(YamlNode node) => node switch
    {
        YamlMappingNode mapping => Mapping(mapping),
        YamlSequenceNode sequence => new JsonArray([.. sequence.Select(Convert)]),
        YamlScalarNode scalar => Scalar(scalar),
        _ => null,
    };

    private static JsonObject Mapping(YamlMappingNode mapping)
    {
        var json = new JsonObject();
        foreach (var (key, value) in mapping.Children)
        {
            if (key is YamlScalarNode { Value: "<<", Style: ScalarStyle.Plain })
            {
                Merge(json, value);
            }
        }

        foreach (var (key, value) in mapping.Children)
        {
            if (key is not YamlScalarNode { Value: "<<", Style: ScalarStyle.Plain })
            {
                json[key.ToString()] = Convert(value);
            }
        }

        return json;
    }

    private static void Merge(JsonObject json, YamlNode value)
    {
        foreach (var mapping in value is YamlSequenceNode several ? several.OfType<YamlMappingNode>() : [(YamlMappingNode)value])
        {
            foreach (var (name, merged) in Mapping(mapping))
            {
                json.TryAdd(name, merged?.DeepClone());
            }
        }
    }

    private static JsonNode? Scalar(YamlScalarNode scalar)
    {
        var text = scalar.Value ?? "";
        if (scalar.Style is not (ScalarStyle.Plain or ScalarStyle.Any) || scalar.Tag is { IsEmpty: false, Value: "tag:yaml.org,2002:str" })
        {
            return JsonValue.Create(text);
        }

        return text switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "y" or "Y" or "yes" or "Yes" or "YES" or "on" or "On" or "ON" or "true" or "True" or "TRUE" => JsonValue.Create(true),
            "n" or "N" or "no" or "No" or "NO" or "off" or "Off" or "OFF" or "false" or "False" or "FALSE" => JsonValue.Create(false),
            _ => Number(text),
        };
    }

    private static JsonNode Number(string text)
    {
        if (IntegerForm().IsMatch(text) && long.TryParse(text.Replace("_", ""), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer))
        {
            return JsonValue.Create(integer);
        }

        if (RadixForm().Match(text) is { Success: true } radix)
        {
            var digits = radix.Groups["digits"].Value;
            var value = System.Convert.ToInt64(digits, radix.Groups["kind"].Value is "0x" ? 16 : 8);
            return JsonValue.Create(text[0] == '-' ? -value : value);
        }

        return FloatForm().IsMatch(text) && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? JsonValue.Create(number)
            : JsonValue.Create(text);
    }

    [GeneratedRegex("^[-+]?(0|[1-9][0-9_]*)$")]
    private static partial Regex IntegerForm();

    [GeneratedRegex("^[-+]?((?<kind>0x)(?<digits>[0-9a-fA-F]{1,15})|(?<kind>0o?)(?<digits>[0-7]{1,20}))$")]
    private static partial Regex RadixForm();

    [GeneratedRegex(@"^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$")]
    private static partial Regex FloatForm();
}
