using System.Reflection;
using System.Runtime.CompilerServices;

namespace MeshBuild.Cake.Tests.Surface;

/// <summary>Writes public members the way the list of signatures does.</summary>
internal static class Signature
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(void)] = "void",
        [typeof(bool)] = "bool",
        [typeof(int)] = "int",
        [typeof(long)] = "long",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>The public and protected members that a type declares itself. A constructor without parameters is not listed everywhere.</summary>
    public static IEnumerable<string> MembersOf(Type type)
    {
        const BindingFlags declared =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var constructors = type.GetConstructors(declared).Where(found => IsVisible(found) && found.GetParameters().Length > 0)
            .Select(found => $"{Protected(found)}{type.Name.Split('`')[0]}({Parameters(found)})");
        var properties = type.GetProperties(declared).Where(found => IsVisible(found.GetMethod!))
            .Select(found => Property(type, found));
        var methods = type.GetMethods(declared).Where(found => IsVisible(found) && !found.IsSpecialName)
            .Select(found => Method(type, found));
        return constructors.Concat(properties).Concat(methods);
    }

    private static string Property(Type type, PropertyInfo property)
    {
        var written = property.SetMethod is { } set && IsVisible(set) ? "get; set;" : "get;";
        return $"{Default(type, property.GetMethod!)}{Name(property.PropertyType)} {property.Name} {{ {written} }}";
    }

    private static string Method(Type type, MethodInfo method)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        var kind = method.IsStatic ? "static " : type.IsInterface ? Default(type, method) : method.IsAbstract ? "abstract " :
            method.GetBaseDefinition() != method ? "override " : method is { IsVirtual: true, IsFinal: false } ? "virtual " : "";
        return $"{Protected(method)}{kind}{Name(method.ReturnType)} {method.Name}{generic}({Parameters(method)}){Constraints(method)}";
    }

    private static string Constraints(MethodInfo method)
    {
        var constraints = method.IsGenericMethod
            ? method.GetGenericArguments().Where(argument => argument.GetGenericParameterConstraints().Length > 0)
                .Select(argument => $" where {argument.Name} : {Special(argument)}" +
                    string.Join(", ", argument.GetGenericParameterConstraints().Select(Name)))
            : [];
        return string.Concat(constraints);
    }

    private static string Special(Type argument) =>
        argument.GenericParameterAttributes.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint) ? "class, " : "";

    private static string Default(Type type, MethodInfo method) => type.IsInterface && !method.IsAbstract ? "default " : "";

    private static string Protected(MethodBase method) => method.IsFamily ? "protected " : "";

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily;

    private static string Parameters(MethodBase method)
    {
        var extended = method.IsDefined(typeof(ExtensionAttribute), false) ? "this " : "";
        return extended + string.Join(", ", method.GetParameters().Select(Parameter));
    }

    private static string Parameter(ParameterInfo parameter)
    {
        var many = parameter.IsDefined(typeof(ParamArrayAttribute), false) ? "params " : "";
        var value = parameter.HasDefaultValue ? $" = {parameter.DefaultValue ?? "null"}" : "";
        return $"{many}{Name(parameter.ParameterType)} {parameter.Name}{value}";
    }

    private static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
        {
            return keyword;
        }

        if (type.IsArray)
        {
            return Name(type.GetElementType()!) + "[]";
        }

        if (Nullable.GetUnderlyingType(type) is { } value)
        {
            return Name(value) + "?";
        }

        return type.IsGenericType ? $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : type.Name;
    }
}
