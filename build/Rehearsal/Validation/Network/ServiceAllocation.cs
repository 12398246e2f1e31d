using System.Globalization;
using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Controllers;
using MeshBuild.Rehearsal.Pipeline;
using MeshBuild.Rehearsal.Storage;

namespace MeshBuild.Rehearsal.Validation.Network;

/// <summary>Services by their rules; and of one that keeps them, whether the address and the ports that it asks for can be had. A dry run asks nobody for those.</summary>
internal sealed class ServiceAllocation(ObjectStore store) : IValidation
{
    private const int FirstNodePort = 30000;
    private const int LastNodePort = 32767;
    private const string Range = "10.96.0.0/16";

    public IEnumerable<FieldError> Validate(WriteContext context)
    {
        if (!context.Is("", "services") || context.Request.Subresource.Length > 0)
        {
            return [];
        }

        var errors = ServiceRules.Validate(context).ToList();
        return errors.Count > 0 || context.Request.DryRun ? errors : Address(context).Concat(NodePorts(context)).Take(1);
    }

    private IEnumerable<FieldError> Address(WriteContext context)
    {
        var address = context.New.Text("spec", "clusterIP") ?? "";
        if (address is "" or "None" || address == context.Old.Text("spec", "clusterIP"))
        {
            return [];
        }

        var wrong = AddressRange.Read($"{address}/32") is not { } one || !AddressRange.IsInside(one, AddressRange.Read(Range)!.Value)
            ? $"provided IP is not in the valid range. The range of valid IPs is {Range}"
            : Others(context).Any(service => service.Json.Text("spec", "clusterIP") == address) ? "provided IP is already allocated" : null;
        return wrong is null ? [] : [GoValue.Invalid("spec.clusterIPs", GoValue.Texts(new JsonArray(address)), $"failed to allocated ip:{address} with error:{wrong}")];
    }

    private IEnumerable<FieldError> NodePorts(WriteContext context)
    {
        var before = Numbers(context.Old).ToHashSet();
        var asked = Numbers(context.New).Where(number => !before.Contains(number)).ToHashSet();
        if (asked.Count == 0)
        {
            return [];
        }

        var used = Others(context).SelectMany(service => Numbers(service.Json)).ToHashSet();
        return Check.Each(context.New.At("spec", "ports"), "spec.ports", (port, place) =>
        {
            var number = port.Integer("nodePort") ?? 0;
            var wrong = !asked.Contains(number) ? null
                : number is < FirstNodePort or > LastNodePort
                    ? $"provided port is not in the valid range. The range of valid ports is {FirstNodePort.ToString(CultureInfo.InvariantCulture)}-{LastNodePort}"
                : used.Contains(number) ? "provided port is already allocated" : null;
            return wrong is null ? [] : [FieldError.Invalid($"{place}.nodePort", number, wrong)];
        });
    }

    private IEnumerable<StoredObject> Others(WriteContext context) =>
        store.List(ResourceKeys.Services).Items.Where(service => service.Namespace != context.Namespace || service.Name != context.Name);

    private static IEnumerable<long> Numbers(JsonNode? service) => service.Each("spec", "ports").Select(port => port.Integer("nodePort") ?? 0).Where(number => number != 0);
}
