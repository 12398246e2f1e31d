#!/usr/bin/env python3
"""Records resources.txt and schemas.txt from the API server that kubectl reaches: names, types and markers, no descriptions.

resources.txt   group NAME PREFERRED-VERSION
                GROUP/VERSION PLURAL KIND namespaced|cluster VERBS [singular=] [short=] [categories=] [hash=]
                GROUP/VERSION PLURAL/SUBRESOURCE KIND namespaced|cluster VERBS [gvk=GROUP/VERSION/KIND]
schemas.txt     NAME [map=] [= TYPE] [: GROUP/VERSION/KIND ...]      a definition, "io.k8s." left out
                  FIELD TYPE [required] [strategy=] [merge=] [list=] [keys=] [map=] [default=]
TYPE is any, object, string, integer, number or boolean, with :FORMAT; *NAME; []TYPE; {}TYPE. The core group is "core".
"""
import json
import pathlib
import subprocess

HERE = pathlib.Path(__file__).parent


def get(path):
    return json.loads(subprocess.run(["kubectl", "get", "--raw", path], check=True, capture_output=True).stdout)


def short(name):
    return name.removeprefix("io.k8s.")


def type_of(schema):
    if "$ref" in schema:
        return "*" + short(schema["$ref"].removeprefix("#/definitions/"))
    kind = schema.get("type", "any")
    if kind == "array":
        return "[]" + type_of(schema["items"])
    if kind == "object" and "additionalProperties" in schema:
        return "{}" + type_of(schema["additionalProperties"])
    return kind + (":" + schema["format"] if "format" in schema else "")


def gvk(entry):
    return f"{entry['group'] or 'core'}/{entry['version']}/{entry['kind']}"


def field(name, schema, required):
    marks = ["required"] if name in required else []
    for mark, key in (("strategy", "x-kubernetes-patch-strategy"), ("merge", "x-kubernetes-patch-merge-key"),
                      ("list", "x-kubernetes-list-type"), ("map", "x-kubernetes-map-type")):
        if key in schema:
            marks.append(f"{mark}={schema[key]}")
    if "x-kubernetes-list-map-keys" in schema:
        marks.append("keys=" + ",".join(schema["x-kubernetes-list-map-keys"]))
    if schema.get("default") not in (None, {}):
        marks.append("default=" + json.dumps(schema["default"]))
    return " ".join(["  " + name, type_of(schema), *marks])


def schemas():
    for name, schema in sorted(get("/openapi/v2")["definitions"].items()):
        if not name.startswith("io.k8s."):
            continue
        line = short(name)
        if "x-kubernetes-map-type" in schema:
            line += " map=" + schema["x-kubernetes-map-type"]
        properties = schema.get("properties", {})
        if not properties and type_of(schema) != "object":
            line += " = " + type_of(schema)
        if "x-kubernetes-group-version-kind" in schema:
            line += " : " + " ".join(sorted(gvk(entry) for entry in schema["x-kubernetes-group-version-kind"]))
        yield line
        for key in sorted(properties):
            yield field(key, properties[key], schema.get("required", []))


def resources():
    groups = [("core", "v1", [("v1", "/api/v1")])]
    for group in get("/apis")["groups"]:
        groups.append((group["name"], group["preferredVersion"]["version"],
                       [(version["version"], "/apis/" + version["groupVersion"]) for version in group["versions"]]))
    for name, preferred, versions in groups:
        yield f"group {name} {preferred}"
        for version, path in versions:
            for resource in get(path)["resources"]:
                line = [f"{name}/{version}", resource["name"], resource["kind"],
                        "namespaced" if resource["namespaced"] else "cluster", ",".join(resource["verbs"])]
                if "version" in resource:
                    line.append(f"gvk={resource.get('group') or 'core'}/{resource['version']}/{resource['kind']}")
                for mark, key in (("singular", "singularName"), ("short", "shortNames"), ("categories", "categories"), ("hash", "storageVersionHash")):
                    if resource.get(key):
                        line.append(f"{mark}=" + (resource[key] if isinstance(resource[key], str) else ",".join(resource[key])))
                yield " ".join(line)


for file, lines in (("resources.txt", resources()), ("schemas.txt", schemas())):
    (HERE / file).write_text("\n".join(["# Kubernetes " + get("/version")["gitVersion"] + ", recorded by record.py, which describes the format.", *lines]) + "\n")
