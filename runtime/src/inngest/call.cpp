#include "inngest/call.hpp"

#include "inngest/checkpoints.hpp"
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
    input.suppliedLater = steps_.size();
    execution_.emplace(*function.handler, std::move(input),
                       execution::Options{.immediate = false,
                                          .waitsForAny = false,
                                          .middleware = function.middleware.get(),
                                          .request = services.request},
                       services.stacks);
  }

  HttpResponse answer(std::string_view step) {
    replay();
    if (step != WHOLE_FUNCTION) return answerForStep(step);
    if (mayCheckpoint()) {
      if (auto early = runCheckpointed()) return *std::move(early);
    }
    if (outcome_) return std::visit([&](auto& outcome) { return answerWith(outcome); }, *outcome_);
    return runsNow() ? runStep(operations_.front()) : report();
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

  bool runsNow() const {
    return operations_.size() == 1 && !request_.disableImmediateExecution && isRunnable(operations_.front());
  }

  /// A further attempt runs its one step and no more: Inngest counts attempts by call, so that a step which came after
  /// it in the same call would have fewer.
  bool mayCheckpoint() const {
    return checkpointing().enabled && !request_.disableImmediateExecution && !request_.functionId.empty() &&
           !request_.queueItemId.empty() && request_.attempt == 0;
  }
  const Checkpointing& checkpointing() const {
    const auto& own = function_.handler->options.checkpointing;
    return own ? *own : services_.checkpointing;
  }

  /// Runs step after step, as long as there is one at a time, and tells Inngest of them meanwhile (specification,
  /// 10.4.1). An answer, where the call must end with it; else it goes on as if it had begun here.
  std::optional<HttpResponse> runCheckpointed() {
    Checkpoints checkpoints(checkpointing(), request_, services_.api, services_.credentials, services_.clock,
                            services_.logger);
    while (!outcome_ && runsNow()) {
      if (checkpoints.isOverTime()) {
        const auto failure = answerWithout(checkpoints.flush(), checkpoints);
        return failure ? *failure : answerOperation([](JsonBuffer& json) { encodeDiscoveryRequest(json); });
      }
      Operation operation = std::move(operations_.front());
      operations_.clear();
      const Ended ended = run(operation);
      if (ended.failure) {
        // Where the steps before it are not told, they alone are the answer: were the failure among them, Inngest would
        // call twice, to try again and to go on. The step is then tried once more than it should be.
        const auto failure = answerWithout(checkpoints.flush(), checkpoints);
        return failure ? *failure : answerStep(operation, ended);
      }
      JsonBuffer json;
      encodeStepEnd(json, operation, ended.end);
      if (auto failure = answerWithout(checkpoints.add(json.view()), checkpoints)) return failure;
      execution_->supply(operation.hash, ended.end.result);
      replay();
    }
    return answerWithout(checkpoints.flush(), checkpoints);
  }

  /// The answer where Inngest could not be told of steps: they themselves. Where it has begun the call anew nobody waits
  /// for one, and none must end the run.
  std::optional<HttpResponse> answerWithout(Checkpoints::State state, Checkpoints& checkpoints) const {
    if (state == Checkpoints::State::good) return std::nullopt;
    if (state == Checkpoints::State::failed) return HttpResponse{206, {}, checkpoints.takeBuffered()};
    JsonBuffer json;
    encodeError(json, {"StaleCall", "Inngest has begun this call anew, so this one was given up"});
    return withRetry({500, {}, json.text()}, true, std::nullopt);
  }

  template <class Encode>
  HttpResponse answerOperation(Encode encode) const {
    JsonBuffer json;
    json.raw('[');
    encode(json);
    json.raw(']');
    return {206, {}, json.text()};
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
    for (Operation& operation : operations_) {
      if (!hash || operation.hash != *hash) continue;
      if (isRunnable(operation)) return runStep(operation);
      operations_ = {operation};
      return report();
    }
    if (hash && abandoned_.contains(*hash)) {
      return answerOperation([&](JsonBuffer& json) { encodeAbandonedStep(json, hash->toHex()); });
    }
    log(LogLevel::warning, "a step that is to be run is none of the function's: it has changed since this run began");
    return withRetry(
        answerOperation([&](JsonBuffer& json) { encodeStepNotFound(json, readableText(id.substr(0, 40))); }), true,
        std::nullopt);
  }

  /// Nothing is run: the steps are told, for Inngest to see to.
  HttpResponse report() {
    if (operations_.empty()) {
      return answerFailure({{"Error", "the handler waits for nothing that could come"}, false, std::nullopt}, false);
    }
    JsonBuffer json;
    json.raw('[');
    for (Operation& operation : operations_) {
      if (json.size() > 1) json.raw(',');
      encode(json, operation);
    }
    json.raw(']');
    return {206, {}, json.text()};
  }

  /// Of events nothing but that they are to be sent is told.
  void encode(JsonBuffer& json, Operation& operation) {
    if (std::holds_alternative<execution::Invoke>(operation.what)) execution_->prepare(operation);
    if (const auto* threw = std::get_if<execution::Threw>(&operation.what)) {
      encodeStepEnd(json, operation, {threw->failure.error, true});
    } else {
      encodeOperation(json, operation, app());
    }
  }

  /// How a step has ended that was run in this call.
  struct Ended {
    StepEnd end;
    std::optional<Failure> failure = std::nullopt;
  };

  HttpResponse runStep(Operation& operation) {
    const Ended ended = run(operation);
    return answerStep(operation, ended);
  }

  Ended run(Operation& operation) {
    execution_->prepare(operation);
    if (auto* threw = std::get_if<execution::Threw>(&operation.what)) return endedBy(std::move(*threw));
    if (const auto* send = std::get_if<execution::SendEvents>(&operation.what)) return sendEvents(operation, *send);
    Operation done = execution_->runStep(operation.hash, request_.attempt);
    if (auto* ran = std::get_if<execution::Ran>(&done.what)) return {{std::move(ran->result)}};
    return endedBy(std::move(std::get<execution::Threw>(done.what)));
  }

  Ended endedBy(execution::Threw threw) const {
    const bool ownAttemptsLeft = !threw.policy || !threw.policy->retries || request_.attempt < *threw.policy->retries;
    const bool isFinal = !threw.failure.retriable || !attemptsLeft() || !ownAttemptsLeft;
    return {{threw.failure.error, isFinal}, std::move(threw.failure)};
  }

  Ended sendEvents(const Operation& operation, const execution::SendEvents& send) {
    try {
      const auto seed = EventIdSeed::ofStep(request_.runId, operation.hash.toHex(), services_.clock.now());
      const auto ids = services_.events.send(send.events, seed);
      execution_->sent(operation.hash, ids, nullptr);
      return {{execution::sentEventsResult(ids)}};
    } catch (const SendError& error) {
      const std::string what = error.what();
      execution_->sent(operation.hash, {}, &what);
      Failure failure{{"SendError", what}, true, std::nullopt};
      return {{failure.error, !attemptsLeft()}, std::move(failure)};
    }
  }

  HttpResponse answerStep(const Operation& operation, const Ended& ended) const {
    HttpResponse response = answerOperation([&](JsonBuffer& json) { encodeStepEnd(json, operation, ended.end); });
    if (!ended.failure) return response;
    services_.logger.log(LogLevel::warning, "a step has failed",
                         {{"function", function_.id},
                          {"run", request_.runId},
                          {"step", operation.id},
                          {"error", errorName(ended.failure->error.name)},
                          {"message", ended.failure->error.message},
                          {"retried", ended.end.isFinal ? "no" : "yes"}});
    return withRetry(std::move(response), !ended.end.isFinal, ended.failure->retryAfter);
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
