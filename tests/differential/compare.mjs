// Our verdicts beside ajv's, on generated and mutated payloads.
//
//     node compare.mjs VERDICTS_PROGRAM DIRECTORY_OF_NODE_MODULES [payloads for each schema=400] [seed=1]
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { Payloads, randomNumbers } from "./payloads.mjs";
import { schemas } from "./schemas.mjs";

const [program, directory, count = "400", seed = "1"] = process.argv.slice(2);
const require = createRequire(pathToFileURL(directory));
const Ajv = require("ajv/dist/2020").default;
const addFormats = require("ajv-formats").default;

const ajv = new Ajv({ allErrors: true, strict: false, discriminator: true });
addFormats(ajv);

/// Differences that are decided: what they are about, and why.
const DECIDED = [
  {
    reason: "a zone in an IPv6 address is not taken (RFC 4291 has none)",
    applies: (name, text) => name === "Address6" && text.includes("%"),
  },
  {
    reason: "half of a surrogate pair is no character (RFC 8259, section 8.2, leaves it open); JavaScript takes it",
    applies: (name, text) => text.includes("\\ud"),
  },
  {
    reason: "an integer has at most 64 bits",
    applies: (name, text, ours) => ours.includes("must be between -9223372036854775808 and 9223372036854775807"),
  },
  {
    reason: "a multiple is one as the numbers are written, in decimal; ajv divides doubles",
    applies: (name, text) => name === "Quarter" && Math.abs(Number(text)) > 1e14,
  },
  {
    reason: "with a discriminator and without `type: object`, ajv checks objects only; a union of objects takes nothing else",
    applies: (name, text, ours) => name === "Shape" && ours.includes("/payload: must be an object"),
  },
];

const cases = [];
for (const [name, schema] of Object.entries(schemas)) {
  const validate = ajv.compile(schema);
  const payloads = new Payloads(schema, randomNumbers(Number(seed) * 7919 + name.length * 104729 + name.charCodeAt(0)));
  for (let number = 0; number < Number(count); ++number) {
    let value = payloads.likely(schema);
    for (let mutations = number % 4; mutations > 0; --mutations) value = payloads.mutated(value);
    const text = JSON.stringify(value);
    // What JSON cannot say (-0 stays 0) is read back, so that both see the same.
    cases.push({ name, text, valid: validate(JSON.parse(text)), errors: ajv.errorsText(validate.errors) });
  }
}

const run = spawnSync(program, { input: cases.map(({ name, text }) => `${name} ${text}\n`).join(""), maxBuffer: 2 ** 30, encoding: "utf8" });
if (run.status !== 0) throw new Error(`${program} ended with ${run.status ?? run.signal}: ${run.stderr}`);
const verdicts = run.stdout.split("\n").slice(0, -1);
if (verdicts.length !== cases.length) throw new Error(`${verdicts.length} verdicts on ${cases.length} payloads`);

const decided = new Map();
let unexplained = 0;
let valid = 0;
for (const [index, { name, text, valid: theirs, errors }] of cases.entries()) {
  if (theirs) ++valid;
  if ((verdicts[index] === "valid") === theirs) continue;
  const known = DECIDED.find(({ applies }) => applies(name, text, verdicts[index]));
  if (known) {
    decided.set(known.reason, (decided.get(known.reason) ?? 0) + 1);
  } else if (++unexplained <= 20) {
    console.log(`${name} ${text}\n    ours: ${verdicts[index]}\n    ajv:  ${theirs ? "valid" : errors}`);
  }
}
console.log(`${Object.keys(schemas).length} schemas, ${cases.length} payloads, ${valid} of them valid: ${unexplained} unexplained differences from ajv`);
for (const [reason, times] of decided) console.log(`    ${times} decided: ${reason}`);
// A generator that makes only one kind of payload would prove nothing.
const balanced = valid > cases.length / 5 && valid < (cases.length * 4) / 5;
if (!balanced) console.log("too few payloads of one kind");
process.exit(unexplained === 0 && balanced ? 0 : 1);
