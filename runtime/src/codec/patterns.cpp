#include "codec/patterns.hpp"

#include <re2/re2.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>

namespace event_runtime {

namespace {

/// `^[class]{m,n}$`: so many bytes, each one of a set of ASCII characters.
struct Repetition {
  std::array<bool, 256> members{};
  std::size_t minimum = 1;
  std::size_t maximum = 1;

  bool matches(std::string_view text) const noexcept {
    if (text.size() < minimum || text.size() > maximum) return false;
    bool all = true;
    for (const char character : text) all &= members[static_cast<unsigned char>(character)];
    return all;
  }
};

/// Characters that mean themselves inside brackets, and as the ends of a range.
bool isPlain(char character) noexcept {
  return character >= ' ' && character <= '~' && character != '\\' && character != '[' && character != ']' &&
         character != '^' && character != '-';
}

/// The set between brackets; std::nullopt for anything but plain characters, ranges and a `-` at the end.
std::optional<std::array<bool, 256>> readClass(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::array<bool, 256> members{};
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '-' && i + 1 == text.size()) {
      members['-'] = true;
    } else if (!isPlain(text[i])) {
      return std::nullopt;
    } else if (i + 2 < text.size() && text[i + 1] == '-') {
      if (!isPlain(text[i + 2]) || text[i + 2] < text[i]) return std::nullopt;
      for (char c = text[i]; c <= text[i + 2]; ++c) members[static_cast<unsigned char>(c)] = true;
      i += 2;
    } else {
      members[static_cast<unsigned char>(text[i])] = true;
    }
  }
  return members;
}

/// `+`, `*`, nothing, `{m}`, `{m,}` or `{m,n}`.
bool readQuantifier(std::string_view text, Repetition& out) {
  constexpr std::size_t UNBOUNDED = std::numeric_limits<std::size_t>::max();
  if (text.empty()) return true;
  if (text == "+" || text == "*") {
    out.minimum = text == "+" ? 1 : 0;
    out.maximum = UNBOUNDED;
    return true;
  }
  if (text.size() < 3 || text.front() != '{' || text.back() != '}') return false;
  text = text.substr(1, text.size() - 2);
  const char* const end = text.data() + text.size();
  auto [afterMinimum, error] = std::from_chars(text.data(), end, out.minimum);
  if (error != std::errc{}) return false;
  out.maximum = out.minimum;
  if (afterMinimum == end) return true;
  if (*afterMinimum != ',') return false;
  out.maximum = UNBOUNDED;
  if (afterMinimum + 1 == end) return true;
  const auto [afterMaximum, secondError] = std::from_chars(afterMinimum + 1, end, out.maximum);
  return secondError == std::errc{} && afterMaximum == end && out.minimum <= out.maximum;
}

std::optional<Repetition> readRepetition(std::string_view pattern) {
  if (!pattern.starts_with("^[") || !pattern.ends_with('$')) return std::nullopt;
  const std::size_t close = pattern.find(']');
  if (close == std::string_view::npos) return std::nullopt;
  const auto members = readClass(pattern.substr(2, close - 2));
  if (!members) return std::nullopt;
  Repetition repetition{*members};
  if (!readQuantifier(pattern.substr(close + 1, pattern.size() - close - 2), repetition)) return std::nullopt;
  return repetition;
}

struct Pattern {
  explicit Pattern(std::string_view text) : repetition(readRepetition(text)) {
    if (repetition) return;
    re2::RE2::Options options;
    options.set_log_errors(false);
    regex = std::make_unique<re2::RE2>(re2::StringPiece(text.data(), text.size()), options);
  }

  bool matches(std::string_view text) const {
    if (repetition) return repetition->matches(text);
    return regex->ok() && re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex);
  }

  std::optional<Repetition> repetition;
  std::unique_ptr<re2::RE2> regex;
};

/// Grows by what schemas hold, which is fixed when a program is built.
class PatternCache {
 public:
  const Pattern& get(std::string_view text) {
    {
      const std::shared_lock lock(mutex_);
      if (const auto found = patterns_.find(text); found != patterns_.end()) return *found->second;
    }
    const std::unique_lock lock(mutex_);
    auto& pattern = patterns_[std::string(text)];
    if (!pattern) pattern = std::make_unique<Pattern>(text);
    return *pattern;
  }

 private:
  std::shared_mutex mutex_;
  std::map<std::string, std::unique_ptr<Pattern>, std::less<>> patterns_;
};

}  // namespace

bool matchesPattern(std::string_view text, std::string_view pattern) {
  static PatternCache cache;
  return cache.get(pattern).matches(text);
}

}  // namespace event_runtime
