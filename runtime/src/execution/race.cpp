// The first of several branches. Who has won is recorded like a step, and a replay lets the same branch win: the others
// are run as far as their recorded steps go, so that ids are counted as they were, and are held there.

#include "execution/execution_impl.hpp"

#include <algorithm>
#include <charconv>
#include <exception>
#include <utility>

namespace event_runtime::execution {

namespace {

std::size_t winnerIn(const std::string& record, std::string_view id, std::size_t count) {
  std::size_t winner = 0;
  const auto [end, error] = std::from_chars(record.data(), record.data() + record.size(), winner);
  if (error != std::errc{} || end != record.data() + record.size() || winner >= count) {
    throw DeterminismError("race \"" + std::string(id) + "\": recorded: branch " + record + " has won; now: it has " +
                           std::to_string(count) + " branches");
  }
  return winner;
}

/// Unfinished branches, it or below it, that do not wait for branches.
std::size_t activeUnder(const Branch& branch) {
  if (branch.finished) return 0;
  if (branch.children.empty()) return 1;
  std::size_t active = 0;
  for (const auto& child : branch.children) active += activeUnder(*child);
  // Between the end of its branches and its going on it is active itself.
  return std::max<std::size_t>(active, branch.unfinishedChildren == 0 ? 1 : 0);
}

bool isWithin(const Branch* branch, const Branch& ancestor) {
  while (branch != nullptr && branch != &ancestor) branch = branch->parent;
  return branch != nullptr;
}

}  // namespace

std::size_t Execution::Impl::race(std::string_view id, const std::function<void()>* branches, std::size_t count) {
  Branch& parent = enter(id);
  const StepHash hash = ids_.next(id, parent);
  std::optional<std::size_t> recorded;
  if (auto memoised = input_.memoised.extract(hash)) {
    recorded = winnerIn(takeResult(id, StepKind::race, 0, std::move(memoised.mapped())), id, count);
  }
  startBranches(parent, branches, count);
  parent.racing = true;
  parent.winnerRecorded = recorded.has_value();
  parent.winner = recorded ? parent.children[*recorded].get() : nullptr;
  wait(parent);

  const auto isWinner = [&](const auto& child) { return child.get() == parent.winner; };
  const auto winner =
      static_cast<std::size_t>(std::ranges::find_if(parent.children, isWinner) - parent.children.begin());
  const std::exception_ptr error = std::exchange(parent.children[winner]->error, nullptr);
  unwindLosers(parent);
  ids_.endBranches(parent);
  parent.children.clear();
  parent.unfinishedChildren = 0;
  parent.racing = false;
  parent.winner = nullptr;
  if (!recorded) {
    if (hasLostBefore(parent)) park(parent);
    recordWinner(parent, hash, id, winner);
  }
  if (error) std::rethrow_exception(error);
  return winner;
}

void Execution::Impl::recordWinner(Branch& branch, const StepHash& hash, std::string_view id, std::size_t winner) {
  StepState begun;
  begun.hash = hash;
  begun.id = id;
  begun.kind = StepKind::race;
  begun.branch = &branch;
  begun.what = Ran{std::to_string(winner)};
  StepState* step = nullptr;
  {
    const std::lock_guard lock(mutex_);
    step = &steps_.try_emplace(hash, std::move(begun)).first->second;
  }
  branch.step = step;
  begin(*step, false);
  wait(branch);
  branch.step = nullptr;
  const std::lock_guard lock(mutex_);
  steps_.erase(hash);
}

bool Execution::Impl::hasLostBefore(const Branch& branch) {
  for (const Branch* at = &branch; at->parent != nullptr; at = at->parent) {
    if (at->parent->racing && at->parent->winnerRecorded && at->parent->winner != at) return true;
  }
  return false;
}

bool Execution::Impl::isInRace(const Branch& branch) {
  for (const Branch* at = branch.parent; at != nullptr; at = at->parent) {
    if (at->racing) return true;
  }
  return false;
}

void Execution::Impl::park(Branch& branch) {
  for (;;) wait(branch);
}

void Execution::Impl::abandonLosers(Branch& parent) {
  for (const auto& child : parent.children) {
    if (child.get() == parent.winner || child->finished) continue;
    active_ -= activeUnder(*child);
    abandon(*child);
  }
  std::erase_if(runnable_, [](const Branch* branch) { return branch->abandoned; });
  std::make_heap(runnable_.begin(), runnable_.end(),
                 [](const Branch* a, const Branch* b) { return a->sequence > b->sequence; });
  for (const auto& [hash, step] : steps_) {
    if (step.branch->abandoned && step.status == StepState::Status::running) stopSoon_.push_back(hash);
  }
}

void Execution::Impl::abandon(Branch& branch) {
  branch.abandoned = true;
  for (const auto& child : branch.children) abandon(*child);
}

bool Execution::Impl::hasBodyUnder(const Branch& branch) const {
  return std::ranges::any_of(bodies_, [&](const Branch* body) { return isWithin(body, branch); });
}

void Execution::Impl::endBodyOf(Branch& branch) {
  for (Branch* at = branch.parent; at != nullptr; at = at->parent) {
    if (!at->awaitsBodies || at->abandoned || hasBodyUnder(*at)) continue;
    at->awaitsBodies = false;
    goOnAfterBranches(*at);
  }
}

bool Execution::Impl::isAbandoned(const StepHash& hash) const {
  if (abandonedSteps_.contains(hash)) return true;
  const auto step = steps_.find(hash);
  return step != steps_.end() && step->second.branch->abandoned;
}

void Execution::Impl::unwindLosers(Branch& parent) {
  for (const auto& child : parent.children) {
    if (child->finished) continue;
    // In a replay they are abandoned only now, unless the winner had to wait.
    abandon(*child);
    unwind(*child);
  }
  const std::lock_guard lock(mutex_);
  running_ = &parent;
  for (auto step = steps_.begin(); step != steps_.end();) {
    if (!step->second.branch->abandoned) {
      ++step;
      continue;
    }
    abandonedSteps_.insert(step->first);
    turn_.abandoned.push_back(step->first);
    step = steps_.erase(step);
  }
}

void Execution::Impl::requestStopOfLosers() {
  // With the lock held; it is given back for what users have registered.
  const auto losers = std::exchange(stopSoon_, {});
  if (losers.empty()) return;
  mutex_.unlock();
  for (const StepHash& step : losers) requestStop(&step);
  mutex_.lock();
}

}  // namespace event_runtime::execution
