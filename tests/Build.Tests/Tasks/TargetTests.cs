using System.Reflection;
using Cake.Frosting;
using MeshBuild.Build.CommandLine;

namespace MeshBuild.Build.Tests.Tasks;

public sealed class TargetTests
{
    private static readonly string[] Names =
    [
        "Abort", "ApplyEgress", "ApplyIngress", "ApplyWorkloads", "BuildImages", "Canary", "ClearFault", "Dashboard", "Deploy", "DiscoverEgress", "Doctor", "DownloadIstio", "Graph", "Help", "InjectFault", "InjectWorkloads", "InstallAddons",
        "InstallIstio", "LabelNamespace", "Lint", "Promote", "Purge", "PushImages", "Rehearse", "Status", "Test", "Trace", "Verify", "VerifyIstio",
    ];

    [Test]
    public void The_targets_are_those_of_the_README() => Targets.All.Keys.Order(StringComparer.Ordinal).ShouldBe(Names);

    [TestCaseSource(nameof(Names))]
    public void A_target_has_a_description(string name) => Targets.Description(Targets.All[name]).ShouldNotBeEmpty();

    [Test]
    public void Deploy_runs_the_runbook_in_order() => Order(Targets.All["Deploy"]).ShouldBe(
    [
        "Lint", "BuildImages", "PushImages", "DownloadIstio", "InstallIstio", "InstallAddons", "LabelNamespace", "ApplyWorkloads", "ApplyEgress", "ApplyIngress",
        "VerifyIstio", "Verify", "Deploy",
    ]);

    [TestCase("ApplyWorkloads", "Lint LabelNamespace BuildImages PushImages ApplyWorkloads")]
    [TestCase("InjectWorkloads", "DownloadIstio Lint BuildImages PushImages InjectWorkloads")]
    [TestCase("InstallAddons", "DownloadIstio InstallIstio InstallAddons")]
    [TestCase("ApplyIngress", "Lint ApplyIngress")]
    [TestCase("Purge", "DownloadIstio Purge")]
    [TestCase("Rehearse", "Lint BuildImages PushImages DownloadIstio InstallIstio InstallAddons LabelNamespace ApplyWorkloads ApplyEgress ApplyIngress VerifyIstio Verify Deploy Rehearse")]
    [TestCase("Status", "Status")]
    public void A_target_runs_what_it_needs_first(string name, string order) => string.Join(' ', Order(Targets.All[name])).ShouldBe(order);

    [TestCase("Deploy", true, true)]
    [TestCase("Purge", true, true)]
    [TestCase("Status", true, false)]
    [TestCase("Doctor", true, false)]
    [TestCase("Lint", false, false)]
    [TestCase("BuildImages", false, false)]
    public void A_target_is_marked_by_what_it_does_to_the_cluster(string name, bool reads, bool changes) =>
        (Targets.Is<IReadsCluster>(name), Targets.Is<IChangesCluster>(name)).ShouldBe((reads, changes));

    private static List<string> Order(Type target)
    {
        var order = new List<string>();
        Visit(target);
        return order;

        void Visit(Type type)
        {
            foreach (var dependency in type.GetCustomAttributes<IsDependentOnAttribute>().Select(attribute => attribute.Task).Where(task => !order.Contains(task.Name)))
            {
                Visit(dependency);
            }

            order.Add(type.Name);
        }
    }
}
