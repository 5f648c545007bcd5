#include <event_runtime/rule.hpp>

#include "expression/expression.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>
#include <variant>

namespace event_runtime {

using expression::EvaluationError;
using expression::Expression;
using expression::ParseError;

namespace {

using Rule = std::variant<Expression, ParseError>;

/// Grows by what schemas hold, which is fixed when a program is built.
class RuleCache {
 public:
  const Rule& get(std::string_view check) {
    {
      const std::shared_lock lock(mutex_);
      if (const auto found = rules_.find(check); found != rules_.end()) return *found->second;
    }
    auto parsed = std::make_unique<const Rule>(Expression::parse(check));
    const std::unique_lock lock(mutex_);
    return *rules_.try_emplace(std::string(check), std::move(parsed)).first->second;
  }

 private:
  std::shared_mutex mutex_;
  std::map<std::string, std::unique_ptr<const Rule>, std::less<>> rules_;
};

/// Not inlined: a fiber may go on on another thread, and a compiler may keep a thread-local's address.
[[gnu::noinline]] const Rule& compiled(std::string_view check) {
  static RuleCache cache;
  // A rule is a literal and so always lies in the same place: what this thread found there last time is compared, not
  // looked up, without a lock.
  struct Recent {
    std::string_view check;
    const Rule* rule = nullptr;
  };
  thread_local std::array<Recent, 64> recent{};
  const auto address = reinterpret_cast<std::uintptr_t>(check.data());
  Recent& found = recent[(address ^ (address >> 6)) % recent.size()];
  if (found.rule == nullptr || found.check != check) {
    const Rule& rule = cache.get(check);
    const auto* const expression = std::get_if<Expression>(&rule);
    if (expression == nullptr) return rule;
    found = {expression->text(), &rule};
  }
  return *found.rule;
}

bool report(Decoder& decoder, const RuleText& rule, const Path& path, std::string_view why) {
  if (!decoder.fails()) return false;
  std::string message =
      rule.message.empty() ? "must satisfy `" + std::string(rule.check) + "`" : std::string(rule.message);
  if (!why.empty()) message += " (the rule cannot be evaluated: " + std::string(why) + ")";
  decoder.add({IssueCode::custom, toJsonPointer(path), std::move(message), std::string(rule.check), ""});
  return false;
}

}  // namespace

bool checkRule(Decoder& decoder, JsonValue json, const RuleText& rule, const Path& path) {
  const Rule& parsed = compiled(rule.check);
  if (const auto* error = std::get_if<ParseError>(&parsed)) return report(decoder, rule, path, error->message);
  expression::Scope scope;
  scope.data = expression::JsonView::of(decoder, json);
  const auto result = std::get<Expression>(parsed).test(scope);
  if (const auto* error = std::get_if<EvaluationError>(&result)) return report(decoder, rule, path, error->message);
  return std::get<bool>(result) || report(decoder, rule, path, {});
}

void checkRules(Decoder& decoder, JsonValue json, std::span<const RuleText> rules, const Path& path) {
  if (decoder.failed()) return;
  for (const RuleText& rule : rules) checkRule(decoder, json, rule, path);
}

}  // namespace event_runtime
