#include "codec/patterns.hpp"

#include "codec/byte_block.hpp"

#include <re2/re2.h>

#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>

namespace event_runtime {

namespace {

/// Characters that mean themselves inside brackets, and as the ends of a range.
bool isPlain(char character) noexcept {
  return character >= ' ' && character <= '~' && character != '\\' && character != '[' && character != ']' &&
         character != '^' && character != '-';
}

/// A set of ASCII characters, by byte.
using Members = std::array<bool, 256>;

/// The same as ranges of bytes, where they are few: those are looked for in whole blocks.
class Ranges {
 public:
  explicit Ranges(const Members& members) noexcept {
    for (std::size_t byte = 0; byte < members.size(); ++byte) {
      if (!members[byte]) continue;
      const std::size_t first = byte;
      while (byte + 1 < members.size() && members[byte + 1]) ++byte;
      if (count_++ == FEW) return;
      ranges_[count_ - 1] = {everywhere(static_cast<unsigned char>(first)),
                             everywhere(static_cast<unsigned char>(byte - first))};
    }
  }

  bool areFew() const noexcept { return count_ <= FEW; }

  /// Of a text of at least one block, where the ranges are few.
  bool containAll(std::string_view text) const noexcept {
    const char* const last = text.data() + text.size() - BYTE_BLOCK;
    ByteMask inside = contain(loadBlock(last));
    for (const char* at = text.data(); at < last; at += BYTE_BLOCK) inside &= contain(loadBlock(at));
    return !isAnySet(~inside);
  }

 private:
  ByteMask contain(ByteBlock bytes) const noexcept {
    ByteMask inside{};
    for (std::size_t i = 0; i < count_; ++i) inside |= (bytes - ranges_[i].first) <= ranges_[i].span;
    return inside;
  }

  static constexpr std::size_t FEW = 6;
  struct Range {
    ByteBlock first;
    ByteBlock span;
  };
  std::array<Range, FEW> ranges_{};
  std::size_t count_ = 0;
};

/// `^[class]{m,n}$`: so many bytes, each one of the set.
struct Repetition {
  explicit Repetition(const Members& set) noexcept : members(set), ranges(set) {}

  bool matches(std::string_view text) const noexcept {
    if (text.size() < minimum || text.size() > maximum) return false;
    if (text.size() >= BYTE_BLOCK && ranges.areFew()) return ranges.containAll(text);
    bool all = true;
    for (const char character : text) all &= members[static_cast<unsigned char>(character)];
    return all;
  }

  Members members;
  Ranges ranges;
  std::size_t minimum = 1;
  std::size_t maximum = 1;
};

/// `\d`, `\w` or an escaped punctuation mark, added to the members.
bool addEscape(char letter, Members& members) noexcept {
  if (letter == 'd' || letter == 'w') {
    for (char c = '0'; c <= '9'; ++c) members[static_cast<unsigned char>(c)] = true;
    if (letter == 'd') return true;
    for (char c = 'a'; c <= 'z'; ++c) members[static_cast<unsigned char>(c)] = true;
    for (char c = 'A'; c <= 'Z'; ++c) members[static_cast<unsigned char>(c)] = true;
    members['_'] = true;
    return true;
  }
  if (std::string_view("-.\\]/[^$+*?(){}|").find(letter) == std::string_view::npos) return false;
  members[static_cast<unsigned char>(letter)] = true;
  return true;
}

/// Takes a bracketed set or a single escape off; std::nullopt for anything but plain characters, ranges, escapes and a
/// `-` at the end.
std::optional<Members> takeClass(std::string_view& text) {
  Members members{};
  if (text.starts_with('\\')) {
    if (text.size() < 2 || !addEscape(text[1], members)) return std::nullopt;
    text.remove_prefix(2);
    return members;
  }
  if (!text.starts_with('[')) return std::nullopt;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const bool isLast = i + 1 < text.size() && text[i + 1] == ']';
    if (text[i] == ']') {
      if (i == 1) return std::nullopt;
      text.remove_prefix(i + 1);
      return members;
    }
    if (text[i] == '-' && isLast) {
      members['-'] = true;
    } else if (text[i] == '\\') {
      if (i + 1 == text.size() || !addEscape(text[++i], members)) return std::nullopt;
      // A range that begins with an escape.
      if (i + 2 < text.size() && text[i + 1] == '-' && text[i + 2] != ']') return std::nullopt;
    } else if (!isPlain(text[i])) {
      return std::nullopt;
    } else if (i + 2 < text.size() && text[i + 1] == '-' && text[i + 2] != ']') {
      if (!isPlain(text[i + 2]) || text[i + 2] < text[i]) return std::nullopt;
      for (char c = text[i]; c <= text[i + 2]; ++c) members[static_cast<unsigned char>(c)] = true;
      i += 2;
    } else {
      members[static_cast<unsigned char>(text[i])] = true;
    }
  }
  return std::nullopt;
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
  // RE2 reads `{05}` as five characters.
  if (text.front() == '0' && text.size() > 1 && text[1] != ',') return false;
  if (text.find(",0") != std::string_view::npos && !text.ends_with(",0")) return false;
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
  if (!pattern.starts_with('^') || !pattern.ends_with('$')) return std::nullopt;
  pattern.remove_prefix(1);
  const auto members = takeClass(pattern);
  if (!members || pattern.empty()) return std::nullopt;
  Repetition repetition(*members);
  if (!readQuantifier(pattern.substr(0, pattern.size() - 1), repetition)) return std::nullopt;
  return repetition;
}

struct Pattern {
  explicit Pattern(std::string_view pattern) : source(pattern) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    regex = std::make_unique<re2::RE2>(re2::StringPiece(pattern.data(), pattern.size()), options);
    if (regex->ok()) repetition = readRepetition(pattern);
    if (repetition) regex.reset();
  }

  bool matches(std::string_view text) const {
    if (repetition) return repetition->matches(text);
    return regex->ok() && re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), *regex);
  }

  std::string source;
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
  // A pattern is a literal and so always lies in the same place: what this thread found there last time is compared,
  // not looked up, without a lock.
  thread_local std::array<const Pattern*, 64> recent{};
  const auto address = reinterpret_cast<std::uintptr_t>(pattern.data());
  const Pattern*& found = recent[(address ^ (address >> 6)) % recent.size()];
  if (found == nullptr || found->source != pattern) found = &cache.get(pattern);
  return found->matches(text);
}

}  // namespace event_runtime
