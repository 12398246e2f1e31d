using System.Text.Encodings.Web;
using System.Text.Json;

namespace MeshBuild.Mesh.Cluster;

/// <summary>How notes are written into annotations.</summary>
internal static class AnnotationForm
{
    /// <summary>What is missing is told as what it is, not met later as a null; and a person reads it.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}
