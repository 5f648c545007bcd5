#include "execution/hooks.hpp"

#include "execution/failure.hpp"
#include "execution/sent_events.hpp"

#include <utility>

namespace event_runtime::execution {

namespace {

/// What a hook has thrown takes the place of what it was to change, which may be what must not get out. It can not make
/// something worth a retry that was not.
Failure replacementOf(const Failure* failure) noexcept {
  Failure thrown = currentFailure();
  if (failure != nullptr && !failure->retriable) thrown.retriable = false;
  return thrown;
}

}  // namespace

void Hooks::tell(std::string_view name, void (Middleware::*hook)(const RunContext&)) const noexcept {
  chain_.tell(name, [&](Middleware& middleware) { (middleware.*hook)(context_); });
}

const StoredEvent& Hooks::begin(const StoredEvent& event) {
  event_ = event;
  bool nothingRecorded = false;
  {
    const std::lock_guard lock(mutex_);
    begun_ = true;
    nothingRecorded = recorded_ == 0;
  }
  const std::span<StoredEvent> events =
      event_.batch.empty() ? std::span<StoredEvent>(&event_, 1) : std::span<StoredEvent>(event_.batch);
  chain_.transform([&](Middleware& middleware) { middleware.transformInput(context_, events); });
  if (nothingRecorded) openStretch();
  return event_;
}

void Hooks::transformResult(const StepInfo& step, StepResult& result) const {
  const Output output{std::get_if<std::string>(&result), std::get_if<ErrorInfo>(&result)};
  chain_.transform([&](Middleware& middleware) { middleware.transformStepResult(context_, step, output); });
}

void Hooks::goOn() {
  {
    const std::lock_guard lock(mutex_);
    if (recorded_ > 0) --recorded_;
    if (recorded_ > 0 && !memoizationEnded_) return;
  }
  openStretch();
}

void Hooks::beginBody() { openStretch(); }

void Hooks::endMemoization() noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(memoizationEnded_, true)) return;
  }
  tell("afterMemoization", &Middleware::afterMemoization);
}

void Hooks::openStretch() noexcept {
  endMemoization();
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(stretchOpen_, true)) return;
  }
  tell("beforeExecution", &Middleware::beforeExecution);
}

void Hooks::closeStretch() noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(stretchOpen_, false)) return;
  }
  tell("afterExecution", &Middleware::afterExecution);
}

void Hooks::transformOutput(const StepInfo* step, const Output& output) const {
  chain_.transform([&](Middleware& middleware) { middleware.transformOutput(context_, step, output); });
  if (output.data != nullptr) requireJson(*output.data, "an output");
}

void Hooks::endBody(const StepInfo& step, What& what) noexcept {
  closeStretch();
  auto* const threw = std::get_if<Threw>(&what);
  try {
    if (threw != nullptr) {
      transformOutput(&step, {nullptr, &threw->failure.error});
    } else if (auto* const ran = std::get_if<Ran>(&what)) {
      transformOutput(&step, {&ran->result, nullptr});
    }
  } catch (...) {
    what = Threw{replacementOf(threw == nullptr ? nullptr : &threw->failure),
                 threw == nullptr ? nullptr : threw->policy, threw == nullptr ? std::nullopt : threw->delay};
  }
}

void Hooks::endHandler(Outcome& outcome) noexcept {
  openStretch();
  closeStretch();
  auto* const failed = std::get_if<Failed>(&outcome);
  try {
    if (failed != nullptr) {
      transformOutput(nullptr, {nullptr, &failed->failure.error});
    } else {
      transformOutput(nullptr, {&std::get<Completed>(outcome).result, nullptr});
    }
  } catch (...) {
    outcome = Failed{replacementOf(failed == nullptr ? nullptr : &failed->failure)};
  }
}

void Hooks::prepare(const StepInfo& step, What& what) {
  closeStretch();
  if (auto* const send = std::get_if<SendEvents>(&what)) {
    chain_.beforeSend(&context_, send->events);
  } else if (auto* const invoke = std::get_if<Invoke>(&what)) {
    chain_.transform([&](Middleware& middleware) { middleware.transformStepInput(context_, step, invoke->data); });
    requireJson(invoke->data, "what a function is called with");
  }
}

void Hooks::sent(std::span<const std::string> ids, const std::string* error) const noexcept {
  chain_.afterSend(&context_, ids, error);
}

void Hooks::sent(const std::string& record) const noexcept {
  const auto events = parse<SentEvents>(record);
  if (events) sent((*events).ids, nullptr);
}

void Hooks::end() noexcept {
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(begun_, false)) return;
  }
  // What was recorded may not all have been asked for.
  bool nothingNew = false;
  {
    const std::lock_guard lock(mutex_);
    nothingNew = !memoizationEnded_;
  }
  if (nothingNew) openStretch();
  closeStretch();
  tell("beforeResponse", &Middleware::beforeResponse);
}

}  // namespace event_runtime::execution
