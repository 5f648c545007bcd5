#include "model/keywords.hpp"

#include "read/text.hpp"

#include <algorithm>

namespace event_codegen {
namespace {

// clang-format off
constexpr std::string_view CLOSED = "`additionalProperties: false` refuses keys that are not listed";
constexpr std::string_view CONDITION = "write `oneOf`, with one alternative for each case";
constexpr std::string_view TYPE_NAME = "write the name of the type: `Address`, or `user.Address` for one of another feature";
constexpr auto UNSUPPORTED_SCHEMA_KEYWORDS = std::to_array<UnsupportedKeyword>({
    {"not", "say what the value is, rather than what it is not"},
    {"if", CONDITION}, {"then", CONDITION}, {"else", CONDITION},
    {"dependentRequired", CONDITION}, {"dependentSchemas", CONDITION}, {"dependencies", CONDITION},
    {"example", "write `examples`, with a list"},
    {"contains", "check it with `rules` of the event"}, {"minContains", "check it with `rules` of the event"},
    {"maxContains", "check it with `rules` of the event"},
    {"unevaluatedItems", "`items: false` refuses what follows `prefixItems`"},
    {"additionalItems", "write `prefixItems` for the first items and `items` for those after them"},
    {"patternProperties", "write `propertyNames` with the pattern and `additionalProperties` with the type"},
    {"unevaluatedProperties", CLOSED}, {"rules", "they stand at the event, beside `data`"},
    {"contentSchema", "describe the text that the string holds in its description"},
    {"nullable", "write `T?`, or `type: [T, \"null\"]`"}, {"optional", "put a `?` after the property's key"},
    {"$ref", TYPE_NAME}, {"$dynamicRef", TYPE_NAME}, {"$recursiveRef", TYPE_NAME},
    {"$defs", "put named types under `types:`"}, {"definitions", "put named types under `types:`"},
    {"$anchor", "put named types under `types:`"}, {"$dynamicAnchor", "put named types under `types:`"},
    {"$recursiveAnchor", "put named types under `types:`"}, {"$vocabulary", "remove it"},
});

constexpr auto EVENTS_FILE_KNOWN = std::to_array<std::string_view>({"app", "namespace", "events", "reserved", "check"});
constexpr auto EVENT_NAME_KNOWN = std::to_array<std::string_view>({"name", "description", "owner", "deprecated"});
constexpr auto TYPES_FILE_KNOWN = std::to_array<std::string_view>({"feature", "types", "events", "handlers"});
constexpr auto EVENT_KNOWN = std::to_array<std::string_view>(
    {"description", "version", "data", "required", "additionalProperties", "propertyNames", "minProperties", "maxProperties",
     "extends", "allOf", "rules", "examples"});
constexpr auto RULE_KNOWN = std::to_array<std::string_view>({"check", "message"});
constexpr auto EVENT_UNSUPPORTED = std::to_array<UnsupportedKeyword>({
    {"example", "write `examples`, with a list"},
    {"patternProperties", "write `propertyNames` with the pattern and `additionalProperties` with the type"},
    {"unevaluatedProperties", CLOSED}, {"oneOf", "give the union a property of its own"},
    {"anyOf", "give the union a property of its own"}, {"properties", "they stand under `data`"},
});
constexpr auto HANDLER_KNOWN =
    std::to_array<std::string_view>({"description", "trigger", "triggers", "concurrency", "rateLimit", "throttle", "debounce",
     "priority", "batchEvents", "singleton", "cancelOn", "timeouts", "idempotency", "retries", "checkpointing", "onFailure", "emits", "returns"});
constexpr auto TRIGGER_KNOWN = std::to_array<std::string_view>({"event", "if"});
constexpr auto CRON_KNOWN = std::to_array<std::string_view>({"cron", "timezone", "jitter", "missed"});
constexpr auto CONCURRENCY_KNOWN = std::to_array<std::string_view>({"limit", "key", "scope"});
constexpr auto RATE_LIMIT_KNOWN = std::to_array<std::string_view>({"limit", "period", "key"});
constexpr auto THROTTLE_KNOWN = std::to_array<std::string_view>({"limit", "period", "burst", "key"});
constexpr auto DEBOUNCE_KNOWN = std::to_array<std::string_view>({"period", "timeout", "key", "allEvents"});
constexpr auto BATCH_KNOWN = std::to_array<std::string_view>({"maxSize", "timeout", "key", "if"});
constexpr auto SINGLETON_KNOWN = std::to_array<std::string_view>({"mode", "key"});
constexpr auto PRIORITY_KNOWN = std::to_array<std::string_view>({"run"});
constexpr auto CANCEL_KNOWN = std::to_array<std::string_view>({"event", "match", "if", "timeout"});
constexpr auto TIMEOUTS_KNOWN = std::to_array<std::string_view>({"start", "finish"});
// clang-format on

constexpr unsigned bit(SchemaClass schemaClass) noexcept { return 1U << static_cast<unsigned>(schemaClass); }
constexpr unsigned EVERY_CLASS = ~0U;

template <class... Classes>
constexpr unsigned bits(Classes... classes) noexcept {
  return (bit(classes) | ...);
}

/// The classes of schema that a keyword means something for. What stands beside `enum` and `const` is checked against
/// their values.
constexpr unsigned classesOf(Keyword keyword) noexcept {
  using enum SchemaClass;
  switch (keyword) {
    case Keyword::type:
    case Keyword::title:
    case Keyword::description:
    case Keyword::sensitive:
    case Keyword::deprecated:
    case Keyword::readOnly:
    case Keyword::writeOnly:
    case Keyword::examples:
    case Keyword::defaultValue:
    case Keyword::comment:
    case Keyword::dialect:
    case Keyword::id:
    case Keyword::contentEncoding:
    case Keyword::contentMediaType:
    case Keyword::allOf:
    case Keyword::extends:
      return EVERY_CLASS;
    case Keyword::enumeration:
    case Keyword::constant:
      return bits(enumeration);
    case Keyword::format:
      return bits(string, integer, enumeration);
    case Keyword::minLength:
    case Keyword::maxLength:
    case Keyword::pattern:
    case Keyword::startsWith:
    case Keyword::endsWith:
    case Keyword::includes:
      return bits(string, enumeration);
    case Keyword::minimum:
    case Keyword::maximum:
    case Keyword::exclusiveMinimum:
    case Keyword::exclusiveMaximum:
    case Keyword::multipleOf:
      return bits(integer, number, enumeration);
    case Keyword::items:
    case Keyword::minItems:
    case Keyword::maxItems:
    case Keyword::uniqueItems:
      return bits(array, tuple);
    case Keyword::prefixItems:
      return bits(tuple);
    case Keyword::properties:
    case Keyword::required:
      return bits(object);
    case Keyword::additionalProperties:
    case Keyword::propertyNames:
    case Keyword::minProperties:
    case Keyword::maxProperties:
      return bits(object, map);
    case Keyword::oneOf:
    case Keyword::anyOf:
    case Keyword::discriminator:
      return bits(variant);
  }
  return 0;
}

std::string classNames(unsigned classes) {
  std::vector<std::string_view> names;
  for (unsigned index = 0; index <= static_cast<unsigned>(SchemaClass::reference); ++index) {
    if ((classes & (1U << index)) != 0) names.push_back(describe(static_cast<SchemaClass>(index)));
  }
  std::string out;
  for (std::size_t index = 0; index < names.size(); ++index) {
    out += (index == 0 ? "" : index + 1 == names.size() ? " or " : ", ") + std::string(names[index]);
  }
  return out;
}

}  // namespace

SchemaKeywords::SchemaKeywords(const YamlNode& mapping, Diagnostics& diagnostics) {
  const Vocabulary vocabulary{"a schema", SCHEMA_KEYWORDS, UNSUPPORTED_SCHEMA_KEYWORDS};
  std::vector<const Member*> unknown;
  for (const Member& member : mapping.members) {
    const auto* const name = std::find(SCHEMA_KEYWORDS.begin(), SCHEMA_KEYWORDS.end(), member.key);
    if (name != SCHEMA_KEYWORDS.end())
      found_[static_cast<std::size_t>(name - SCHEMA_KEYWORDS.begin())] = &member;
    else
      unknown.push_back(&member);
  }
  hasUnknown_ = !unknown.empty();
  const bool properties = hasUnknown_ && unknown.size() == mapping.members.size() &&
                          std::all_of(unknown.begin(), unknown.end(),
                                      [&](const Member* member) { return isUnheardOf(*member, vocabulary); });
  if (properties) {
    diagnostics.error(
        "unknown-keyword", unknown.front()->keySpan,
        inBackticks(unknown.front()->key) + " is no keyword of a schema: properties stand under `properties:`");
    return;
  }
  for (const Member* member : unknown) reportUnknownKeyword(*member, vocabulary, diagnostics);
}

std::string_view describe(SchemaClass schemaClass) noexcept {
  switch (schemaClass) {
    case SchemaClass::string:
      return "a string";
    case SchemaClass::integer:
      return "an integer";
    case SchemaClass::number:
      return "a number";
    case SchemaClass::boolean:
      return "a boolean";
    case SchemaClass::timestamp:
      return "a timestamp";
    case SchemaClass::any:
      return "a schema of any value";
    case SchemaClass::null:
      return "null";
    case SchemaClass::tuple:
      return "a tuple";
    case SchemaClass::array:
      return "an array";
    case SchemaClass::map:
      return "a map";
    case SchemaClass::object:
      return "an object";
    case SchemaClass::enumeration:
      return "an enum";
    case SchemaClass::variant:
      return "a union";
    case SchemaClass::reference:
      return "a named type";
  }
  return {};
}

SchemaKeywords SchemaKeywords::only(SchemaClass schemaClass) const noexcept {
  SchemaKeywords filtered(*this);
  for (std::size_t index = 0; index < found_.size(); ++index) {
    if ((classesOf(static_cast<Keyword>(index)) & bit(schemaClass)) == 0) filtered.found_[index] = nullptr;
  }
  return filtered;
}

SchemaKeywords SchemaKeywords::without(std::initializer_list<Keyword> keywords) const noexcept {
  SchemaKeywords filtered(*this);
  for (const Keyword keyword : keywords) filtered.found_[static_cast<std::size_t>(keyword)] = nullptr;
  return filtered;
}

bool SchemaKeywords::hasConstraints() const noexcept {
  return std::any_of(found_.begin() + static_cast<std::ptrdiff_t>(Keyword::format), found_.end(),
                     [](const Member* member) { return member != nullptr; });
}

void checkApplicable(const SchemaKeywords& keywords, std::span<const SchemaClass> classes, Diagnostics& diagnostics) {
  unsigned these = 0;
  for (const SchemaClass schemaClass : classes) these |= bit(schemaClass);
  keywords.forEach([&](Keyword keyword, const Member& member) {
    const unsigned applicable = classesOf(keyword);
    if ((applicable & these) != 0) return;
    std::string message =
        inBackticks(member.key) + " is for " + classNames(applicable) + ", and this is " + classNames(these);
    if (these == bit(SchemaClass::reference)) {
      message += ": say it where the type is declared, or add it with `allOf`";
    } else if (these == bit(SchemaClass::variant)) {
      message += ": say it in the alternatives that it is for";
    }
    diagnostics.error("keyword-not-applicable", member.keySpan, std::move(message));
  });
}

void checkApplicable(const SchemaKeywords& keywords, SchemaClass schemaClass, Diagnostics& diagnostics) {
  checkApplicable(keywords, std::span(&schemaClass, 1), diagnostics);
}

const Vocabulary EVENTS_FILE_KEYWORDS{"events.yaml", EVENTS_FILE_KNOWN, {}};
const Vocabulary EVENT_NAME_KEYWORDS{"an event in events.yaml", EVENT_NAME_KNOWN, {}};
const Vocabulary TYPES_FILE_KEYWORDS{"types.yaml", TYPES_FILE_KNOWN, {}};
const Vocabulary EVENT_KEYWORDS{"an event", EVENT_KNOWN, EVENT_UNSUPPORTED};
const Vocabulary RULE_KEYWORDS{"a rule", RULE_KNOWN, {}};
const Vocabulary HANDLER_KEYWORDS{"a handler", HANDLER_KNOWN, {}};
const Vocabulary TRIGGER_KEYWORDS{"a trigger", TRIGGER_KNOWN, {}};
const Vocabulary CRON_KEYWORDS{"a schedule", CRON_KNOWN, {}};
const Vocabulary CONCURRENCY_KEYWORDS{"a concurrency limit", CONCURRENCY_KNOWN, {}};
const Vocabulary RATE_LIMIT_KEYWORDS{"a rate limit", RATE_LIMIT_KNOWN, {}};
const Vocabulary THROTTLE_KEYWORDS{"a throttle", THROTTLE_KNOWN, {}};
const Vocabulary DEBOUNCE_KEYWORDS{"a debounce", DEBOUNCE_KNOWN, {}};
const Vocabulary BATCH_KEYWORDS{"a batch", BATCH_KNOWN, {}};
const Vocabulary SINGLETON_KEYWORDS{"a singleton", SINGLETON_KNOWN, {}};
const Vocabulary PRIORITY_KEYWORDS{"a priority", PRIORITY_KNOWN, {}};
const Vocabulary CANCEL_KEYWORDS{"an item of `cancelOn`", CANCEL_KNOWN, {}};
const Vocabulary TIMEOUTS_KEYWORDS{"timeouts", TIMEOUTS_KNOWN, {}};

}  // namespace event_codegen
