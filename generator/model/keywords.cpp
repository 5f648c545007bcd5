#include "model/keywords.hpp"

#include "read/text.hpp"

#include <algorithm>

namespace event_codegen {
namespace {

// clang-format off
constexpr auto UNSUPPORTED_SCHEMA_KEYWORDS = std::to_array<UnsupportedKeyword>({
    {"oneOf", ""}, {"anyOf", ""}, {"allOf", ""}, {"extends", ""}, {"discriminator", ""}, {"not", ""},
    {"if", ""}, {"then", ""}, {"else", ""}, {"dependentRequired", ""}, {"dependentSchemas", ""},
    {"const", "use an `enum` of one value"}, {"default", "make the property optional"},
    {"examples", "put them into the description"}, {"example", "put it into the description"},
    {"prefixItems", ""}, {"uniqueItems", ""}, {"contains", ""}, {"minContains", ""}, {"maxContains", ""}, {"unevaluatedItems", ""},
    {"minProperties", ""}, {"maxProperties", ""}, {"propertyNames", ""}, {"patternProperties", ""}, {"unevaluatedProperties", ""},
    {"rules", ""}, {"deprecated", "say so in the description"}, {"readOnly", ""}, {"writeOnly", ""},
    {"contentEncoding", "`format: base64` checks a string"}, {"contentMediaType", ""}, {"contentSchema", ""},
    {"nullable", "write `T?`, or `type: [T, \"null\"]`"},
    {"$ref", "write the name of the type: `Address`, or `user.Address` for one of another feature"},
    {"$defs", "put named types under `types:`"}, {"definitions", "put named types under `types:`"},
    {"$schema", ""}, {"$id", ""}, {"$anchor", ""}, {"$dynamicRef", ""}, {"$dynamicAnchor", ""}, {"$vocabulary", ""},
});

constexpr auto EVENTS_FILE_KNOWN = std::to_array<std::string_view>({"app", "namespace", "events", "reserved", "check"});
constexpr auto EVENT_NAME_KNOWN = std::to_array<std::string_view>({"name", "description", "owner", "deprecated"});
constexpr auto TYPES_FILE_KNOWN = std::to_array<std::string_view>({"feature", "types", "events", "handlers"});
constexpr auto EVENT_KNOWN =
    std::to_array<std::string_view>({"description", "version", "data", "required", "additionalProperties"});
constexpr auto EVENT_UNSUPPORTED = std::to_array<UnsupportedKeyword>({
    {"rules", ""}, {"examples", "put them into the description"}, {"example", "put it into the description"},
    {"minProperties", ""}, {"maxProperties", ""}, {"propertyNames", ""}, {"patternProperties", ""},
    {"oneOf", ""}, {"anyOf", ""}, {"allOf", ""}, {"extends", ""},
});
constexpr auto HANDLER_KNOWN =
    std::to_array<std::string_view>({"description", "trigger", "triggers", "concurrency", "retries", "emits"});
constexpr auto HANDLER_UNSUPPORTED = std::to_array<UnsupportedKeyword>({
    {"rateLimit", ""}, {"throttle", ""}, {"debounce", ""}, {"priority", ""}, {"batchEvents", ""}, {"singleton", ""},
    {"cancelOn", ""}, {"timeouts", ""}, {"idempotency", ""}, {"returns", "the handler returns Json"},
    {"onFailure", "write a handler with the trigger `inngest/function.failed`"},
});
constexpr auto TRIGGER_KNOWN = std::to_array<std::string_view>({"event"});
constexpr auto TRIGGER_UNSUPPORTED = std::to_array<UnsupportedKeyword>({
    {"if", "decide at the beginning of the handler"}, {"cron", ""}, {"timezone", ""}, {"jitter", ""},
});
constexpr auto CONCURRENCY_KNOWN = std::to_array<std::string_view>({"limit", "key"});
constexpr auto CONCURRENCY_UNSUPPORTED = std::to_array<UnsupportedKeyword>({{"scope", "a limit holds for its handler"}});
// clang-format on

constexpr unsigned bit(SchemaClass schemaClass) noexcept { return 1U << static_cast<unsigned>(schemaClass); }
constexpr unsigned EVERY_CLASS = ~0U;

/// The classes of schema that a keyword means something for.
constexpr unsigned classesOf(Keyword keyword) noexcept {
  switch (keyword) {
    case Keyword::type:
    case Keyword::description:
    case Keyword::sensitive:
    case Keyword::comment:
      return EVERY_CLASS;
    case Keyword::title:
    case Keyword::enumeration:
      return keyword == Keyword::title ? bit(SchemaClass::object) | bit(SchemaClass::enumeration)
                                       : bit(SchemaClass::enumeration);
    case Keyword::format:
      return bit(SchemaClass::string) | bit(SchemaClass::integer);
    case Keyword::minLength:
    case Keyword::maxLength:
    case Keyword::pattern:
    case Keyword::startsWith:
    case Keyword::endsWith:
    case Keyword::includes:
      return bit(SchemaClass::string);
    case Keyword::minimum:
    case Keyword::maximum:
    case Keyword::exclusiveMinimum:
    case Keyword::exclusiveMaximum:
    case Keyword::multipleOf:
      return bit(SchemaClass::integer) | bit(SchemaClass::number);
    case Keyword::items:
    case Keyword::minItems:
    case Keyword::maxItems:
      return bit(SchemaClass::array);
    case Keyword::properties:
    case Keyword::required:
      return bit(SchemaClass::object);
    case Keyword::additionalProperties:
      return bit(SchemaClass::object) | bit(SchemaClass::map);
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
    case SchemaClass::reference:
      return "a named type";
  }
  return {};
}

void checkApplicable(const SchemaKeywords& keywords, SchemaClass schemaClass, Diagnostics& diagnostics) {
  keywords.forEach([&](Keyword keyword, const Member& member) {
    const unsigned classes = classesOf(keyword);
    if ((classes & bit(schemaClass)) != 0) return;
    std::string message = inBackticks(member.key) + " is for " + classNames(classes) + ", and this is " +
                          std::string(describe(schemaClass));
    if (keyword == Keyword::title)
      message += "; use `description`";
    else if (schemaClass == SchemaClass::reference)
      message += ": say it where the type is declared";
    diagnostics.error("keyword-not-applicable", member.keySpan, std::move(message));
  });
}

const Vocabulary EVENTS_FILE_KEYWORDS{"events.yaml", EVENTS_FILE_KNOWN, {}};
const Vocabulary EVENT_NAME_KEYWORDS{"an event in events.yaml", EVENT_NAME_KNOWN, {}};
const Vocabulary TYPES_FILE_KEYWORDS{"types.yaml", TYPES_FILE_KNOWN, {}};
const Vocabulary EVENT_KEYWORDS{"an event", EVENT_KNOWN, EVENT_UNSUPPORTED};
const Vocabulary HANDLER_KEYWORDS{"a handler", HANDLER_KNOWN, HANDLER_UNSUPPORTED};
const Vocabulary TRIGGER_KEYWORDS{"a trigger", TRIGGER_KNOWN, TRIGGER_UNSUPPORTED};
const Vocabulary CONCURRENCY_KEYWORDS{"a concurrency limit", CONCURRENCY_KNOWN, CONCURRENCY_UNSUPPORTED};

}  // namespace event_codegen
