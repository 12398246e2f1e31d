using System.Text.Json.Nodes;
using MeshBuild.Rehearsal.Requests;
using MeshBuild.Rehearsal.Schema;

namespace MeshBuild.Rehearsal.Tests.Cluster;

/// <summary>What kubectl creates by itself it sends as protobuf from 1.32 on, and as JSON before.</summary>
public sealed class ProtobufKubectlTests : KubectlFixture
{
    [Test]
    public async Task A_namespace() => (await Kubectl.OutputAsync("create namespace team")).ShouldBe("namespace/team created");

    [Test]
    public async Task A_ConfigMap_keeps_its_data()
    {
        await Kubectl.OutputAsync("create configmap settings --from-literal=a=1 --from-literal=b=two");
        (await Kubectl.OutputAsync("get configmap settings -o jsonpath={.data}")).ShouldBe("""{"a":"1","b":"two"}""");
    }

    [Test]
    public async Task A_Secret_keeps_its_bytes()
    {
        await Kubectl.OutputAsync("create secret generic login --from-literal=password=secret");
        (await Kubectl.OutputAsync("get secret login -o jsonpath={.data.password},{.type}")).ShouldBe("c2VjcmV0,Opaque");
    }

    [Test]
    public async Task A_Deployment_is_as_if_it_came_as_JSON()
    {
        await Kubectl.OutputAsync("create deployment web --image=web:1 --replicas=0 --port=8080");
        var spec = JsonNode.Parse(await Kubectl.OutputAsync("get deployment web -o jsonpath={.spec}"))!;
        spec["replicas"]!.GetValue<int>().ShouldBe(0);
        spec["selector"]!.ToJsonString().ShouldBe("""{"matchLabels":{"app":"web"}}""");
        spec["template"]!["spec"]!["containers"]!.ToJsonString().ShouldBe(
            """[{"image":"web:1","imagePullPolicy":"IfNotPresent","name":"web","ports":[{"containerPort":8080,"protocol":"TCP"}],"resources":{},"terminationMessagePath":"/dev/termination-log","terminationMessagePolicy":"File"}]""");
    }

    [Test]
    public async Task A_Service_and_its_target_port()
    {
        await Kubectl.OutputAsync("create service clusterip front --tcp=80:http");
        (await Kubectl.OutputAsync("get service front -o jsonpath={.spec.ports}")).ShouldBe("""[{"name":"80-http","port":80,"protocol":"TCP","targetPort":"http"}]""");
    }

    [Test]
    public async Task A_right_is_asked_for() => (await Kubectl.OutputAsync("auth can-i create pods")).ShouldBe("yes");

    // k8s, then an envelope with ConfigMap as its type and a message that ends in a field.
    [TestCase("", "the envelope is missing")]
    [TestCase("6b387300", "is no built-in type")]
    [TestCase("6b3873000a0f0a0276311209436f6e6669674d617012020a7f", "the message ends in a field")]
    [TestCase("6b387300ffffffffffffffffffffff", "a number does not end")]
    public void What_is_no_such_object_is_said(string hex, string message) =>
        Should.Throw<FormatException>(() => new ProtobufObject(new BuiltInTypes()).Read(Convert.FromHexString(hex))).Message.ShouldContain(message);
}
