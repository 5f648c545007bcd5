#include "order/handlers.hpp"

namespace shop {

void orderLimitsHandlerOnFailure(const Event<event_runtime::FunctionFailed>& event, Step& step) {
  // The run that has failed is over: tell somebody, or undo what it did. As in a handler, what has an effect stands in a
  // step.
  step.run("describe-failure", [&] { return event.data.runId + ": " + event.data.error.message; });
}

}  // namespace shop
