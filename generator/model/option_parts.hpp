#pragma once

#include "model/values.hpp"

#include <function/option_limits.hpp>

#include <array>
#include <chrono>
#include <utility>

namespace event_codegen {

/// A duration such as `90s`, within a range.
std::optional<std::chrono::milliseconds> readDuration(const Member& member,
                                                      const event_runtime::function::DurationRange& range,
                                                      Diagnostics& diagnostics);

/// Where the word that must stand here is among `words`; reports any other, with the one that was meant.
std::optional<std::size_t> readWord(const Member& member, const std::vector<std::string_view>& words,
                                    Diagnostics& diagnostics);

/// What the word stands for.
template <class Value, std::size_t SIZE>
std::optional<Value> readChoice(const Member& member, const std::array<std::pair<std::string_view, Value>, SIZE>& words,
                                Diagnostics& diagnostics) {
  std::vector<std::string_view> names;
  for (const auto& word : words) names.push_back(word.first);
  const auto chosen = readWord(member, names, diagnostics);
  return chosen ? std::optional<Value>(words[*chosen].second) : std::nullopt;
}

/// The parts of an option that is a mapping, such as `rateLimit: { limit: 5, period: 1m }`. A part that is missing has
/// its default; one that must not be is reported.
class OptionParts {
 public:
  /// `name` is for messages: the option's keyword. Reports every part that is none.
  OptionParts(std::string_view name, const YamlNode& mapping, const Vocabulary& vocabulary, Diagnostics& diagnostics);

  bool has(std::string_view key) const { return get(key) != nullptr; }
  /// `what` says what the part is: "how many runs may start in a period".
  void require(std::string_view key, std::string_view what);
  std::int64_t count(std::string_view key, const event_runtime::function::CountRange& range, std::int64_t otherwise);
  std::optional<std::chrono::milliseconds> duration(std::string_view key,
                                                    const event_runtime::function::DurationRange& range);
  Spanned<std::string> expression(std::string_view key);
  bool flag(std::string_view key);
  /// One of some words; the first where it is not there.
  template <class Value, std::size_t SIZE>
  Value choice(std::string_view key, const std::array<std::pair<std::string_view, Value>, SIZE>& words) {
    const Member* const member = get(key);
    return member == nullptr ? words[0].second : readChoice(*member, words, diagnostics_).value_or(words[0].second);
  }
  const Member* get(std::string_view key) const;

 private:
  std::string_view name_;
  const YamlNode& mapping_;
  Diagnostics& diagnostics_;
  bool hasUnknown_ = false;
};

}  // namespace event_codegen
