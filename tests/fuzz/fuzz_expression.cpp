// libFuzzer: the first line is an expression, the rest the payload of an event. Every text is parsed or refused; every
// evaluation ends within its limits, gives the same again, and keeps what the analysis says of it.
#include <expression/analysis.hpp>
#include <expression/check.hpp>
#include <expression/expression.hpp>

#include <codec/json_text.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

namespace {

using namespace event_runtime::expression;

/// Anything may be there.
class Anything : public TypeEnvironment {
 public:
  std::optional<Type> variable(Variable) const override { return Type(); }
  std::string whyNot(Variable) const override { return {}; }
  std::optional<Type> member(const void*, std::string_view) const override { return Type(); }
  std::vector<std::string_view> members(const void*) const override { return {}; }
  Type element(const void*, std::optional<std::size_t>) const override { return {}; }
  std::vector<std::string_view> texts(const void*) const override { return {}; }
  std::string name(const void*) const override { return {}; }
};

[[noreturn]] void fail(std::string_view what, std::string_view text) {
  std::fprintf(stderr, "%.*s: %.*s\n", static_cast<int>(what.size()), what.data(), static_cast<int>(text.size()),
               text.data());
  std::abort();
}

void checkPlace(std::size_t offset, std::size_t length, std::string_view text, std::string_view what) {
  if (offset > text.size() || length > text.size() + 1 - std::min(offset, text.size())) fail(what, text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(bytes), size);
  const std::size_t end = input.find('\n');
  const std::string_view text = input.substr(0, end);
  const std::string_view data = end == std::string_view::npos ? std::string_view() : input.substr(end + 1);

  const auto parsed = Expression::parse(text);
  if (const auto* error = std::get_if<ParseError>(&parsed)) {
    if (text.size() <= Expression::MAX_LENGTH)
      checkPlace(error->offset, error->length, text, "a place outside of the text");
    if (error->message.empty()) fail("no message", text);
    return 0;
  }
  const Expression& expression = std::get<Expression>(parsed);
  for (const Problem& problem : check(expression, Anything(), Purpose::condition)) {
    checkPlace(problem.offset, problem.length, text, "a problem outside of the text");
  }
  (void)findOutsideCancelForm(expression);

  EventView view;
  view.name = "fuzz";
  view.data = data;
  const EventDocument event(view);
  event_runtime::JsonText document;
  Scope scope;
  scope.event = scope.async = &event;
  if (!document.parse(data)) scope.data = scope.vars = JsonView::of(document.decoder(), document.root());
  scope.now = event_runtime::Timestamp(std::chrono::milliseconds(1'700'000'000'123));
  scope.limits.steps = 20'000;
  scope.limits.memory = 1 << 20;

  const auto first = expression.key(scope), second = expression.key(scope);
  if (first.index() != second.index()) fail("two evaluations differ", text);
  if (const auto* key = std::get_if<std::string>(&first)) {
    if (*key != std::get<std::string>(second)) fail("two evaluations differ", text);
    event_runtime::JsonText again;
    if (again.parse(*key)) fail("a key is no JSON", *key);
  } else {
    const auto& error = std::get<EvaluationError>(first);
    checkPlace(error.offset, error.length, text, "an error outside of the text");
  }
  const auto condition = expression.test(scope);
  if (std::holds_alternative<bool>(condition) && std::get<bool>(condition)) {
    for (const Equality& equality : findEqualities(expression)) {
      const auto* path = std::get_if<PropertyPath>(&equality.other);
      const std::string other = path != nullptr ? valueOf(*path, event) : std::get<std::string>(equality.other);
      if (valueOf(equality.async, event) != other) fail("an equality does not hold", text);
    }
  }
  return 0;
}
