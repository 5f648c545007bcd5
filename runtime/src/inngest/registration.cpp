#include "inngest/registration.hpp"

#include <event_runtime/lifecycle_events.hpp>

#include "http/url.hpp"
#include "inngest/json_members.hpp"
#include "inngest/protocol.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace event_runtime::inngest {

namespace {

/// What the server does where nothing is said.
const HandlerOptions DEFAULTS{};

bool takesFailures(const Handler& handler) {
  return std::find(handler.events.begin(), handler.events.end(), FUNCTION_FAILED.name) != handler.events.end();
}

/// Writes one function.
class FunctionEncoder {
 public:
  FunctionEncoder(JsonBuffer& json, const function::Function& function, const function::HandlerRegistry& all,
                  std::string_view url)
      : json_(json), function_(function), handler_(*function.handler), all_(all), url_(url) {}

  void encode() {
    json_.raw('{');
    stringMember(json_, "id", function_.id);
    stringMember(json_, "name", handler_.id);
    triggers();
    step();
    concurrency();
    json_.raw('}');
  }

 private:
  void triggers() {
    beginMember(json_, "triggers");
    json_.raw('[');
    bool isFirst = true;
    for (const std::string& event : handler_.events) {
      if (!std::exchange(isFirst, false)) json_.raw(',');
      json_.raw('{');
      stringMember(json_, "event", event);
      if (event == FUNCTION_FAILED.name) stringMember(json_, "expression", failuresOfOthers());
      json_.raw('}');
    }
    json_.raw(']');
  }

  /// Failures of this application's functions only, and of none that handle failures: one that fails itself would start
  /// itself again and again.
  std::string failuresOfOthers() const {
    std::string expression;
    for (const function::Function& function : all_.all()) {
      if (takesFailures(*function.handler)) continue;
      if (!expression.empty()) expression += " || ";
      expression += "event.data.function_id == '" + function.id + "'";
    }
    return expression.empty() ? "false" : expression;
  }

  void step() {
    beginMember(json_, "steps");
    json_.raw(R"({"step":{)");
    stringMember(json_, "id", WHOLE_FUNCTION);
    stringMember(json_, "name", WHOLE_FUNCTION);
    beginMember(json_, "runtime");
    json_.raw('{');
    stringMember(json_, "type", "http");
    const char separator = url_.find('?') == std::string_view::npos ? '?' : '&';
    stringMember(json_, "url",
                 std::string(url_) + separator + "fnId=" + http::percentEncode(function_.id) +
                     "&stepId=" + std::string(WHOLE_FUNCTION));
    json_.raw('}');
    if (handler_.options.retries != DEFAULTS.retries) {
      beginMember(json_, "retries");
      json_.raw('{');
      integerMember(json_, "attempts", handler_.options.retries);
      json_.raw('}');
    }
    json_.raw("}}");
  }

  void concurrency() {
    if (handler_.options.concurrency.empty()) return;
    beginMember(json_, "concurrency");
    json_.raw('[');
    bool isFirst = true;
    for (const Concurrency& limit : handler_.options.concurrency) {
      if (!std::exchange(isFirst, false)) json_.raw(',');
      json_.raw('{');
      integerMember(json_, "limit", limit.limit);
      optionalStringMember(json_, "key", limit.key);
      json_.raw('}');
    }
    json_.raw(']');
  }

  JsonBuffer& json_;
  const function::Function& function_;
  const Handler& handler_;
  const function::HandlerRegistry& all_;
  std::string_view url_;
};

}  // namespace

void encodeFunctions(JsonBuffer& json, const function::HandlerRegistry& functions, std::string_view url) {
  json.raw('[');
  bool isFirst = true;
  for (const function::Function& function : functions.all()) {
    if (!std::exchange(isFirst, false)) json.raw(',');
    FunctionEncoder(json, function, functions, url).encode();
  }
  json.raw(']');
}

void encodeCapabilities(JsonBuffer& json, bool allowInBandSync) {
  json.raw(allowInBandSync ? R"({"in_band_sync":"v1"})" : "{}");
}

std::string registration(const std::string& app, const function::HandlerRegistry& functions, std::string_view url,
                         std::string_view framework) {
  JsonBuffer json;
  json.raw(R"({"url":)");
  json.string(url);
  json.raw(R"(,"deployType":"ping","appName":)");
  json.string(app);
  if (!framework.empty()) {
    json.raw(R"(,"framework":)");
    json.string(framework);
  }
  json.raw(R"(,"sdk":)");
  json.string(std::string(SDK_NAME) + ":v" + std::string(SDK_VERSION));
  json.raw(R"(,"v":"0.1","functions":)");
  encodeFunctions(json, functions, url);
  json.raw('}');
  return json.text();
}

}  // namespace event_runtime::inngest
