#pragma once

#include <event_runtime/codec/decoder.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>

namespace event_runtime {

/// How a union without discriminator chooses among its alternatives.
enum class UnionRule : std::uint8_t {
  first,       ///< `anyOf`: the first that fits
  exactlyOne,  ///< `oneOf`: the only one that fits
};

/// Tries the alternatives of a union, one after the other. If none fits, or several do where one is allowed, there is
/// one issue, with what is wrong beside the alternative that came nearest.
///
/// Unions within unions could be tried exponentially often. All of a document's tries together may look at
/// WORK_FACTOR times the document; what is beyond is an issue.
class UnionMatchBase {
 public:
  static constexpr std::size_t WORK_FACTOR = 64;

  UnionMatchBase(const UnionMatchBase&) = delete;
  UnionMatchBase& operator=(const UnionMatchBase&) = delete;

  /// Which one is to be read.
  std::size_t alternative() const noexcept { return current_; }

 protected:
  enum class Step : std::uint8_t {
    read,         ///< the current alternative
    keepAndRead,  ///< the same, but what was read before fits and must not be lost
    stop,         ///< what is there is what was chosen, or nothing fits
    restore,      ///< what was kept is what was chosen
  };

  UnionMatchBase(Decoder& decoder, JsonValue json, std::span<const std::string_view> names, UnionRule rule,
                 const Path& path);
  ~UnionMatchBase();
  Step advance();

 private:
  enum class Phase : std::uint8_t { trying, explaining, done };
  static constexpr std::size_t NONE = ~std::size_t{0};

  bool begin();
  Step finish();
  Step explain();
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

template <class Union>
class UnionMatch : public UnionMatchBase {
 public:
  UnionMatch(Decoder& decoder, JsonValue json, std::span<const std::string_view> names, UnionRule rule,
             const Path& path)
      : UnionMatchBase(decoder, json, names, rule, path) {}

  /// Whether an alternative is to be read into `value`; false when it is settled.
  bool next(Union& value) {
    switch (advance()) {
      case Step::read:
        return true;
      case Step::keepAndRead:
        kept_.emplace(std::move(value));
        return true;
      case Step::restore:
        value = *std::move(kept_);
        return false;
      case Step::stop:
        break;
    }
    return false;
  }

 private:
  std::optional<Union> kept_;
};

}  // namespace event_runtime
