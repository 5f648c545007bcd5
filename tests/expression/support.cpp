#include "support.hpp"

#include <codec/json_text.hpp>
#include <expression/canonical.hpp>

#include <chrono>
#include <stdexcept>

namespace testing {

using namespace event_runtime::expression;

namespace {

std::string describe(const char* what, std::size_t offset, std::size_t length, const std::string& message) {
  return std::string(what) + " at " + std::to_string(offset) + "+" + std::to_string(length) + ": " + message;
}

}  // namespace

Expression parsed(std::string_view expression) {
  auto result = Expression::parse(expression);
  if (const auto* error = std::get_if<ParseError>(&result)) throw std::invalid_argument(error->message);
  return std::get<Expression>(std::move(result));
}

std::string evaluated(std::string_view expression, std::string_view data) {
  const auto result = Expression::parse(expression);
  if (const auto* error = std::get_if<ParseError>(&result))
    return describe("error", error->offset, error->length, error->message);
  event_runtime::JsonText document;
  if (document.parse(data)) throw std::invalid_argument("a test's payload is no JSON");
  Scope scope;
  scope.data = JsonView::of(document.decoder(), document.root());
  scope.now = event_runtime::Timestamp(std::chrono::milliseconds(1'700'000'000'123));
  Workspace workspace(scope.limits);
  const Value value = std::get<Expression>(result).evaluate(scope, workspace);
  if (value.isError()) {
    const Failure& failure = *value.asFailure();
    return describe("error", failure.offset, failure.length, failure.message);
  }
  std::string text(nameOf(value.kind()));
  text += ' ';
  appendCanonical(text, value, workspace);
  return text;
}

std::string brief(std::string_view expression, std::string_view data) {
  const std::string text = evaluated(expression, data);
  return text.starts_with("error") ? "error" : text;
}

}  // namespace testing
