#include "model/expression_check.hpp"
#include "model/link.hpp"

#include <optional>

namespace event_codegen {
namespace {

class HandlerExpressions {
 public:
  HandlerExpressions(const Handler& handler, Diagnostics& diagnostics) : handler_(handler), diagnostics_(diagnostics) {}

  void check() {
    for (const Trigger& trigger : handler_.triggers) check(trigger.condition, ExpressionUse::condition, {trigger});
    const HandlerOptions& options = handler_.options;
    for (const ConcurrencyLimit& limit : options.concurrency) {
      key(limit.key, limit.scope == ConcurrencyScope::fn ? ExpressionUse::key : ExpressionUse::sharedKey);
    }
    if (options.rateLimit) key(options.rateLimit->key);
    if (options.throttle) key(options.throttle->key);
    if (options.debounce) key(options.debounce->key);
    if (options.singleton) key(options.singleton->key);
    key(options.idempotency);
    check(options.priority, ExpressionUse::priority, handler_.triggers);
    if (options.batchEvents) {
      key(options.batchEvents->key);
      check(options.batchEvents->condition, ExpressionUse::condition, handler_.triggers);
    }
    for (const CancelOn& cancel : options.cancelOn) {
      const EventShape async{cancel.event};
      if (!cancel.match.value.empty()) checkMatch(cancel.match, handler_.triggers, async, diagnostics_);
      check(cancel.condition, ExpressionUse::cancel, handler_.triggers, async);
    }
  }

 private:
  void key(const Spanned<std::string>& text, ExpressionUse use = ExpressionUse::key) {
    check(text, use, handler_.triggers);
  }

  void check(const Spanned<std::string>& text, ExpressionUse use, const std::vector<Trigger>& triggers,
             std::optional<EventShape> async = std::nullopt) {
    if (!text.value.empty()) checkExpression(text.value, text.span, use, triggers, async, diagnostics_);
  }

  const Handler& handler_;
  Diagnostics& diagnostics_;
};

}  // namespace

void checkHandlerExpressions(const Handler& handler, Diagnostics& diagnostics) {
  HandlerExpressions(handler, diagnostics).check();
}

}  // namespace event_codegen
