// Payloads for a schema: some that it takes, and mutations of them, most of which it does not. The same for the same seed.

/// Numbers from 0 to 1, by Marsaglia's xorshift with 32 bits.
export function randomNumbers(seed) {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const STRINGS = ["", "a", "abc", "abcd", "é", "日本語", "🎉🎉", "a\u0000b", "aaaaaaaaaaaaaaaaaaaaaaaaa", "0", "-", "A", "null", " a", "a-b", "12345", "0x1f", "a\nb"];
const NUMBERS = [0, -0, 1, -1, 0.5, 1.5, 2, 3, 4, 5, 6, 7, 9, 10, 42, 99, 100, 101, 150, 151, 1e3, 1e15, 2 ** 53 - 1, -(2 ** 53 - 1), 0.25, 0.1, -273.15, -273.16, 1e-7, 1.7976931348623157e308];
const EXAMPLES = {
  uuid: ["7d444840-9dc0-41d1-b245-5ffdce74fad2", "7D444840-9DC0-41D1-B245-5FFDCE74FAD2", "7d444840-9dc0-41d1-b245-5ffdce74fad", "7d4448409dc041d1b2455ffdce74fad2"],
  "date-time": ["2026-11-21T06:48:00Z", "2026-11-21T06:48:00.5+02:00", "2026-02-29T00:00:00Z", "2024-02-29T00:00:00Z", "2026-11-21", "2026-11-21T24:00:00Z", "2026-11-21T06:48:00"],
  date: ["2026-11-21", "2024-02-29", "2026-02-29", "2026-13-01", "2026-1-1", "20261121"],
  ipv4: ["127.0.0.1", "255.255.255.255", "256.0.0.1", "1.2.3", "01.2.3.4", "1.2.3.4.5"],
  ipv6: ["::1", "2001:db8::8a2e:370:7334", "::ffff:1.2.3.4", "1::2::3", "12345::", ":::", "fe80::1%eth0"],
};

export class Payloads {
  constructor(root, random) {
    this.root = root;
    this.random = random;
  }

  index(count) {
    return Math.floor(this.random() * count);
  }

  pick(list) {
    return list[this.index(list.length)];
  }

  /// Anything, for places where nothing or something else is expected.
  anything(depth = 0) {
    const kind = this.index(depth > 2 ? 5 : 7);
    if (kind === 0) return null;
    if (kind === 1) return this.random() < 0.5;
    if (kind === 2 || kind === 3) return this.pick(NUMBERS);
    if (kind === 4) return this.pick(STRINGS);
    const count = this.index(3);
    if (kind === 5) return Array.from({ length: count }, () => this.anything(depth + 1));
    return Object.fromEntries(Array.from({ length: count }, () => [this.pick(["a", "b", "id", "name", "kind"]), this.anything(depth + 1)]));
  }

  /// A value that the schema is likely to take.
  likely(schema, depth = 0) {
    if (schema.$ref) return this.likely(this.root.$defs[schema.$ref.replace("#/$defs/", "")], depth);
    if ("const" in schema) return schema.const;
    if (schema.enum) return this.pick(schema.enum);
    if (schema.allOf) {
      const parts = schema.allOf.map((part) => this.likely(part, depth));
      return parts.every((part) => part && typeof part === "object") ? Object.assign({}, ...parts) : this.pick(parts);
    }
    const alternatives = schema.oneOf ?? schema.anyOf;
    // The first one ends the recursion.
    if (alternatives) return this.likely(depth > 3 ? alternatives[0] : this.pick(alternatives), depth);
    const type = Array.isArray(schema.type) ? this.pick(schema.type) : (schema.type ?? (schema.properties ? "object" : undefined));
    switch (type) {
      case "null":
        return null;
      case "boolean":
        return this.random() < 0.5;
      case "integer":
      case "number":
        return this.number(schema, type);
      case "string":
        return this.string(schema);
      case "array":
        return this.array(schema, depth);
      case "object":
        return this.object(schema, depth);
      default:
        return this.anything(depth);
    }
  }

  number(schema, type) {
    const low = schema.minimum ?? schema.exclusiveMinimum ?? -20;
    const high = schema.maximum ?? schema.exclusiveMaximum ?? 200;
    const value = low + this.random() * (high - low);
    if (schema.multipleOf && this.random() < 0.8) return Math.round(value / schema.multipleOf) * schema.multipleOf;
    return type === "integer" || this.random() < 0.3 ? Math.round(value) : value;
  }

  string(schema) {
    if (schema.format) return this.pick(EXAMPLES[schema.format]);
    if (schema.pattern && this.random() < 0.8) return this.pick(["12345", "1234", "abc", "abc-d1", "a", "abcd", "0x1F", "ff", "z", "a--b", "abé"]);
    const length = (schema.minLength ?? 0) + this.index((schema.maxLength ?? 8) - (schema.minLength ?? 0) + 1);
    return Array.from({ length }, () => this.pick(["a", "b", "Z", "7", "é", "🎉", "-"])).join("");
  }

  array(schema, depth) {
    const first = (schema.prefixItems ?? []).map((item) => this.likely(item, depth + 1));
    const count = schema.items === false || depth > 3 ? 0 : (schema.minItems ?? 0) + this.index(3);
    return [...first, ...Array.from({ length: Math.max(0, count - first.length) }, () => this.likely(schema.items ?? {}, depth + 1))];
  }

  object(schema, depth) {
    const result = {};
    for (const [key, value] of Object.entries(schema.properties ?? {})) {
      const required = schema.required?.includes(key);
      if (required || (this.random() < 0.6 && depth < 4)) result[key] = this.likely(value, depth + 1);
    }
    for (const branch of schema.oneOf ? [this.pick(schema.oneOf)] : []) Object.assign(result, this.likely(branch, depth));
    const extra = schema.additionalProperties;
    if (extra !== false && (extra || this.random() < 0.2)) {
      for (let count = this.index(3); count > 0; --count) {
        result[this.pick(["x", "abcd", "abcde", "Name", "", "ключ", "__proto_"])] = this.likely(extra === true || !extra ? {} : extra, depth + 1);
      }
    }
    return result;
  }

  /// The value with one thing in it changed.
  mutated(value) {
    if (value !== null && typeof value === "object" && this.random() < 0.8) {
      if (Array.isArray(value)) {
        const copy = [...value];
        const at = this.index(copy.length + 1);
        const choice = this.index(4);
        if (choice === 0) copy.splice(at, 1);
        else if (choice === 1) copy.splice(at, 0, copy.length ? this.pick(copy) : this.anything());
        else if (choice === 2) copy.splice(at, 0, this.anything());
        else if (copy.length) copy[at % copy.length] = this.mutated(copy[at % copy.length]);
        return copy;
      }
      const copy = { ...value };
      const keys = Object.keys(copy);
      const choice = this.index(4);
      if (choice === 0 && keys.length) delete copy[this.pick(keys)];
      else if (choice === 1) copy[this.pick(["a", "extra", "id", "kind", "name", ""])] = this.anything();
      else if (keys.length) {
        const key = this.pick(keys);
        copy[key] = this.mutated(copy[key]);
      }
      return copy;
    }
    if (typeof value === "number" && this.random() < 0.5) return value + this.pick([1, -1, 0.5, -0.5, 0.25, 100, -100]);
    if (typeof value === "string" && this.random() < 0.5) return this.pick([value + "a", value.slice(1), value.toUpperCase(), ` ${value}`, value + value, `${value}é`]);
    return this.anything();
  }
}
