using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Pods;

/// <summary>Security contexts of pods and containers.</summary>
internal static partial class SecurityRules
{
    private const string Localhost = "Localhost";
    private const int LongestSysctl = 253;
    private const string SysctlPattern = @"([a-z0-9]([-_a-z0-9]*[a-z0-9])?\.)*[a-z0-9]([-_a-z0-9]*[a-z0-9])?";
    private static readonly string[] SeccompTypes = [Localhost, "RuntimeDefault", "Unconfined"];

    public static IEnumerable<FieldError> Pod(JsonNode? context, string field) =>
    [
        .. Id(context.At("fsGroup"), $"{field}.fsGroup"),
        .. Id(context.At("runAsUser"), $"{field}.runAsUser"),
        .. Id(context.At("runAsGroup"), $"{field}.runAsGroup"),
        .. Check.Each(context.At("supplementalGroups"), $"{field}.supplementalGroups", Id),
        .. Check.Each(context.At("sysctls"), $"{field}.sysctls", (sysctl, place) => Check.Named(sysctl.Text("name"), $"{place}.name", name =>
            name.Length <= LongestSysctl && SysctlForm().IsMatch(name) ? [] : [$"must have at most {LongestSysctl} characters and match regex {SysctlPattern}"])),
        .. Check.OneOf(context.Text("fsGroupChangePolicy"), $"{field}.fsGroupChangePolicy", "Always", "OnRootMismatch"),
        .. Seccomp(context.At("seccompProfile"), $"{field}.seccompProfile"),
    ];

    public static IEnumerable<FieldError> Container(JsonNode? context, string field)
    {
        var forbidden = context.At("allowPrivilegeEscalation")?.GetValueKind() != System.Text.Json.JsonValueKind.False ? null
            : context.IsTrue("privileged") ? "`privileged` to true"
            : context.Each("capabilities", "add").Any(capability => capability.Text() == "CAP_SYS_ADMIN") ? "`capabilities.Add` CAP_SYS_ADMIN"
            : null;
        return
        [
            .. Id(context.At("runAsUser"), $"{field}.runAsUser"),
            .. Id(context.At("runAsGroup"), $"{field}.runAsGroup"),
            .. Seccomp(context.At("seccompProfile"), $"{field}.seccompProfile"),
            .. forbidden is null ? [] : (FieldError[])[GoValue.Invalid(field, "core.SecurityContext{...}", $"cannot set `allowPrivilegeEscalation` to false and {forbidden}")],
        ];
    }

    private static IEnumerable<FieldError> Seccomp(JsonNode? profile, string field) => profile is null ? [] :
    [
        .. profile.Text("type") == Localhost ? Check.Present(profile.Text("localhostProfile"), $"{field}.localhostProfile", "must be set when seccomp type is Localhost")
            : profile.At("localhostProfile") is not null
                ? [GoValue.Invalid($"{field}.localhostProfile", "core.SeccompProfile{...}", "can only be set when seccomp type is Localhost")] : [],
        .. profile.Text("type") is null or "" ? [FieldError.Required($"{field}.type", "type is required when seccompProfile is set")]
            : Check.OneOf(profile.Text("type"), $"{field}.type", SeccompTypes),
    ];

    private static IEnumerable<FieldError> Id(JsonNode? id, string field) => Check.Range(id, field, 0, int.MaxValue);

    [GeneratedRegex(@"\A" + SysctlPattern + @"\z")]
    private static partial Regex SysctlForm();
}
