#include "check/check.hpp"
#include "model/keywords.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <span>
#include <string>

using namespace event_codegen;
using Json = nlohmann::json;

namespace {

Json editorSchema(const std::string& name) {
  std::ifstream in(std::string(EDITOR_SCHEMAS) + "/" + name);
  return Json::parse(in);
}

std::set<std::string> propertiesOf(const Json& schema) {
  std::set<std::string> names;
  for (const auto& property : schema.at("properties").items()) names.insert(property.key());
  return names;
}

std::set<std::string> namesOf(std::span<const std::string_view> words) { return {words.begin(), words.end()}; }

}  // namespace

TEST_CASE("editors are told the keywords that event_codegen takes, and no others") {
  const Json types = editorSchema("types.schema.json"), events = editorSchema("events.schema.json");
  const Json& definitions = types.at("$defs");
  CHECK(propertiesOf(types) == namesOf(TYPES_FILE_KEYWORDS.known));
  CHECK(propertiesOf(definitions.at("mapping")) == namesOf(SCHEMA_KEYWORDS));
  CHECK(propertiesOf(definitions.at("event")) == namesOf(EVENT_KEYWORDS.known));
  CHECK(propertiesOf(definitions.at("handler")) == namesOf(HANDLER_KEYWORDS.known));
  CHECK(propertiesOf(definitions.at("trigger").at("anyOf").at(1)) == namesOf(TRIGGER_KEYWORDS.known));
  CHECK(propertiesOf(definitions.at("limit").at("anyOf").at(1)) == namesOf(CONCURRENCY_KEYWORDS.known));
  const Json& options = definitions.at("handler").at("properties");
  CHECK(propertiesOf(options.at("rateLimit")) == namesOf(RATE_LIMIT_KEYWORDS.known));
  CHECK(propertiesOf(options.at("throttle")) == namesOf(THROTTLE_KEYWORDS.known));
  CHECK(propertiesOf(options.at("debounce")) == namesOf(DEBOUNCE_KEYWORDS.known));
  CHECK(propertiesOf(options.at("batchEvents")) == namesOf(BATCH_KEYWORDS.known));
  CHECK(propertiesOf(options.at("singleton")) == namesOf(SINGLETON_KEYWORDS.known));
  CHECK(propertiesOf(options.at("priority").at("anyOf").at(2)) == namesOf(PRIORITY_KEYWORDS.known));
  CHECK(propertiesOf(options.at("timeouts")) == namesOf(TIMEOUTS_KEYWORDS.known));
  CHECK(propertiesOf(definitions.at("cancellation")) == namesOf(CANCEL_KEYWORDS.known));
  CHECK(propertiesOf(events) == namesOf(EVENTS_FILE_KEYWORDS.known));
  CHECK(propertiesOf(events.at("properties").at("events").at("additionalProperties").at("oneOf").at(1)) ==
        namesOf(EVENT_NAME_KEYWORDS.known));
}

TEST_CASE("editors are told the rules whose severity may be chosen") {
  std::set<std::string> configurable;
  for (const Rule& rule : allRules()) {
    if (rule.configurable) configurable.insert(std::string(rule.id));
  }
  CHECK(propertiesOf(editorSchema("events.schema.json").at("properties").at("check")) == configurable);
}
