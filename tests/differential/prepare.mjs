// Makes an application of schemas.json, one event for each schema, and the table that verdicts.cpp looks its decoders up in.
//
//     node prepare.mjs OUTPUT_DIRECTORY
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { schemas } from "./schemas.mjs";

// The schema as the language writes it: a type is used by its name.
function written(schema) {
  if (Array.isArray(schema)) return schema.map(written);
  if (schema === null || typeof schema !== "object") return schema;
  if (schema.$ref) return schema.$ref.replace("#/$defs/", "");
  const result = {};
  for (const [key, value] of Object.entries(schema)) {
    if (key === "$defs") continue;
    result[key] = ["enum", "const"].includes(key) ? value : written(value);
  }
  return result;
}

const constantOf = (name) => name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toUpperCase();

const out = process.argv[2];
const names = Object.keys(schemas);
const types = {};
const events = [];
for (const name of names) {
  for (const [type, schema] of Object.entries(schemas[name].$defs ?? {})) types[type] = written(schema);
  events.push(`  ${constantOf(name)}:\n    data:\n      payload: ${JSON.stringify(written(schemas[name]))}`);
}
mkdirSync(join(out, "app", "all"), { recursive: true });
writeFileSync(
  join(out, "app", "all", "types.yaml"),
  `types:\n${Object.entries(types).map(([name, schema]) => `  ${name}: ${JSON.stringify(schema)}\n`).join("")}events:\n${events.join("\n")}\n`,
);
writeFileSync(
  join(out, "app", "events.yaml"),
  `app: differential\nnamespace: differential\nevents:\n${names.map((name) => `  ${constantOf(name)}: all/${constantOf(name).toLowerCase().replaceAll("_", "-")}.tested\n`).join("")}`,
);
writeFileSync(
  join(out, "decoders.cpp"),
  `#include "decoders.hpp"

#include <all/types.hpp>

#include <event_runtime/codec/codec.hpp>

namespace {

template <class Payload>
std::vector<event_runtime::Issue> issuesOf(std::string_view text) {
  return event_runtime::parse<Payload>(text).issues();
}

}  // namespace

std::vector<NamedDecoder> decoders() {
  return {
${names.map((name) => `      {"${name}", &issuesOf<differential::${name}>},`).join("\n")}
  };
}
`,
);
