#include "model/expression_check.hpp"
#include "model/link.hpp"

namespace event_codegen {

void checkConcurrencyKeys(const Handler& handler, Diagnostics& diagnostics) {
  for (const ConcurrencyLimit& limit : handler.concurrency) {
    if (limit.key.empty()) continue;
    checkExpression(limit.key, limit.span, ExpressionUse::key, handler.triggers, std::nullopt, diagnostics);
  }
}

}  // namespace event_codegen
