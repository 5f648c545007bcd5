#pragma once

#include <event_runtime/codec/decoder.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace event_runtime {

/// How a union without discriminator chooses among its alternatives.
enum class UnionRule : std::uint8_t {
  first,       ///< `anyOf`: the first that fits
  exactlyOne,  ///< `oneOf`: the only one that fits
};

/// Tries the alternatives of a union, one after the other. If none fits, or several do where one is allowed, there is
/// one issue, with what is wrong beside the alternative that came nearest. One that was chosen before others were tried
/// is read again: no value is moved aside, so generated code needs no moves of unions, which are dear to compile.
///
/// Unions within unions could be tried exponentially often. All of a document's tries together may look at
/// WORK_FACTOR times the document; what is beyond is an issue.
class UnionMatch {
 public:
  static constexpr std::size_t WORK_FACTOR = 64;

  UnionMatch(Decoder& decoder, JsonValue json, std::span<const std::string_view> names, UnionRule rule,
             const Path& path);
  UnionMatch(const UnionMatch&) = delete;
  UnionMatch& operator=(const UnionMatch&) = delete;
  ~UnionMatch();

  /// Whether an alternative is to be read; false when it is settled, and what was read last is what was chosen.
  bool next();
  /// Which one is to be read.
  std::size_t alternative() const noexcept { return current_; }

 private:
  enum class Phase : std::uint8_t { trying, explaining, done };
  static constexpr std::size_t NONE = ~std::size_t{0};

  bool begin();
  bool tooMuchWork();
  bool finish();
  bool readChosen();
  bool explain();
  void report(std::string message);
  void reportNearest();

  Decoder& decoder_;
  JsonValue json_;
  std::span<const std::string_view> names_;
  UnionRule rule_;
  const Path& path_;
  Phase phase_ = Phase::trying;
  std::size_t current_ = NONE;
  std::size_t chosen_ = NONE;
  std::size_t nearest_ = 0;
  std::size_t nearestFailures_ = ~std::size_t{0};
  std::size_t failuresBefore_ = 0;
  std::vector<Issue> outerIssues_;
};

}  // namespace event_runtime
