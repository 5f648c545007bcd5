// What a handler calls, on its fibers. A fiber may go on in another thread after every suspend().

#include "execution/current_code.hpp"
#include "execution/execution_impl.hpp"
#include "execution/failure.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#define EVENT_RUNTIME_STACK_ADDRESS() _AddressOfReturnAddress()
#else
#define EVENT_RUNTIME_STACK_ADDRESS() __builtin_frame_address(0)
#endif

namespace event_runtime::execution {

namespace {

/// A handler that goes on asking for steps in a loop while it is being unwound would hold its thread for ever.
constexpr std::uint32_t MAX_INTERRUPTIONS = 100;

std::string quoted(std::string_view id) { return "step \"" + std::string(id) + "\""; }

/// Whether a step's result is data of the application's.
bool bringsData(StepKind kind) {
  return kind != StepKind::sleep && kind != StepKind::sendEvent && kind != StepKind::race;
}

std::string tooLarge(const std::string& who, std::size_t size) {
  return who + " gave " + std::to_string(size) + " bytes of JSON; at most " + std::to_string(MAX_RESULT_SIZE) +
         " (4 MiB) are kept. Store what is large elsewhere and return where it is";
}

}  // namespace

void Execution::Impl::enterFiber(void* argument) {
  Branch& branch = *static_cast<Branch*>(argument);
  if (branch.code == nullptr) {
    branch.execution->runRoot();
  } else {
    runBranch(branch);
  }
}

void Execution::Impl::runRoot() noexcept {
  try {
    JsonBuffer result;
    handler_.invoke(hooks_ ? hooks_->begin(input_.event) : input_.event, step_, result);
    outcome_ = Completed{result.text()};
  } catch (const Interrupted&) {
    if (interrupted_) return;
    outcome_ = Failed{currentFailure()};
  } catch (...) {
    outcome_ = Failed{currentFailure()};
  }
  if (interrupted_) {
    swallowedInterrupt_ = true;
    outcome_.reset();
    return;
  }
  if (hooks_) hooks_->endHandler(*outcome_);
  if (const auto* completed = std::get_if<Completed>(&*outcome_);
      completed && completed->result.size() > MAX_RESULT_SIZE) {
    outcome_ = Failed{ruleFailure(tooLarge("the handler", completed->result.size()))};
  }
}

void Execution::Impl::runBranch(Branch& branch) noexcept {
  try {
    (*branch.code)();
  } catch (const Interrupted&) {
    if (branch.execution->interrupted_ || branch.abandoned) return;
    branch.error = std::current_exception();
  } catch (...) {
    branch.error = std::current_exception();
  }
  if (branch.execution->interrupted_ || branch.abandoned) branch.execution->swallowedInterrupt_ = true;
}

Branch* Execution::Impl::callingBranch(const void* stackAddress) const {
  // By the stack that the caller stands on, not by thread: code after a switch may be on another thread than before.
  const std::lock_guard lock(mutex_);
  if (running_ != nullptr && running_->fiber->contains(stackAddress)) return running_;
  const auto body = std::find_if(bodies_.begin(), bodies_.end(),
                                 [&](const Branch* branch) { return branch->fiber->contains(stackAddress); });
  return body == bodies_.end() ? nullptr : *body;
}

Branch& Execution::Impl::enter(std::optional<std::string_view> id) {
  const auto caller = [&] { return id ? quoted(*id) : "parallel()"; };
  Branch* const branch = callingBranch(EVENT_RUNTIME_STACK_ADDRESS());
  if (branch == nullptr) {
    throw DeterminismError(caller() +
                           " is called from outside its handler, on a thread or a stack of another; call steps in " +
                           "the handler itself, and use parallel() to do several at a time");
  }
  if (branch->inBody) {
    throw DeterminismError(caller() + " is called inside the body of " + quoted(branch->step->id) +
                           "; steps can not be nested: call one after the other, or several in parallel()");
  }
  if (interrupted_ || branch->abandoned) interruptAgain(*branch);
  return *branch;
}

void Execution::Impl::interruptAgain(Branch& branch) {
  swallowedInterrupt_ = true;
  if (std::uncaught_exceptions() > 0 || ++branch.interruptions > MAX_INTERRUPTIONS) {
    // In a destructor, where a second exception would end the process, or in a loop without end.
    branch.fiber->abandon();
  }
  throw Interrupted{};
}

int Execution::Impl::attempt() const noexcept {
  const Branch* const branch = callingBranch(EVENT_RUNTIME_STACK_ADDRESS());
  return branch != nullptr && branch->inBody ? branch->step->attempt : input_.attempt;
}

std::stop_token Execution::Impl::stopToken() {
  const Branch* const branch = callingBranch(EVENT_RUNTIME_STACK_ADDRESS());
  if (branch == nullptr || !branch->inBody) return {};
  StepState& step = *branch->step;
  const std::lock_guard lock(mutex_);
  if (!step.stop) {
    step.stop.emplace();
    if (step.stopRequested) step.stop->request_stop();
  }
  return step.stop->get_token();
}

std::string Execution::Impl::runBody(std::string_view id, StepKind kind, StepPolicy policy,
                                     const std::function<void(JsonBuffer&)>& body) {
  StepState step;
  step.id = id;
  step.kind = kind;
  step.policy = std::move(policy);
  step.body = &body;
  return perform(std::move(step));
}

std::string Execution::Impl::request(std::string_view id, StepKind kind, StepState::What what) {
  StepState step;
  step.id = id;
  step.kind = kind;
  step.what = std::move(what);
  return perform(std::move(step));
}

std::string Execution::Impl::perform(StepState begun) {
  Branch& branch = enter(begun.id);
  begun.branch = &branch;
  begun.hash = ids_.next(begun.id, branch);
  if (auto memoised = input_.memoised.extract(begun.hash)) {
    return takeResult(begun.id, begun.kind, 0, std::move(memoised.mapped()));
  }
  if (hasLostBefore(branch)) park(branch);
  const StepHash hash = begun.hash;
  StepState* step = nullptr;
  {
    const std::lock_guard lock(mutex_);
    step = &steps_.try_emplace(hash, std::move(begun)).first->second;
  }
  branch.step = step;
  begin(*step, !input_.retrying.contains(hash));
  for (;;) {
    wait(branch);
    if (branch.wake == Branch::Wake::goOn) break;
    if (branch.wake == Branch::Wake::runBody) {
      runBodyHere(*step);
    } else {
      begin(*step, true);
    }
  }
  branch.step = nullptr;
  MemoisedStep done;
  const std::string id = std::move(step->id);
  const StepKind kind = step->kind;
  const int attempt = step->attempt;
  bool sending = false;
  {
    const std::lock_guard lock(mutex_);
    done.result = std::move(step->result);
    sending = step->sending;
    steps_.erase(hash);
  }
  const auto* const record = std::get_if<std::string>(&done.result);
  if (sending && record != nullptr) hooks_->sent(*record);
  return takeResult(id, kind, attempt, std::move(done));
}

std::string Execution::Impl::takeResult(std::string_view id, StepKind kind, int attempt, MemoisedStep memoised) {
  if (memoised.kind && *memoised.kind != kind) {
    const std::string name = " \"" + std::string(id) + "\"";
    throw DeterminismError(
        "recorded: " + (std::string(nameOf(*memoised.kind)) + name) + "; now: " + (std::string(nameOf(kind)) + name) +
        ". The handler was changed while this run was under way; a step that does something else needs " +
        "another id");
  }
  if (hooks_) {
    if (bringsData(kind)) hooks_->transformResult({id, nameOf(kind), attempt}, memoised.result);
    hooks_->goOn();
  }
  if (auto* error = std::get_if<ErrorInfo>(&memoised.result)) throw StepError(std::string(id), std::move(*error));
  return std::get<std::string>(std::move(memoised.result));
}

void Execution::Impl::begin(StepState& step, bool mayRunInline) {
  if (step.body != nullptr) {
    std::size_t active = 0;
    {
      const std::lock_guard lock(mutex_);
      active = active_;
    }
    const bool hasTimeout = step.policy && step.policy->timeout.count() > 0;
    if (options_.immediate && mayRunInline && active == 1 && !hasTimeout) {
      runBodyHere(step);
    } else {
      step.what = Planned{step.policy};
    }
  }
  Operation operation{step.hash, step.id, step.kind, {}, isInRace(*step.branch)};
  if (hooks_ && step.kind == StepKind::sendEvent) {
    operation.what = step.what;  // prepare() may fail, and what is sent is needed again
  } else {
    operation.what = std::move(step.what);
  }
  const std::lock_guard lock(mutex_);
  step.status = std::holds_alternative<Planned>(operation.what) ? StepState::Status::planned
                : std::holds_alternative<Threw>(operation.what) ? StepState::Status::threw
                                                                : StepState::Status::waiting;
  turn_.operations.push_back(std::move(operation));
}

void Execution::Impl::runBodyHere(StepState& step) noexcept {
  if (hooks_) hooks_->beginBody();
  step.branch->inBody = true;
  currentCode().step = step.id.c_str();
  try {
    JsonBuffer result;
    (*step.body)(result);
    step.what = Ran{result.text()};
  } catch (...) {
    step.what = Threw{currentFailure(), step.policy, delayOfCurrent(step.policy, step.attempt + 1)};
  }
  currentCode().step = "";
  step.branch->inBody = false;
  if (hooks_) hooks_->endBody({step.id, nameOf(step.kind), step.attempt}, step.what);
  if (const auto* ran = std::get_if<Ran>(&step.what); ran && ran->result.size() > MAX_RESULT_SIZE) {
    step.what = Threw{ruleFailure(tooLarge(quoted(step.id), ran->result.size()))};
  }
}

void Execution::Impl::wait(Branch& branch) {
  branch.fiber->suspend();
  if (branch.wake != Branch::Wake::interrupt) return;
  branch.interruptions = 1;
  throw Interrupted{};
}

void Execution::Impl::runBranches(const std::function<void()>* branches, std::size_t count) {
  Branch& parent = enter(std::nullopt);
  if (count == 0) return;
  startBranches(parent, branches, count);
  wait(parent);
  ids_.endBranches(parent);
  const auto children = std::move(parent.children);
  parent.children.clear();
  for (const auto& child : children) {
    if (child->error) std::rethrow_exception(std::exchange(child->error, nullptr));
  }
}

void Execution::Impl::startBranches(Branch& parent, const std::function<void()>* branches, std::size_t count) {
  parent.children.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    auto child = std::make_unique<Branch>();
    child->execution = this;
    child->parent = &parent;
    child->code = &branches[i];
    child->depth = parent.depth + 1;
    child->sequence = nextSequence_++;
    parent.children.push_back(std::move(child));
  }
  const std::lock_guard lock(mutex_);
  runnable_.reserve(runnable_.size() + count + active_);
  parent.unfinishedChildren = count;
  active_ += count - 1;
  for (const auto& child : parent.children) makeRunnable(*child, Branch::Wake::goOn);
}

}  // namespace event_runtime::execution
