// Decoding and checking in Node: JSON.parse with ajv, and with Zod. Prints `<name> <nanoseconds>` for each that is
// installed.
//
//   node node.mjs <schema.json> <payload.json>

import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';

// Where the benchmark is run, or in NODE_PATH.
const require = createRequire(process.cwd() + '/');
const schema = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const text = readFileSync(process.argv[3], 'utf8');

function load(name) {
  try {
    return require(name);
  } catch {
    return undefined;
  }
}

/// The median of 21 rounds.
function measure(name, run) {
  if (!run()) throw new Error(`${name} refuses the payload`);
  let times = 1;
  const round = () => {
    const begin = process.cpuUsage();
    for (let i = 0; i < times; ++i) run();
    const { user, system } = process.cpuUsage(begin);
    return (user + system) * 1000;
  };
  while (round() < 8e6) times *= 2;
  const rounds = Array.from({ length: 21 }, () => round() / times).sort((a, b) => a - b);
  console.log(`${name} ${rounds[10]}`);
}

/// The keywords that the payloads' schemas use, as Zod.
function toZod(z, node) {
  if (node.$ref) return toZod(z, schema.definitions[node.$ref.split('/').pop()]);
  if (node.anyOf) return toZod(z, node.anyOf[0]).nullable();
  if (node.enum) return z.enum(node.enum);
  switch (node.type) {
    case 'string': {
      const formats = { uuid: () => z.uuid(), email: () => z.email(), uri: () => z.url(), 'date-time': () => z.iso.datetime({ offset: true }) };
      let type = node.format ? formats[node.format]() : z.string();
      if (node.minLength !== undefined) type = type.min(node.minLength);
      if (node.maxLength !== undefined) type = type.max(node.maxLength);
      if (node.pattern !== undefined) type = type.regex(new RegExp(node.pattern));
      return type;
    }
    case 'integer':
    case 'number': {
      let type = node.type === 'integer' ? z.int() : z.number();
      if (node.minimum !== undefined) type = type.min(node.minimum);
      if (node.maximum !== undefined) type = type.max(node.maximum);
      return type;
    }
    case 'boolean':
      return z.boolean();
    case 'array': {
      const type = z.array(toZod(z, node.items));
      return node.maxItems === undefined ? type : type.max(node.maxItems);
    }
    case 'object': {
      if (!node.properties) return z.record(z.string(), toZod(z, node.additionalProperties));
      const members = Object.entries(node.properties).map(([key, member]) => {
        const type = toZod(z, member);
        return [key, node.required.includes(key) ? type : type.optional()];
      });
      return z.object(Object.fromEntries(members));
    }
  }
  throw new Error(`no Zod for ${JSON.stringify(node)}`);
}

const ajvModule = load('ajv');
const formats = load('ajv-formats');
if (ajvModule && formats) {
  const ajv = new (ajvModule.default ?? ajvModule)({ allErrors: true });
  (formats.default ?? formats)(ajv);
  const validate = ajv.compile(schema);
  measure('ajv', () => validate(JSON.parse(text)));
}
const zod = load('zod');
if (zod) {
  const type = toZod(zod.z, schema);
  measure('Zod', () => type.safeParse(JSON.parse(text)).success);
}
