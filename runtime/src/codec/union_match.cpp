#include <event_runtime/codec/union_match.hpp>

#include "codec/tape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace event_runtime {

namespace {

/// How many words of the tape a value takes.
std::size_t wordsOf(const std::uint64_t* word, const std::uint64_t* tape) noexcept {
  return static_cast<std::size_t>(tape::after(word, tape) - word);
}

std::string joined(std::span<const std::string_view> names) {
  std::string out;
  for (const std::string_view name : names) {
    if (!out.empty()) out += ", ";
    out += name;
  }
  return out;
}

}  // namespace

bool Decoder::mayTry(JsonValue json) noexcept {
  const std::size_t words = wordsOf(json.word, tape_);
  const std::size_t document = wordsOf(tape_ + 1, tape_);
  const std::size_t allowed = document * UnionMatch::WORK_FACTOR;
  if (words > allowed - std::min(tried_, allowed)) return false;
  tried_ += words;
  return true;
}

UnionMatch::UnionMatch(Decoder& decoder, JsonValue json, std::span<const std::string_view> names, UnionRule rule,
                       const Path& path)
    : decoder_(decoder), json_(json), names_(names), rule_(rule), path_(path) {}

UnionMatch::~UnionMatch() {
  // Only where a decoder threw in the middle.
  if (phase_ == Phase::trying && current_ != NONE) --decoder_.trying_;
}

/// Whether all tries together have looked at enough; reports it.
bool UnionMatch::tooMuchWork() {
  if (decoder_.mayTry(json_)) return false;
  phase_ = Phase::done;
  if (decoder_.fails()) {
    decoder_.add({IssueCode::invalidUnion, toJsonPointer(path_),
                  "takes too much work to read: unions within unions were tried too often", joined(names_), ""});
  }
  return true;
}

/// Begins to read the current alternative.
bool UnionMatch::begin() {
  if (tooMuchWork()) return false;
  failuresBefore_ = decoder_.failures_;
  decoder_.triedWord_ = json_.word;
  ++decoder_.trying_;
  return true;
}

bool UnionMatch::next() {
  if (phase_ == Phase::done) return false;
  if (phase_ == Phase::explaining) {
    reportNearest();
    return false;
  }
  if (current_ == NONE) {
    current_ = 0;
    return begin();
  }
  // What was tried is now known.
  --decoder_.trying_;
  // Another type is farther away than any number of failures within.
  constexpr std::size_t FAR = NONE / 2;
  const bool isOtherType = std::exchange(decoder_.isOtherType_, false);
  const std::size_t failures = isOtherType ? FAR : decoder_.failures_ - failuresBefore_;
  decoder_.failures_ = failuresBefore_;
  if (failures == 0) {
    if (chosen_ != NONE) {
      phase_ = Phase::done;
      report(fmt::format("fits {} as well as {}, where exactly one is allowed", names_[chosen_], names_[current_]));
      return false;
    }
    chosen_ = current_;
    if (rule_ == UnionRule::first) {
      phase_ = Phase::done;
      return false;
    }
  } else if (failures < nearestFailures_) {
    nearest_ = current_;
    nearestFailures_ = failures;
  }
  return ++current_ == names_.size() ? finish() : begin();
}

/// After the last alternative.
bool UnionMatch::finish() {
  phase_ = Phase::done;
  if (chosen_ != NONE) return readChosen();
  return decoder_.fails() && explain();
}

/// What was read after it has taken its place.
bool UnionMatch::readChosen() {
  if (chosen_ + 1 == names_.size() || tooMuchWork()) return false;
  current_ = chosen_;
  return true;
}

/// Reads the nearest alternative once more, to know what is wrong with it.
bool UnionMatch::explain() {
  if (!decoder_.mayTry(json_)) {
    report(fmt::format("fits none of {}", joined(names_)));
    return false;
  }
  phase_ = Phase::explaining;
  current_ = nearest_;
  outerIssues_ = std::exchange(decoder_.issues_, {});
  return true;
}

void UnionMatch::report(std::string message) {
  decoder_.add({IssueCode::invalidUnion, toJsonPointer(path_), std::move(message), joined(names_),
                tape::excerpt(decoder_, json_)});
}

void UnionMatch::reportNearest() {
  phase_ = Phase::done;
  const std::vector<Issue> issues = std::exchange(decoder_.issues_, std::move(outerIssues_));
  for (const Issue& issue : issues) {
    decoder_.issueBytes_ -= std::min(
        decoder_.issueBytes_, issue.path.size() + issue.message.size() + issue.expected.size() + issue.received.size());
  }
  const std::size_t prefix = toJsonPointer(path_).size();
  std::string nearest;
  constexpr std::size_t SHOWN = 3;
  for (std::size_t i = 0; i < std::min(issues.size(), SHOWN); ++i) {
    const std::string_view place = std::string_view(issues[i].path).substr(std::min(prefix, issues[i].path.size()));
    nearest += fmt::format("{}{}{}{}", i == 0 ? "" : "; ", place, place.empty() ? "" : " ", issues[i].message);
  }
  if (issues.size() > SHOWN) nearest += "; …";
  // `must be a string` of each alternative is said by their names.
  const bool isOtherType =
      issues.size() == 1 && issues[0].code == IssueCode::invalidType && issues[0].path.size() == prefix;
  if (isOtherType || nearest.empty()) {
    report(fmt::format("fits none of {}", joined(names_)));
  } else {
    report(fmt::format("fits none of {}; nearest is {}: {}", joined(names_), names_[nearest_], nearest));
  }
}

}  // namespace event_runtime
