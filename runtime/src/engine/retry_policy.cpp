#include "engine/retry_policy.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace event_runtime::engine {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::chrono::milliseconds, 10> BACKOFF{15s, 30s, 1min, 2min, 5min, 10min, 20min, 40min, 1h, 2h};
constexpr std::chrono::milliseconds SHORTEST_RETRY_AFTER = 1s;
constexpr std::chrono::milliseconds LONGEST_RETRY_AFTER = 24h;

/// FNV-1a; a zero byte ends each part, so that ("ab", "c") and ("a", "bc") differ.
void mix(std::uint64_t& hash, std::string_view part) noexcept {
  constexpr std::uint64_t PRIME = 0x100000001b3;
  for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * PRIME;
  hash *= PRIME;
}

}  // namespace

std::chrono::milliseconds backoff(int failures) noexcept {
  const auto index =
      std::clamp<std::size_t>(static_cast<std::size_t>(std::max(failures, 1)) - 1, 0, BACKOFF.size() - 1);
  return BACKOFF[index];
}

std::chrono::milliseconds backoff(const Backoff& rule, int failures) noexcept {
  // In floating point, where a large power is infinite and not wrong.
  const double pause = static_cast<double>(rule.first.count()) * std::pow(rule.factor, std::max(failures, 1) - 1);
  if (!(pause < static_cast<double>(rule.longest.count()))) return rule.longest;
  return std::chrono::milliseconds{std::llround(pause)};
}

std::chrono::milliseconds jitter(std::string_view runId, std::string_view step, int failures,
                                 std::chrono::milliseconds longest) noexcept {
  std::uint64_t hash = 0xcbf29ce484222325;
  mix(hash, runId);
  mix(hash, step);
  hash += static_cast<std::uint64_t>(failures) * 0x9e3779b97f4a7c15;
  // FNV leaves the last bytes in the low bits; spread them (the finaliser of SplitMix64).
  hash = (hash ^ (hash >> 30)) * 0xbf58476d1ce4e5b9;
  hash = (hash ^ (hash >> 27)) * 0x94d049bb133111eb;
  hash ^= hash >> 31;
  return std::chrono::milliseconds{hash % static_cast<std::uint64_t>(longest.count() + 1)};
}

std::optional<Timestamp> nextAttempt(const FailedAttempt& attempt, const execution::Failure& failure, Timestamp now) {
  if (!failure.retriable || attempt.failures > attempt.retries) return std::nullopt;
  if (!failure.retryAfter && attempt.delay) {
    return now + std::clamp<std::chrono::milliseconds>(*attempt.delay, 0ms, execution::MAX_SLEEP);
  }
  if (!failure.retryAfter && attempt.backoff != nullptr) {
    return now + backoff(*attempt.backoff, attempt.failures) +
           jitter(attempt.runId, attempt.step, attempt.failures, attempt.backoff->jitter);
  }
  if (!failure.retryAfter)
    return now + backoff(attempt.failures) + jitter(attempt.runId, attempt.step, attempt.failures);
  // Compared as points in time: the difference of two far ones may not fit.
  const Timestamp earliest = now + SHORTEST_RETRY_AFTER;
  const Timestamp latest = now + LONGEST_RETRY_AFTER;
  if (const auto* time = std::get_if<Timestamp>(&*failure.retryAfter)) return std::clamp(*time, earliest, latest);
  const auto delay = std::get<std::chrono::milliseconds>(*failure.retryAfter);
  return now + std::clamp(delay, SHORTEST_RETRY_AFTER, LONGEST_RETRY_AFTER);
}

}  // namespace event_runtime::engine
