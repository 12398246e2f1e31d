#!/usr/bin/env python3
"""Records numbers.txt from the sources of the API server's Kubernetes: record_numbers.py SOURCES, a folder with its generated.proto files.

numbers.txt   NAME FIELD=NUMBER ...    a message, named as its definition in schemas.txt
A field that JSON does not have, because its content stands in its parent there, is FIELD=NUMBER>NAME with the content's message.
"""
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).parent
MESSAGE = re.compile(r"^message (\w+) \{(.*?)^\}", re.MULTILINE | re.DOTALL)
FIELD = re.compile(r"^\s*(?:optional |repeated )?(map<[^>]+>|[\w.]+) (\w+) = (\d+);", re.MULTILINE)
SCALAR = re.compile(r"map<|[a-z0-9]+$")


def definition(name):
    return name.lstrip(".").removeprefix("k8s.io.").replace("_", "-")


def json_fields():
    fields = {}
    for line in (HERE / "schemas.txt").read_text().splitlines():
        if line.startswith("  "):
            fields[name].add(line.split()[0])
        elif not line.startswith("#"):
            name = line.split(" ")[0]
            fields[name] = set()
    return fields


def messages(sources):
    found = {}
    for file in sorted(sources.rglob("generated.proto")):
        text = file.read_text()
        package = definition(re.search(r"^package ([\w.]+);", text, re.MULTILINE).group(1))
        for name, body in MESSAGE.findall(text):
            body = re.sub(r"//.*", "", body)
            found[f"{package}.{name}"] = [(field[0].lower() + field[1:], number, kind if SCALAR.match(kind) else definition(kind) if "." in kind else f"{package}.{kind}")
                                          for kind, field, number in FIELD.findall(body)]
    return found


def numbers(sources):
    fields, found, written = json_fields(), messages(sources), {}

    def write(name, known):
        if name in written or name not in found:
            return
        written[name] = []
        for field, number, kind in found[name]:
            inline = field not in known and not SCALAR.match(kind)
            written[name].append(f"{field}={number}" + (f">{kind}" if inline else ""))
            if inline:
                write(kind, known)

    for name in sorted(found):
        if fields.get(name):
            write(name, fields[name])
    return [" ".join([name, *written[name]]) for name in sorted(written)]


lines = numbers(pathlib.Path(sys.argv[1]))
(HERE / "numbers.txt").write_text("\n".join(["# Kubernetes v1.20.2, recorded by record_numbers.py, which describes the format.", *lines]) + "\n")
