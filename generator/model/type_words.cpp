#include "model/names.hpp"
#include "model/schema_reader.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <array>
#include <utility>

/// The part of SchemaReader that reads types written as words, such as `user.Address[]?`.
namespace event_codegen {
namespace {

using Kind = YamlNode::Kind;

constexpr std::size_t MAX_SUFFIXES = 16;

constexpr auto BUILT_IN_TYPES = std::to_array<std::pair<std::string_view, Schema::Kind>>({
    {"string", Schema::Kind::string},
    {"integer", Schema::Kind::integer},
    {"number", Schema::Kind::number},
    {"boolean", Schema::Kind::boolean},
    {"timestamp", Schema::Kind::timestamp},
    {"any", Schema::Kind::any},
    {"null", Schema::Kind::null},
});

struct Hint {
  std::string_view word, remedy;
};

/// What people write who come from elsewhere.
constexpr auto HINTS = std::to_array<Hint>({
    {"int", "write `integer`"},
    {"long", "write `integer`"},
    {"int32", "write `{ type: integer, format: int32 }`"},
    {"int64", "write `integer`"},
    {"uint32", "write `{ type: integer, format: uint32 }`"},
    {"uint64", "write `{ type: integer, format: uint64 }`"},
    {"float", "write `number`"},
    {"double", "write `number`"},
    {"bool", "write `boolean`"},
    {"str", "write `string`"},
    {"text", "write `string`"},
    {"url", "write `uri`"},
    {"datetime", "write `timestamp`, or `date-time` to keep it as text"},
    {"decimal", "write `string` with a `pattern`, or `number`"},
    {"object", "write `{ properties: … }`"},
    {"map", "write `{ type: object, additionalProperties: T }`"},
    {"array", "write `T[]`, where T is the type of its items"},
    {"list", "write `T[]`, where T is the type of its items"},
    {"enum", "write the list of its values: `[a, b]`"},
    {"unknown", "write `any`"},
    {"json", "write `any`"},
});

std::vector<std::string_view> builtInWords() {
  std::vector<std::string_view> words;
  for (const auto& type : BUILT_IN_TYPES) words.push_back(type.first);
  for (const std::string_view format :
       {"uuid", "email", "uri", "date-time", "date", "time", "duration", "hostname", "ipv4", "ipv6", "ulid", "cuid2",
        "nanoid", "base64", "base64url", "hex", "jwt", "e164", "semver"}) {
    words.push_back(format);
  }
  return words;
}

/// The place of a part of a scalar; the whole of it where its text is not written as it reads.
Span partOf(const Span& span, std::string_view text, std::size_t offset, std::size_t length) {
  if (span.length != text.size()) {
    if (span.length != text.size() + 2) return span;
    ++offset;  // the quote
  }
  return {span.file, span.line, span.column + static_cast<std::uint32_t>(offset),
          static_cast<std::uint32_t>(std::max<std::size_t>(length, 1))};
}

}  // namespace

bool SchemaReader::readWord(const std::string& text, const Span& span, Pending& pending, Schema& out) {
  Diagnostics& diagnostics = draft_.diagnostics;
  const std::size_t baseLength = std::min(text.find_first_of("[]?"), text.size());
  const std::string base = text.substr(0, baseLength);
  // Suffixes apply from left to right, so the last one is the outermost.
  std::size_t end = text.size();
  Schema* inner = &out;
  std::size_t suffixes = 0;
  while (end > baseLength) {
    const bool nullable = text[end - 1] == '?';
    const bool array = end >= baseLength + 2 && text[end - 1] == ']' && text[end - 2] == '[';
    if (!nullable && !array) {
      diagnostics.error("unknown-type", partOf(span, text, baseLength, text.size() - baseLength),
                        "after a type only `[]` (an array of it) and `?` (or null) may follow");
      return false;
    }
    if (++suffixes > MAX_SUFFIXES) {
      diagnostics.error("too-deep", span,
                        "more than " + std::to_string(MAX_SUFFIXES) + " suffixes: give the inner type a name");
      return false;
    }
    if (nullable) {
      if (inner->nullable) {
        diagnostics.error("contradictory-types", partOf(span, text, end - 1, 1),
                          "this may be null already: remove the `?`");
      }
      inner->nullable = true;
      end -= 1;
    } else {
      inner->kind = Schema::Kind::array;
      inner->array.items = std::make_unique<Schema>();
      inner = inner->array.items.get();
      inner->span = span;
      end -= 2;
    }
  }
  if (!readBase(base, partOf(span, text, 0, base.size()), pending, *inner)) return false;
  const bool takesNull = inner->kind == Schema::Kind::any || inner->kind == Schema::Kind::null;
  if (takesNull && std::exchange(inner->nullable, false)) {
    diagnostics.error("contradictory-types", partOf(span, text, baseLength, 1),
                      inBackticks(base) + " takes null already: remove the `?`");
  }
  return true;
}

bool SchemaReader::readBase(const std::string& base, const Span& span, Pending& pending, Schema& out) {
  for (const auto& [word, kind] : BUILT_IN_TYPES) {
    if (word == base) {
      out.kind = kind;
      return true;
    }
  }
  if (const StringFormat format = stringFormat(base); format != StringFormat::none) {
    out.kind = Schema::Kind::string;
    out.string.format = format;
    return true;
  }
  const std::size_t dot = base.find('.');
  const std::string name = dot == std::string::npos ? base : base.substr(dot + 1);
  const std::string feature = dot == std::string::npos ? std::string() : base.substr(0, dot);
  // A type whose name was complained about is still found by it.
  const auto declaredHere = [&] {
    return std::any_of(draft_.entries.begin(), draft_.entries.end(),
                       [&](const auto& entry) { return entry->name == base; });
  };
  if ((isTypeName(name) && (dot == std::string::npos || isFeatureName(feature))) || declaredHere()) {
    out.kind = Schema::Kind::reference;
    PendingSchema& reference = pending.emplace_back();
    reference.schema = &out;
    reference.feature = feature == draft_.name ? std::string() : feature;
    reference.name = name;
    reference.span = span;
    return true;
  }
  reportUnknownType(base, span);
  return false;
}

void SchemaReader::reportUnknownType(const std::string& base, const Span& span) {
  Diagnostics& diagnostics = draft_.diagnostics;
  std::string message = base.empty() ? "a type is missing here" : inBackticks(base) + " is no type";
  const auto* const hint =
      std::find_if(HINTS.begin(), HINTS.end(), [&](const Hint& entry) { return entry.word == base; });
  if (hint != HINTS.end()) {
    message += ": " + std::string(hint->remedy);
  } else {
    std::vector<std::string_view> candidates = builtInWords();
    for (const auto& entry : draft_.entries) candidates.push_back(entry->name);
    message += suggestion(base, candidates);
  }
  diagnostics.error("unknown-type", span, std::move(message));
}

}  // namespace event_codegen
