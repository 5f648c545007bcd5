#include "inngest/call.hpp"

#include "inngest/error_text.hpp"
#include "inngest/operations.hpp"
#include "inngest/protocol.hpp"

#include <chrono>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

namespace event_runtime::inngest {

namespace {

using execution::Execution;
using execution::Failure;
using execution::Operation;
using execution::StepHash;
using execution::StepHashHasher;

using RetryTime = std::variant<std::chrono::milliseconds, Timestamp>;

/// Seconds, rounded up, or RFC 3339 (specification, 4.1.1). The server keeps it between 1 s and 24 h.
std::string retryAfterText(const RetryTime& time) {
  if (const auto* until = std::get_if<Timestamp>(&time)) return formatTimestamp(*until);
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(std::get<std::chrono::milliseconds>(time)).count();
  return std::to_string(seconds < 1 ? 1 : seconds);
}

HttpResponse withRetry(HttpResponse response, bool mayRetry, const std::optional<RetryTime>& retryAfter) {
  response.headers.push_back({std::string(header::NO_RETRY), mayRetry ? "false" : "true"});
  if (mayRetry && retryAfter) {
    response.headers.push_back({std::string(header::RETRY_AFTER), retryAfterText(*retryAfter)});
  }
  return response;
}

/// One call request.
class Call {
 public:
  Call(const function::Function& function, CallRequest request, const CallServices& services)
      : function_(function), services_(services), request_(std::move(request)), steps_(std::move(request_.steps)) {
    for (std::size_t i = 0; i < request_.stack.size(); ++i) positions_.emplace(request_.stack[i], i);
    execution::Input input;
    input.runId = request_.runId;
    input.event = request_.events.front();
    if (function.handler->takesBatch) input.event.batch = std::move(request_.events);
    input.attempt = request_.attempt;
    // The steps are not given to it as memoised ones, which it would take in the order of the branches, but supplied in
    // the order in which they ended. No body is run before it is known whether it is the only one.
    execution_.emplace(*function.handler, std::move(input), execution::Options{.immediate = false}, services.stacks);
  }

  HttpResponse answer(std::string_view step) {
    replay();
    if (step != WHOLE_FUNCTION) return answerForStep(step);
    if (outcome_) return std::visit([&](auto& outcome) { return answerWith(outcome); }, *outcome_);
    const bool runsNow =
        operations_.size() == 1 && !request_.disableImmediateExecution && isRunnable(operations_.front());
    return runsNow ? runStep(operations_.front()) : report();
  }

 private:
  /// Supplies what has ended, each step when the handler has come to it, the earliest in the stack first.
  void replay() {
    take(execution_->advance());
    while (!outcome_ && (!won_.empty() || !ready_.empty())) {
      supplyNext();
      take(execution_->advance());
    }
    if (execution_->swallowedInterrupt()) log(LogLevel::error, "the handler catches the exception that unwinds it");
  }

  void supplyNext() {
    if (!won_.empty()) {
      const auto [hash, result] = std::move(won_.back());
      won_.pop_back();
      execution_->supply(hash, result);
      return;
    }
    const auto [position, waiting] = *ready_.begin();
    ready_.erase(ready_.begin());
    checkOrder(position);
    auto step = steps_.extract(waiting.hash);
    execution_->supply(waiting.hash, resultFor(waiting.kind, std::move(step.mapped().result)));
  }

  void take(execution::Turn turn) {
    for (const StepHash& hash : turn.abandoned) {
      abandoned_.insert(hash);
      std::erase_if(operations_, [&](const Operation& operation) { return operation.hash == hash; });
      std::erase_if(ready_, [&](const auto& entry) { return entry.second.hash == hash; });
      steps_.erase(hash);
    }
    for (Operation& operation : turn.operations) {
      if (const auto* ran = std::get_if<execution::Ran>(&operation.what)) {
        // Who has won a race: it follows from the order in which steps ended, so Inngest need not keep it.
        won_.emplace_back(operation.hash, ran->result);
      } else if (steps_.contains(operation.hash)) {
        const auto found = positions_.find(operation.hash);
        const std::size_t position = found == positions_.end() ? request_.stack.size() + arrivals_++ : found->second;
        ready_.emplace(position, Waiting{operation.hash, operation.kind});
      } else {
        operations_.push_back(std::move(operation));
      }
    }
    outcome_ = std::move(turn.outcome);
  }

  /// The order in which steps ended can always be had again, unless the handler is not what it was.
  void checkOrder(std::size_t position) {
    if (position != expected_ && position < request_.stack.size() && !warned_) warnOfChange();
    expected_ = position + 1;
  }

  void warnOfChange() {
    warned_ = true;
    log(LogLevel::warning,
        "the function has changed since this run began, or does not do the same each time: its steps do not come in "
        "the "
        "order in which they ended. Give steps that do something else another id, and keep what is not the same each "
        "time "
        "within steps");
  }

  HttpResponse answerWith(execution::Completed& completed) {
    // What branches that have lost a race would have asked for is left over too.
    if (!steps_.empty() && abandoned_.empty() && !warned_) warnOfChange();
    return {200, {}, std::move(completed.result)};
  }

  HttpResponse answerWith(const execution::Failed& failed) const {
    return answerFailure(failed.failure, attemptsLeft());
  }

  HttpResponse answerFailure(const Failure& failure, bool attemptsAreLeft) const {
    const bool mayRetry = failure.retriable && attemptsAreLeft;
    const std::string name = errorName(failure.error.name);
    services_.logger.log(LogLevel::warning, "a function has failed",
                         {{"function", function_.id},
                          {"run", request_.runId},
                          {"error", name},
                          {"message", failure.error.message},
                          {"retried", mayRetry ? "yes" : "no"}});
    JsonBuffer json;
    encodeError(json, failure.error);
    return withRetry({mayRetry ? 500 : 400, {}, json.text()}, mayRetry, failure.retryAfter);
  }

  HttpResponse answerForStep(std::string_view id) {
    const auto hash = StepHash::fromHex(id);
    for (const Operation& operation : operations_) {
      if (!hash || operation.hash != *hash) continue;
      if (isRunnable(operation)) return runStep(operation);
      operations_ = {operation};
      return report();
    }
    if (hash && abandoned_.contains(*hash)) {
      JsonBuffer json;
      json.raw('[');
      encodeAbandonedStep(json, hash->toHex());
      json.raw(']');
      return {206, {}, json.text()};
    }
    log(LogLevel::warning, "a step that is to be run is none of the function's: it has changed since this run began");
    JsonBuffer json;
    json.raw('[');
    encodeStepNotFound(json, readableText(id.substr(0, 40)));
    json.raw(']');
    return withRetry({206, {}, json.text()}, true, std::nullopt);
  }

  /// Nothing is run: the steps are told, for Inngest to see to.
  HttpResponse report() const {
    if (operations_.empty()) {
      return answerFailure({{"Error", "the handler waits for nothing that could come"}, false, std::nullopt}, false);
    }
    JsonBuffer json;
    json.raw('[');
    for (const Operation& operation : operations_) {
      if (std::string reason = unsupportedReason(operation); !reason.empty()) {
        return answerFailure({{"NonRetriableError", std::move(reason)}, false, std::nullopt}, false);
      }
      if (json.size() > 1) json.raw(',');
      encodeOperation(json, operation, app());
    }
    json.raw(']');
    return {206, {}, json.text()};
  }

  HttpResponse runStep(const Operation& operation) {
    if (const auto* send = std::get_if<execution::SendEvents>(&operation.what)) return sendEvents(operation, *send);
    const Operation done = execution_->runStep(operation.hash, request_.attempt);
    if (const auto* ran = std::get_if<execution::Ran>(&done.what)) return answerStep(operation, {ran->result}, nullptr);
    const auto& threw = std::get<execution::Threw>(done.what);
    const bool ownAttemptsLeft = !threw.policy || !threw.policy->retries || request_.attempt < *threw.policy->retries;
    const bool isFinal = !threw.failure.retriable || !attemptsLeft() || !ownAttemptsLeft;
    return answerStep(operation, {threw.failure.error, isFinal}, &threw.failure);
  }

  HttpResponse sendEvents(const Operation& operation, const execution::SendEvents& send) {
    try {
      const auto seed = EventIdSeed::ofStep(request_.runId, operation.hash.toHex(), services_.events.now());
      return answerStep(operation, {execution::sentEventsResult(services_.events.send(send.events, seed))}, nullptr);
    } catch (const SendError& error) {
      const Failure failure{{"SendError", error.what()}, true, std::nullopt};
      return answerStep(operation, {failure.error, !attemptsLeft()}, &failure);
    }
  }

  HttpResponse answerStep(const Operation& operation, const StepEnd& end, const Failure* failure) const {
    JsonBuffer json;
    json.raw('[');
    encodeStepEnd(json, operation, end);
    json.raw(']');
    HttpResponse response{206, {}, json.text()};
    if (failure == nullptr) return response;
    services_.logger.log(LogLevel::warning, "a step has failed",
                         {{"function", function_.id},
                          {"run", request_.runId},
                          {"step", operation.id},
                          {"error", errorName(failure->error.name)},
                          {"message", failure->error.message},
                          {"retried", end.isFinal ? "no" : "yes"}});
    return withRetry(std::move(response), !end.isFinal, failure->retryAfter);
  }

  std::string_view app() const {
    return std::string_view(function_.id).substr(0, function_.id.size() - function_.handler->id.size() - 1);
  }

  bool attemptsLeft() const {
    const int most = request_.maxAttempts.value_or(function_.handler->options.retries + 1);
    return request_.attempt < most - 1;
  }

  void log(LogLevel level, std::string_view message) const {
    services_.logger.log(level, message, {{"function", function_.id}, {"run", request_.runId}});
  }

  const function::Function& function_;
  const CallServices& services_;
  CallRequest request_;
  execution::Memoised steps_;  ///< that have ended and that the handler has not come to
  std::unordered_map<StepHash, std::size_t, StepHashHasher> positions_;  ///< in the stack
  struct Waiting {
    StepHash hash;
    execution::StepKind kind;
  };
  std::map<std::size_t, Waiting> ready_;  ///< that the handler waits for and that have ended, by position
  std::size_t arrivals_ = 0;
  std::size_t expected_ = 0;
  bool warned_ = false;
  std::vector<Operation> operations_;                  ///< that are new
  std::vector<std::pair<StepHash, std::string>> won_;  ///< races that have been decided, and by whom
  execution::StepHashes abandoned_;                    ///< of branches that have lost
  std::optional<execution::Outcome> outcome_;
  std::optional<Execution> execution_;  ///< destroyed first: it unwinds what uses the rest
};

}  // namespace

HttpResponse answerCall(const function::Function& function, CallRequest request, std::string_view step,
                        const CallServices& services) {
  return Call(function, std::move(request), services).answer(step);
}

}  // namespace event_runtime::inngest
