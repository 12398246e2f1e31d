using System.Globalization;
using System.Text;

namespace MeshBuild.Benchmarks.Scale;

/// <summary>What is put into the cluster.</summary>
internal static class Workload
{
    public const string Namespace = "scale";
    public const int Shards = 20;
    private const int DeploymentsPerService = 10;

    public static string Name(int number) => $"web-{number.ToString("0000", CultureInfo.InvariantCulture)}";

    /// <summary>The file for kubectl apply.</summary>
    public static string Deployments(int count) => string.Concat(Enumerable.Range(0, count).Select(Deployment));

    /// <summary>The namespace, and Services for some of the Deployments, so that Endpoints change too.</summary>
    public static string Surroundings(int deployments)
    {
        var text = new StringBuilder($$"""
            apiVersion: v1
            kind: Namespace
            metadata: {name: {{Namespace}}}

            """);
        for (var number = 0; number < deployments; number += DeploymentsPerService)
        {
            text.Append($$"""
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: {{Name(number)}}, namespace: {{Namespace}}, labels: {shard: s{{number % Shards}} } }
                spec: {selector: {app: {{Name(number)}} }, ports: [{name: http, port: 80, targetPort: 8080}]}

                """);
        }

        return text.ToString();
    }

    public static string ConfigMap(int number) => $$"""
        {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "{{ConfigMapName(number)}}" }, "data": {"number": "{{number}}" } }
        """;

    public static string ConfigMapName(int number) => $"map-{number.ToString("0000", CultureInfo.InvariantCulture)}";

    private static string Deployment(int number) => $$"""
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: {{Name(number)}}
          namespace: {{Namespace}}
          labels: {app: {{Name(number)}}, shard: s{{number % Shards}} }
        spec:
          replicas: {{RoundSize.Replicas}}
          selector:
            matchLabels: {app: {{Name(number)}} }
          template:
            metadata:
              labels: {app: {{Name(number)}}, shard: s{{number % Shards}} }
            spec:
              containers:
              - name: web
                image: example.com/web:1
                ports: [{name: http, containerPort: 8080}]
                readinessProbe:
                  httpGet: {path: /healthz, port: http}
                resources:
                  requests: {cpu: 10m, memory: 16Mi}

        """;
}
