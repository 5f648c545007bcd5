// A handler's result that breaks what it declares to return, on both backends.
#include "backends.hpp"

#include <event_runtime/checked_result.hpp>

namespace event_runtime::inngest {
namespace {

struct Label {
  std::string text;
};
void encodeJson(JsonBuffer& json, const Label& label) { event_runtime::encodeJson(json, label.text); }
void decodeJson(Decoder& decoder, JsonValue json, Label& label, const Path& path) {
  decoder.string(json, label.text, StringConstraints{.minLength = 3}, path);
}

Label repeated(const Event<Json>& event, Step& step) {
  const int length = event.data["n"].get<int>();
  return {step.run("write", [&] { return std::string(static_cast<std::size_t>(length), 'a'); })};
}
Label repeatedOften(const Event<Json>& event, Step&) {
  return {std::string(event.data["n"].get<std::size_t>() + 2, 'a')};
}

template <auto Function>
Handler returning() {
  return createEventHandler(EventTag<Json>{"test/event"}, "label", {.retries = 3}, CheckedResult<Function>{});
}

TEST_CASE_TEMPLATE("a result that breaks its schema fails the run, without another attempt", Runs, EmbeddedRuns,
                   InngestRuns) {
  Runs runs({returning<&repeated>()});
  CHECK(runs.run().is_null());
  CHECK(runs.error().find("the handler's result does not fit its schema") != std::string::npos);
  CHECK(runs.error().find("at least 3") != std::string::npos);
  CHECK(runs.stored("write") == "a");
}

TEST_CASE_TEMPLATE("a result that fits is what the handler gave", Runs, EmbeddedRuns, InngestRuns) {
  Runs runs({returning<&repeatedOften>()});
  CHECK(runs.run() == "aaa");
  CHECK(runs.error().empty());
}

}  // namespace
}  // namespace event_runtime::inngest
