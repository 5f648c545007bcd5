#!/usr/bin/env python3
"""Makes an application out of the JSON-Schema-Test-Suite, and a table of its tests.

Each schema of the suite stands, as it is, as a property of an event in a types.yaml. What event_codegen refuses must have a
reason: a keyword that the language does not have (keywords.json) or an entry of refused.json. What it accepts is generated;
suite_test.cpp then compares the verdict of the generated decoder with the suite's, test by test.

Where the language differs by rule, the rule is applied here: `as_understood` writes a schema the way the language
understands it, and where that changes the verdict of an independent validator, the changed verdict is the expected one.
Properties are required unless the schema says otherwise, so a schema that has `properties` without `required` is tested a
second time with `required: []`, which is JSON Schema's meaning.

usage: prepare.py SUITE_DIRECTORY EVENT_CODEGEN OUTPUT_DIRECTORY PARTS
"""

import collections
import json
import pathlib
import shutil
import subprocess
import sys

import jsonschema

HERE = pathlib.Path(__file__).parent
DRAFTS = {"draft2020-12": jsonschema.Draft202012Validator, "draft7": jsonschema.Draft7Validator}

# Which type a schema without `type` has, by its keywords.
IMPLIED = {
    "string": {"minLength", "maxLength", "pattern", "format"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"},
    "object": {"properties", "required", "additionalProperties", "propertyNames", "minProperties", "maxProperties"},
    "array": {"items", "prefixItems", "minItems", "maxItems", "uniqueItems"},
}
MAPS_OF_SCHEMAS = ("properties", "patternProperties", "$defs", "definitions", "dependentSchemas")
NO_SCHEMAS = ("enum", "const", "default", "examples")


def keywords(schema):
    """Every keyword in a schema and in those within it."""
    if isinstance(schema, list):
        for item in schema:
            yield from keywords(item)
    if not isinstance(schema, dict):
        return
    for key, value in schema.items():
        yield "items (a list)" if key == "items" and isinstance(value, list) else key
        if key in MAPS_OF_SCHEMAS and isinstance(value, dict):
            for inner in value.values():
                yield from keywords(inner)
        elif key not in NO_SCHEMAS:
            yield from keywords(value)


def with_type(schema):
    if not {"type", "enum", "const"} & schema.keys():
        implied = [name for name, words in IMPLIED.items() if words & schema.keys()]
        if len(implied) == 1:
            schema["type"] = implied[0]


def with_whole_tuples(schema):
    if isinstance(schema.get("prefixItems"), list):
        schema.setdefault("minItems", len(schema["prefixItems"]))


def with_required_properties(schema):
    if isinstance(schema.get("properties"), dict):
        schema.setdefault("required", list(schema["properties"]))


# What the language takes for granted; see docs/schema-language.md.
RULES = {
    "a schema without `type` has the type that its keywords imply": (with_type,),
    "a tuple has all its items, unless `minItems` says otherwise": (with_whole_tuples,),
    "properties are required, unless `required` says otherwise": (with_required_properties,),
    "several of these rules at once": (with_type, with_whole_tuples, with_required_properties),
}


def as_understood(schema, rules):
    """The schema with what the language takes for granted written out."""
    if isinstance(schema, list):
        return [as_understood(item, rules) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {}
    for key, value in schema.items():
        if key in MAPS_OF_SCHEMAS and isinstance(value, dict):
            value = {name: as_understood(inner, rules) for name, inner in value.items()}
        elif key not in NO_SCHEMAS:
            value = as_understood(value, rules)
        result[key] = value
    for rule in rules:
        rule(result)
    return result


def with_required(schema):
    """The schema with `required: []` wherever `properties` stands without `required`."""
    if isinstance(schema, list):
        return [with_required(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    result = {}
    for key, value in schema.items():
        if key in MAPS_OF_SCHEMAS and isinstance(value, dict):
            value = {name: with_required(inner) for name, inner in value.items()}
        elif key not in NO_SCHEMAS:
            value = with_required(value)
        result[key] = value
    if isinstance(schema.get("properties"), dict):
        result.setdefault("required", [])
    return result


def diagnostics(tool, app):
    """What event_codegen complains of, by types file."""
    run = subprocess.run(
        [tool, "check", "--error-format=json", "--events", app / "events.yaml", "--types", *sorted(app.glob("*/types.yaml"))],
        capture_output=True, text=True, check=False)
    found = collections.defaultdict(list)
    for line in run.stdout.splitlines() + run.stderr.splitlines():
        complaint = json.loads(line)
        if complaint["severity"] == "error":
            found[pathlib.Path(complaint["file"]).parent.name].append(complaint)
    if run.returncode not in (0, 1) or (run.returncode == 1) != bool(found):
        sys.exit(f"event_codegen check ended with {run.returncode}: {run.stderr}")
    return found


def write_app(directory, features):
    """An application of these features: {name: [(constant, schema)]}."""
    names = []
    for feature, events in features.items():
        folder = directory / feature
        folder.mkdir(parents=True, exist_ok=True)
        lines = [f"feature: {feature}", "events:"]
        for constant, schema in events:
            lines += [f"  {constant}:", "    data:", f"      payload: {json.dumps(schema)}"]
            names.append(f"  {constant}: suite/{constant.lower().replace('_', '-')}.tested")
        (folder / "types.yaml").write_text("\n".join(lines) + "\n")
    (directory / "events.yaml").write_text("app: suite\nnamespace: suite\nevents:\n" + "\n".join(names) + "\n")


def raw(text):
    """A C++ string literal of any text."""
    data = text.encode()
    pieces = [data[i:i + 4000] for i in range(0, len(data), 4000)] or [b""]
    quote = lambda piece: '"' + "".join(
        chr(c) if 32 <= c < 127 and chr(c) not in '"\\?' else f"\\{c:03o}" for c in piece) + '"'
    return " ".join(quote(piece) for piece in pieces)


def reasons_of(table, name):
    """Keys of a table that are about a test or group, in either draft or in one, the nearest first."""
    parts = name.split(": ")
    for length in range(len(parts), 0, -1):
        full = ": ".join(parts[:length])
        for key in (full, full.split("/", 1)[1]):
            if key in table:
                yield key


def main():
    suite, tool, out, parts = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3]), int(sys.argv[4])
    no_keywords = json.loads((HERE / "keywords.json").read_text())
    known = set(json.loads((HERE / "language.json").read_text()))
    refusals = json.loads((HERE / "refused.json").read_text())
    verdicts = json.loads((HERE / "verdicts.json").read_text())

    groups, by_keyword, problems = [], collections.Counter(), []
    total = 0
    for draft in DRAFTS:
        for path in sorted((suite / draft).rglob("*.json")):
            file = f"{draft}/{path.relative_to(suite / draft)}"
            for group in json.loads(path.read_text()):
                total += len(group["tests"])
                name = f"{file}: {group['description']}"
                words = list(dict.fromkeys(keywords(group["schema"])))
                missing = [word for word in words if word not in known]
                if missing:
                    reasons = [word for word in missing if word in no_keywords]
                    # Keywords of nobody are counted under one name.
                    by_keyword[reasons[0] if reasons else "(unknown keyword)"] += len(group["tests"])
                    continue
                groups.append((name, draft, group, f"CASE_{len(groups)}"))
                plain = with_required(group["schema"])
                if plain != group["schema"]:
                    groups.append((name, draft, {**group, "schema": plain}, f"CASE_{len(groups)}"))

    # Some errors are found only where there are no simpler ones: what is complained of is taken out until nothing is.
    complaints, trial = {}, out / "trial"
    while True:
        shutil.rmtree(trial, ignore_errors=True)
        write_app(trial, {constant.lower(): [(constant, group["schema"])]
                          for _, _, group, constant in groups if constant.lower() not in complaints})
        found = diagnostics(tool, trial)
        if not found:
            break
        complaints.update(found)

    accepted, refused_tests, used = [], {}, set()
    for name, draft, group, constant in groups:
        messages = complaints.get(constant.lower())
        if not messages:
            accepted.append((name, draft, group, constant))
            continue
        key = next(reasons_of(refusals, name), None)
        if key is None:
            problems.append(f"refused without a reason in refused.json: {name}: {messages[0]['message']}")
        else:
            used.add(key)
            refused_tests[name] = (refusals[key], len(group["tests"]))
    problems += [f"refused.json has a reason for nothing: {key}" for key in refusals.keys() - used]

    features = {f"part{part}": [] for part in range(parts)}
    cases = []
    for index, (name, draft, group, constant) in enumerate(accepted):
        part = f"part{index * parts // len(accepted)}"
        features[part].append((constant, group["schema"]))
        before = DRAFTS[draft](group["schema"])
        after = {rule: DRAFTS[draft](as_understood(group["schema"], steps)) for rule, steps in RULES.items()}
        for test in group["tests"]:
            full = f"{name}: {test['description']}"
            expected, rule = test["valid"], ""
            key = next(reasons_of(verdicts, full), None)
            if key is not None:
                used.add(key)
                expected, rule = verdicts[key]["valid"], verdicts[key]["reason"]
            else:
                changed = [rule for rule, validator in after.items()
                           if validator.is_valid(test["data"]) != before.is_valid(test["data"])]
                # The last one is all of them together.
                if changed and changed[-1] == list(RULES)[-1]:
                    expected, rule = not before.is_valid(test["data"]), changed[0]
            cases.append((full, constant, json.dumps({"payload": test["data"]}), test["valid"], expected, rule))
    problems += [f"verdicts.json has a reason for nothing: {key}" for key in verdicts.keys() - used]
    write_app(out / "app", features)

    lines = ['#include "suite_cases.hpp"', ""]
    lines += [f"#include <{part}/types.hpp>" for part in features]
    lines += ["", "#include <event_runtime/codec/codec.hpp>", "", "namespace {", "",
              "template <class Payload>", "std::vector<event_runtime::Issue> issuesOf(std::string_view text) {",
              "  return event_runtime::parse<Payload>(text).issues();", "}", "", "}  // namespace", "",
              "std::vector<SuiteCase> suiteCases() {", "  return {"]
    for full, constant, text, valid, expected, rule in cases:
        lines.append(f"      {{{raw(full)}, &issuesOf<suite::{constant.replace('CASE_', 'Case')}>, {raw(text)}, {str(valid).lower()}, "
                     f"{str(expected).lower()}, {raw(rule)}}},")
    lines += ["  };", "}", ""]
    (out / "suite_cases.cpp").write_text("\n".join(lines))

    report = [f"JSON-Schema-Test-Suite, {' and '.join(DRAFTS)}: {total} tests", "  not in the language, by keyword:"]
    for word, count in by_keyword.most_common():
        report.append(f"    {count:5} {word}: {no_keywords.get(word, 'no keyword of JSON Schema either')}")
    report.append("  refused, by reason:")
    by_reason = collections.Counter()
    for reason, count in refused_tests.values():
        by_reason[reason] += count
    report += [f"    {count:5} {reason}" for reason, count in by_reason.most_common()]
    (out / "report.txt").write_text("\n".join(report) + "\n")
    (out / "problems.txt").write_text("".join(problem + "\n" for problem in problems))


if __name__ == "__main__":
    main()
