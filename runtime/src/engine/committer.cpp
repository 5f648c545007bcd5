#include "engine/committer.hpp"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

namespace event_runtime::engine {
namespace {

/// Beyond it a transaction gains little by being larger, and those that wait for it lose.
constexpr std::size_t MAX_GROUP = 1024;
/// So many tasks are worth the waking of a worker before all that were committed have been looked at.
constexpr std::size_t HAND_OUT = 16;

}  // namespace

Committer::Committer(Store& store, Scheduler& scheduler, EventRouter& router, Clock& clock, Logger& logger,
                     std::function<void()> handOut)
    : store_(store),
      scheduler_(scheduler),
      router_(router),
      clock_(clock),
      logger_(logger),
      handOut_(std::move(handOut)) {
  batch_.reserve(MAX_GROUP);
}

void Committer::commit(Mail& mail, bool patient) {
  for (Progress& one : mail.progress) {
    if (!one.run || !scheduler_.isAside(one.run->id())) continue;
    // What came before it is lost to the store, so that it would not fit.
    one.mutations.clear();
    one.timers.clear();
    one.silent = 0;
  }
  if (isBehind()) {
    // Order within a run must hold, so everything that runs bring now waits behind what is kept.
    std::ranges::move(mail.progress, std::back_inserter(kept_));
    mail.progress.clear();
    applyInGroups(mail.sends, mail.progress);
    mail.sends.clear();
    applyKept(patient);
    return;
  }
  applyInGroups(mail.sends, mail.progress);
  mail.sends.clear();
  mail.progress.clear();
  if (isBehind()) applyKept(patient);
}

std::optional<Timestamp> Committer::nextDeadline() const {
  if (!isBehind()) return std::nullopt;
  return patience_.retryAt();
}

void Committer::applyInGroups(std::vector<Send>& sends, std::vector<Progress>& progress) {
  auto send = sends.begin();
  auto next = progress.begin();
  while (send != sends.end() || next != progress.end()) {
    std::size_t size = 0;
    const auto firstSend = send;
    for (; send != sends.end() && (size == 0 || size + send->mutations.size() <= MAX_GROUP); ++send)
      size += send->mutations.size();
    const auto first = next;
    for (; next != progress.end() && (size == 0 || size + next->mutations.size() <= MAX_GROUP); ++next) {
      size += next->mutations.size();
    }
    if (isBehind()) {
      std::move(first, next, std::back_inserter(kept_));
      apply({firstSend, send}, {});
    } else if (!apply({firstSend, send}, {first, next})) {
      std::move(first, next, std::back_inserter(kept_));
    }
  }
}

void Committer::applyKept(bool patient) {
  while (isBehind() && (patience_.mayTry(clock_.now()) || !patient)) {
    std::vector<Progress> trying = std::exchange(kept_, {});
    // Together first; then one by one, so that one that can never be stored does not keep the others back.
    if (trying.size() <= MAX_GROUP && apply({}, trying)) continue;
    for (Progress& one : trying) {
      const bool mustWait = std::ranges::any_of(kept_, [&](const Progress& kept) { return kept.run == one.run; });
      if (trying.size() == 1 || mustWait || !apply({}, {&one, 1})) kept_.push_back(std::move(one));
    }
    if (!isBehind()) break;
    patience_.failed(clock_.now());
    logger_.log(LogLevel::error, "the store fails; what runs have brought forth is kept and tried again",
                {{"error", lastError_},
                 {"kept", std::to_string(kept_.size())},
                 {"failures", std::to_string(patience_.failures())}});
    if (patience_.isSpent() && storeWorks()) {
      setAside();
      break;
    }
    if (patience_.isSpent() || (!patient && !patience_.mayRepeatAtOnce())) throw StoreError(lastError_);
  }
  if (!isBehind()) patience_.succeeded();
}

bool Committer::storeWorks() {
  constexpr std::string_view PROBE = "probe";
  std::vector<Mutation> probe;
  probe.emplace_back(PutControl{std::string(PROBE), Control{std::string(PROBE), "1"}});
  probe.emplace_back(PutControl{std::string(PROBE), std::nullopt});
  try {
    store_.apply(probe, nullptr);
    return true;
  } catch (const std::exception& error) {
    lastError_ = error.what();
    return false;
  }
}

void Committer::setAside() {
  // The store takes everything else, so the fault is with what these runs have brought forth.
  for (Progress& one : std::exchange(kept_, {})) {
    if (!one.run) continue;
    logger_.log(LogLevel::error,
                "what a run has brought forth can never be stored; it is left as it stands in the store until the next "
                "start",
                {{"function", one.run->function().id}, {"run", one.run->id()}, {"error", lastError_}});
    scheduler_.setAside(one.run);
  }
}

bool Committer::apply(std::span<Send> sends, std::span<Progress> progress) {
  if (sends.empty() && progress.empty()) return true;
  take(sends, progress);
  try {
    store_.apply(batch_, &router_);
  } catch (const std::exception& error) {
    lastError_ = error.what();
    giveBack(sends, progress);
    if (!sends.empty() && !progress.empty()) {
      // What runs have brought forth may be what cannot be stored.
      apply(sends, {});
      return false;
    }
    for (Send& send : sends) {
      send.done.set_value("the events were not stored: " + lastError_);
    }
    return false;
  }
  settle(sends, progress);
  return true;
}

void Committer::take(std::span<Send> sends, std::span<Progress> progress) {
  batch_.clear();
  sizes_.clear();
  const auto append = [this](std::vector<Mutation>& mutations) {
    sizes_.push_back(mutations.size());
    for (Mutation& mutation : mutations) {
      if (auto* accept = std::get_if<AcceptEvent>(&mutation)) scheduler_.name(*accept);
      batch_.push_back(std::move(mutation));
    }
  };
  for (Send& send : sends) append(send.mutations);
  for (Progress& one : progress) append(one.mutations);
}

void Committer::giveBack(std::span<Send> sends, std::span<Progress> progress) {
  auto mutation = batch_.begin();
  const auto giveBackTo = [&](std::vector<Mutation>& mutations) {
    const auto end = mutation + static_cast<std::ptrdiff_t>(mutations.size());
    std::move(mutation, end, mutations.begin());
    mutation = end;
  };
  for (Send& send : sends) giveBackTo(send.mutations);
  for (Progress& one : progress) giveBackTo(one.mutations);
}

void Committer::settle(std::span<Send> sends, std::span<Progress> progress) {
  std::span<Mutation> rest = batch_;
  auto size = sizes_.begin();
  const auto next = [&] {
    const auto mutations = rest.first(*size);
    rest = rest.subspan(*size);
    ++size;
    return mutations;
  };
  for (Send& send : sends) {
    for (Mutation& mutation : next()) {
      if (auto* accept = std::get_if<AcceptEvent>(&mutation)) {
        scheduler_.accepted(*accept);
      } else if (const auto* cancel = std::get_if<CancelRun>(&mutation); cancel && send.outcome) {
        *send.outcome = cancel->cancelled;
      } else if (const auto* signal = std::get_if<SendSignal>(&mutation); signal && send.outcome) {
        *send.outcome = signal->received;
      }
    }
    send.done.set_value({});
  }
  for (Progress& one : progress) {
    scheduler_.committed(one, next());
    if (scheduler_.tasks().size() >= HAND_OUT) handOut_();
  }
  scheduler_.settled();
}

}  // namespace event_runtime::engine
