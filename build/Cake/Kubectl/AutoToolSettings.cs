using Cake.Core.Tooling;

namespace Cake.Kubectl;

/// <summary>Settings whose properties become flags.</summary>
public abstract class AutoToolSettings : ToolSettings;
