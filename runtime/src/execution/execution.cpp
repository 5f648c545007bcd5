#include "execution/execution.hpp"

#include "execution/execution_impl.hpp"
#include "execution/failure.hpp"
#include "execution/stack_pool.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace event_runtime::execution {

namespace {
bool startedLater(const Branch* a, const Branch* b) { return a->sequence > b->sequence; }
}  // namespace

Execution::Impl::Impl(Execution& owner, const Handler& handler, Input input, Options options, StackPool& stacks)
    : step_(owner), handler_(handler), input_(std::move(input)), options_(options), stacks_(stacks) {
  root_.execution = this;
  if (options_.middleware == nullptr) return;
  hooks_.emplace(*options_.middleware, RunContext(handler_.id, input_.runId, input_.attempt, options_.request),
                 input_.memoised.size() + input_.suppliedLater);
}

Execution::Impl::~Impl() { interrupt(); }

Turn Execution::Impl::advance() {
  std::unique_lock lock(mutex_);
  if (advancing_) throw std::logic_error("Execution::advance() is called while another call is under way");
  if (interrupted_ || root_.finished) return {};
  advancing_ = true;
  turn_ = {};
  if (!started_) {
    started_ = true;
    makeRunnable(root_, Branch::Wake::goOn);
  }
  runRunnable(lock);
  requestStopOfLosers();
  advancing_ = false;
  if (outcome_) {
    turn_.outcome = std::move(outcome_);
    outcome_.reset();
    turn_.unusedSteps = unusedSteps();
  }
  return std::exchange(turn_, {});
}

void Execution::Impl::runRunnable(std::unique_lock<std::mutex>& lock) {
  while (!runnable_.empty()) {
    std::pop_heap(runnable_.begin(), runnable_.end(), startedLater);
    Branch& branch = *runnable_.back();
    runnable_.pop_back();
    if (!branch.fiber) {
      lock.unlock();
      const bool started = startFiber(branch);
      lock.lock();
      if (!started) {
        finish(branch);
        continue;
      }
    }
    running_ = &branch;
    lock.unlock();
    branch.fiber->resume();
    lock.lock();
    running_ = nullptr;
    if (branch.fiber->ended()) finish(branch);
  }
}

bool Execution::Impl::startFiber(Branch& branch) {
  try {
    branch.fiber.emplace(stacks_, &Impl::enterFiber, &branch);
    return true;
  } catch (...) {
    branch.error = std::current_exception();
    if (branch.parent == nullptr) outcome_ = Failed{currentFailure()};
    return false;
  }
}

void Execution::Impl::makeRunnable(Branch& branch, Branch::Wake wake) {
  branch.wake = wake;
  runnable_.push_back(&branch);
  std::push_heap(runnable_.begin(), runnable_.end(), startedLater);
}

void Execution::Impl::finish(Branch& branch) {
  branch.fiber.reset();
  branch.finished = true;
  --active_;
  Branch* const parent = branch.parent;
  if (parent == nullptr) return;
  --parent->unfinishedChildren;
  if (!parent->racing) {
    if (parent->unfinishedChildren == 0) goOnAfterBranches(*parent);
    return;
  }
  if (parent->winner == nullptr) parent->winner = &branch;
  if (parent->winner != &branch) return;
  abandonLosers(*parent);
  // Their stacks are needed as long as a body runs there.
  parent->awaitsBodies = hasBodyUnder(*parent);
  if (!parent->awaitsBodies) goOnAfterBranches(*parent);
}

void Execution::Impl::goOnAfterBranches(Branch& parent) {
  ++active_;
  makeRunnable(parent, Branch::Wake::goOn);
}

Operation Execution::Impl::runStep(const StepHash& hash, int attempt) {
  StepState* step = nullptr;
  {
    const std::lock_guard lock(mutex_);
    const auto found = steps_.find(hash);
    if (isAbandoned(hash)) return {hash, {}, StepKind::run, Planned{}, true};
    if (interrupted_ || found == steps_.end() || found->second.status != StepState::Status::planned) {
      throw std::logic_error("Execution::runStep(): step " + hash.toHex() + " is not planned");
    }
    step = &found->second;
    bodies_.push_back(step->branch);
    step->status = StepState::Status::running;
    step->attempt = attempt;
    step->branch->wake = Branch::Wake::runBody;
  }
  step->branch->fiber->resume();
  const std::lock_guard lock(mutex_);
  std::erase(bodies_, step->branch);
  endBodyOf(*step->branch);
  step->status = std::holds_alternative<Ran>(step->what) ? StepState::Status::waiting : StepState::Status::threw;
  return {step->hash, step->id, step->kind, std::move(step->what), isInRace(*step->branch)};
}

bool Execution::Impl::isPlanned(const StepHash& hash) const {
  const std::lock_guard lock(mutex_);
  const auto found = steps_.find(hash);
  return !interrupted_ && !isAbandoned(hash) && found != steps_.end() &&
         found->second.status == StepState::Status::planned;
}

bool Execution::Impl::isRunnable() const {
  const std::lock_guard lock(mutex_);
  return !runnable_.empty();
}

StepState* Execution::Impl::waitingStep(const StepHash& hash, const char* wanted) {
  if (interrupted_ || isAbandoned(hash)) return nullptr;
  const auto found = steps_.find(hash);
  if (found != steps_.end()) {
    switch (found->second.status) {
      case StepState::Status::planned:
      case StepState::Status::waiting:
      case StepState::Status::threw:
        return &found->second;
      case StepState::Status::beginning:
      case StepState::Status::running:
      case StepState::Status::resumed:
        break;
    }
  }
  throw std::logic_error(std::string("Execution::") + wanted + "(): step " + hash.toHex() + " does not wait");
}

void Execution::Impl::supply(const StepHash& hash, StepResult result) {
  const std::lock_guard lock(mutex_);
  StepState* const step = waitingStep(hash, "supply");
  if (step == nullptr) return;
  step->result = std::move(result);
  step->status = StepState::Status::resumed;
  makeRunnable(*step->branch, Branch::Wake::goOn);
}

void Execution::Impl::retry(const StepHash& hash, int attempt) {
  const std::lock_guard lock(mutex_);
  StepState* const step = waitingStep(hash, "retry");
  if (step == nullptr) return;
  if (step->status != StepState::Status::threw) {
    throw std::logic_error("Execution::retry(): step " + hash.toHex() + " did not throw");
  }
  step->attempt = attempt;
  step->stopRequested = false;
  step->stop.reset();
  step->status = StepState::Status::resumed;
  makeRunnable(*step->branch, Branch::Wake::retry);
}

void Execution::Impl::prepare(Operation& operation) {
  const bool sends = std::holds_alternative<SendEvents>(operation.what);
  if (!hooks_ || (!sends && !std::holds_alternative<Invoke>(operation.what))) return;
  const StepInfo info{operation.id, nameOf(operation.kind)};
  try {
    hooks_->prepare(info, operation.what);
  } catch (...) {
    Failure failure = currentFailure();
    failure.retriable = failure.retriable && sends;  // a call that waits is not told from one that is to be retried
    operation.what = Threw{std::move(failure)};
    hooks_->endBody(info, operation.what);
  }
  const std::lock_guard lock(mutex_);
  const auto found = steps_.find(operation.hash);
  if (found == steps_.end()) return;
  if (std::holds_alternative<Threw>(operation.what)) {
    found->second.status = StepState::Status::threw;
  } else {
    found->second.sending = sends;
  }
}

void Execution::Impl::sent(const StepHash& hash, std::span<const std::string> ids, const std::string* error) {
  if (!hooks_) return;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = steps_.find(hash); found != steps_.end()) found->second.sending = false;
  }
  hooks_->sent(ids, error);
}

void Execution::Impl::requestStop(const StepHash* only) {
  std::vector<std::stop_source> sources;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [hash, step] : steps_) {
      if (only != nullptr && hash != *only) continue;
      step.stopRequested = true;
      if (step.stop) sources.push_back(*step.stop);
    }
  }
  // User code is called back here.
  for (std::stop_source& source : sources) source.request_stop();
}

void Execution::Impl::interrupt() {
  {
    const std::lock_guard lock(mutex_);
    if (interrupted_) return;
    if (advancing_ || !bodies_.empty())
      throw std::logic_error("Execution::interrupt() is called while user code is running");
    interrupted_ = true;
    runnable_.clear();
  }
  if (hooks_) hooks_->end();
  unwind(root_);
  const std::lock_guard lock(mutex_);
  steps_.clear();
}

void Execution::Impl::unwind(Branch& branch) {
  // A branch uses what stands on the stack of the one that waits for it.
  for (const auto& child : branch.children) unwind(*child);
  if (branch.fiber) {
    {
      const std::lock_guard lock(mutex_);
      branch.wake = Branch::Wake::interrupt;
      running_ = &branch;
    }
    branch.fiber->resume();
    const std::lock_guard lock(mutex_);
    running_ = nullptr;
    branch.fiber.reset();
  }
  branch.finished = true;
}

std::vector<StepHash> Execution::Impl::unusedSteps() const {
  std::vector<StepHash> hashes;
  hashes.reserve(input_.memoised.size());
  for (const auto& [hash, step] : input_.memoised) hashes.push_back(hash);
  std::sort(hashes.begin(), hashes.end());
  return hashes;
}

Execution::Execution(const Handler& handler, Input input, Options options, StackPool& stacks)
    : impl_(std::make_unique<Impl>(*this, handler, std::move(input), options, stacks)) {}

Execution::~Execution() = default;

Turn Execution::advance() { return impl_->advance(); }
Operation Execution::runStep(const StepHash& hash, int attempt) { return impl_->runStep(hash, attempt); }
bool Execution::isPlanned(const StepHash& hash) const { return impl_->isPlanned(hash); }
bool Execution::isRunnable() const { return impl_->isRunnable(); }
void Execution::supply(const StepHash& hash, StepResult result) { impl_->supply(hash, std::move(result)); }
void Execution::retry(const StepHash& hash, int attempt) { impl_->retry(hash, attempt); }
bool Execution::swallowedInterrupt() const noexcept { return impl_->swallowedInterrupt(); }
void Execution::prepare(Operation& operation) { impl_->prepare(operation); }
void Execution::sent(const StepHash& hash, std::span<const std::string> ids, const std::string* error) {
  impl_->sent(hash, ids, error);
}
void Execution::requestStop(const StepHash& hash) { impl_->requestStop(&hash); }
void Execution::requestStop() { impl_->requestStop(nullptr); }
void Execution::interrupt() { impl_->interrupt(); }
const StoredEvent& Execution::event() const noexcept { return impl_->event(); }

}  // namespace event_runtime::execution
