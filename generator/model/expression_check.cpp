#include "model/expression_check.hpp"

#include "model/schema_types.hpp"
#include "read/text.hpp"

#include <codec/json_text.hpp>
#include <expression/check.hpp>
#include <expression/expression.hpp>

#include <algorithm>
#include <string>
#include <utility>

namespace event_codegen {
namespace {

using event_runtime::expression::Expression;
using event_runtime::expression::ParseError;
using event_runtime::expression::Problem;
using event_runtime::expression::Purpose;

Purpose purposeOf(ExpressionUse use) {
  switch (use) {
    case ExpressionUse::key:
    case ExpressionUse::sharedKey:
      return Purpose::key;
    case ExpressionUse::priority:
      return Purpose::integer;
    default:
      return Purpose::condition;
  }
}

/// Where the bytes of a value stand in its file: for each, the byte of the line where it was written. Empty where the
/// scalar goes over several lines, or is written with escapes that are more than one character.
std::vector<std::size_t> columnsOf(std::string_view text, const Span& scalar) {
  if (!scalar.known() || scalar.line == 0 || scalar.column == 0) return {};
  const std::string_view line = scalar.file->line(scalar.line);
  std::size_t at = scalar.column - 1;
  if (at >= line.size()) return {};
  const char quote = line[at] == '"' || line[at] == '\'' ? line[at] : '\0';
  if (quote != '\0') ++at;
  std::vector<std::size_t> columns;
  columns.reserve(text.size() + 1);
  for (const char c : text) {
    const bool isEscaped = quote == '"' && line.substr(at).starts_with('\\');
    const bool isDoubled = quote == '\'' && line.substr(at).starts_with("''");
    if (isEscaped || isDoubled) ++at;
    if (at >= line.size() || line[at] != c) return {};
    columns.push_back(at++);
  }
  columns.push_back(at);
  return columns;
}

/// The line below a `|` or `>` that has a stretch of the text.
std::optional<Span> findInBlock(std::string_view text, const Span& scalar, std::size_t offset, std::size_t length) {
  constexpr std::uint32_t MOST_LINES = 100;
  if (!scalar.known() || scalar.line == 0) return std::nullopt;
  const std::size_t end = text.find('\n', offset);
  const std::size_t start = text.substr(0, offset).rfind('\n');
  const std::size_t begin = start == std::string_view::npos ? 0 : start + 1;
  const std::string_view part = text.substr(begin, end == std::string_view::npos ? end : end - begin);
  if (part.empty()) return std::nullopt;
  for (std::uint32_t line = scalar.line + 1; line <= scalar.line + MOST_LINES; ++line) {
    const std::size_t at = scalar.file->line(line).find(part);
    if (at == std::string_view::npos) continue;
    return Span{scalar.file, line, static_cast<std::uint32_t>(at + offset - begin + 1),
                static_cast<std::uint32_t>(length)};
  }
  return std::nullopt;
}

bool isKey(ExpressionUse use) { return use == ExpressionUse::key || use == ExpressionUse::sharedKey; }

class ExpressionCheck {
 public:
  ExpressionCheck(std::string_view text, const Span& scalar, ExpressionUse use, Diagnostics& diagnostics)
      : text_(text), scalar_(scalar), use_(use), diagnostics_(diagnostics) {}

  /// Parses, and checks what does not depend on schemas.
  std::optional<Expression> parse() {
    auto parsed = Expression::parse(text_);
    if (const auto* error = std::get_if<ParseError>(&parsed)) {
      report(error->offset, error->length, error->message);
      return std::nullopt;
    }
    const Expression& expression = std::get<Expression>(parsed);
    if (use_ == ExpressionUse::cancel) {
      if (const auto problem = findOutsideCancelForm(expression)) {
        report(problem->offset, problem->length, problem->message);
        return std::nullopt;
      }
    }
    const bool isTimeless = use_ == ExpressionUse::rule || isKey(use_);
    if (isTimeless && expression.program().usesClock) {
      report(0, text_.size(),
             use_ == ExpressionUse::rule
                 ? "a rule holds at all times: it has no `now()`, `now_plus()` or `now_minus()`"
                 : "a key does not depend on the time: it has no `now()`, `now_plus()` or `now_minus()`");
      return std::nullopt;
    }
    if (use_ == ExpressionUse::key && expression.isConstant()) {
      report(0, text_.size(),
             "this key is the same for every event: name a property, such as `event.data.userId`, or leave it out");
      return std::nullopt;
    }
    return std::move(std::get<Expression>(parsed));
  }

  bool check(const Expression& expression, const ExpressionScope& scope) {
    const SchemaTypes types(scope, use_);
    const std::vector<Problem> problems = event_runtime::expression::check(expression, types, purposeOf(use_));
    for (const Problem& problem : problems) {
      Diagnostic& diagnostic = report(problem.offset, problem.length, problem.message);
      if (problem.isSchema) addNotes(diagnostic, problem, scope);
    }
    return problems.empty();
  }

 private:
  Diagnostic& report(std::size_t offset, std::size_t length, std::string message) {
    return diagnostics_.error(isKey(use_) ? "invalid-key" : "invalid-expression",
                              placeOf(text_, scalar_, offset, length), std::move(message));
  }

  /// The schema of the event that the path begins with, where that can be told.
  void addNotes(Diagnostic& diagnostic, const Problem& problem, const ExpressionScope& scope) const {
    const std::string_view before = text_.substr(0, problem.offset);
    const std::size_t event = before.rfind("event.data"), async = before.rfind("async.data");
    const bool isAsync = async != std::string_view::npos && (event == std::string_view::npos || async > event);
    const auto& shape = isAsync ? scope.async : scope.event;
    if ((isAsync ? async : event) == std::string_view::npos || !shape || shape->event == nullptr) return;
    diagnostic.notes.push_back({shape->event->schemaSpan, "the schema of " + shape->event->constant + " is here"});
  }

  std::string_view text_;
  const Span& scalar_;
  ExpressionUse use_;
  Diagnostics& diagnostics_;
};

}  // namespace

Span placeOf(std::string_view text, const Span& scalar, std::size_t offset, std::size_t length) {
  const auto columns = columnsOf(text, scalar);
  if (columns.empty()) return findInBlock(text, scalar, offset, length).value_or(scalar);
  const std::size_t begin = columns[std::min(offset, text.size())];
  const std::size_t end = columns[std::min(offset + length, text.size())];
  return {scalar.file, scalar.line, static_cast<std::uint32_t>(begin + 1),
          static_cast<std::uint32_t>(std::max<std::size_t>(end > begin ? end - begin : 1, 1))};
}

bool checkExpression(std::string_view text, const Span& scalar, ExpressionUse use, const ExpressionScope& scope,
                     Diagnostics& diagnostics) {
  ExpressionCheck check(text, scalar, use, diagnostics);
  const auto expression = check.parse();
  return expression && check.check(*expression, scope);
}

bool checkExpression(std::string_view text, const Span& scalar, ExpressionUse use, const std::vector<Trigger>& triggers,
                     std::optional<EventShape> async, Diagnostics& diagnostics) {
  ExpressionCheck check(text, scalar, use, diagnostics);
  const auto expression = check.parse();
  if (!expression) return false;
  bool isRight = true;
  ExpressionScope scope;
  scope.async = async;
  for (const Trigger& trigger : triggers) {
    scope.event = EventShape{trigger.event, trigger.kind == Trigger::Kind::failure};
    isRight = check.check(*expression, scope) && isRight;
  }
  return isRight;
}

bool checkMatch(const Spanned<std::string>& path, const std::vector<Trigger>& triggers, const EventShape& async,
                Diagnostics& diagnostics) {
  const std::string own = "event." + path.value, comparison = own + " == async." + path.value;
  const auto parsed = Expression::parse(own), compared = Expression::parse(comparison);
  const auto* const expression = std::get_if<Expression>(&parsed);
  const auto* const both = std::get_if<Expression>(&compared);
  if (expression == nullptr || expression->path() == nullptr || both == nullptr) {
    diagnostics.error("invalid-key", path.span,
                      inBackticks(path.value) + " is no path: write one that both events have, such as `data.userId`");
    return false;
  }
  const std::vector<std::size_t> columns = columnsOf(path.value, path.span);
  const std::size_t second = comparison.size() - path.value.size();
  const auto place = [&](const Problem& problem) {
    const bool isWhole = problem.length > path.value.size();
    const std::size_t begin = problem.offset - std::min(problem.offset, problem.offset < second ? 6 : second);
    const std::size_t end = std::min(begin + problem.length, path.value.size());
    if (columns.empty() || isWhole || begin >= end) return path.span;
    return Span{path.span.file, path.span.line, static_cast<std::uint32_t>(columns[begin] + 1),
                static_cast<std::uint32_t>(columns[end] - columns[begin])};
  };
  bool isRight = true;
  ExpressionScope scope;
  scope.async = async;
  for (const Trigger& trigger : triggers) {
    scope.event = EventShape{trigger.event, trigger.kind == Trigger::Kind::failure};
    const SchemaTypes types(scope, ExpressionUse::cancel);
    for (const Problem& problem : event_runtime::expression::check(*both, types, Purpose::condition)) {
      isRight = false;
      diagnostics.error("invalid-key", place(problem), problem.message);
    }
  }
  return isRight;
}

void checkRules(const Event& event, Diagnostics& diagnostics) {
  if (event.payload == nullptr) return;
  ExpressionScope scope;
  scope.data = event.payload;
  for (const PayloadRule& rule : event.payload->rules) {
    checkExpression(rule.check, rule.span, ExpressionUse::rule, scope, diagnostics);
  }
}

std::vector<BrokenRule> findBrokenRules(const NamedType& type, const std::string& payload) {
  using namespace event_runtime::expression;
  std::vector<BrokenRule> broken;
  event_runtime::JsonText document;
  if (document.parse(payload)) return broken;
  Scope scope;
  scope.data = JsonView::of(document.decoder(), document.root());
  for (const PayloadRule& rule : type.rules) {
    const auto parsed = Expression::parse(rule.check);
    const auto* expression = std::get_if<Expression>(&parsed);
    if (expression == nullptr || expression->program().usesClock) continue;
    const auto result = expression->test(scope);
    if (const auto* error = std::get_if<EvaluationError>(&result)) {
      broken.push_back({&rule, inBackticks(rule.check) + " has no value for it: " + error->message});
    } else if (!std::get<bool>(result)) {
      broken.push_back({&rule, rule.message.empty() ? inBackticks(rule.check) : rule.message});
    }
  }
  return broken;
}

}  // namespace event_codegen
