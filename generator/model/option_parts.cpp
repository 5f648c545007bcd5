#include "model/option_parts.hpp"

#include "read/text.hpp"

#include <event_runtime/time.hpp>

#include <algorithm>
#include <stdexcept>

namespace event_codegen {

using event_runtime::formatDuration;
using event_runtime::function::CountRange;
using event_runtime::function::DurationRange;

namespace {

/// `365d` rather than `52w1d`.
std::string inDays(std::chrono::milliseconds duration) {
  constexpr std::chrono::days DAY{1};
  return duration % DAY == duration.zero() ? std::to_string(duration / DAY) + 'd' : formatDuration(duration);
}

}  // namespace

std::optional<std::chrono::milliseconds> readDuration(const Member& member, const DurationRange& range,
                                                      Diagnostics& diagnostics) {
  if (member.value.kind != YamlNode::Kind::string) {
    reportWrongKind(member, "a duration such as `90s` or `2h30m`", diagnostics);
    return std::nullopt;
  }
  try {
    const auto duration = event_runtime::parseDuration(member.value.scalar);
    if (range.contains(duration)) return duration;
    diagnostics.error("out-of-range", member.value.span,
                      inBackticks(member.key) + " must be " + inDays(range.least) + " to " + inDays(range.most) +
                          ", not " + member.value.scalar);
  } catch (const std::invalid_argument& error) {
    diagnostics.error("wrong-kind", member.value.span, inBackticks(member.key) + ": " + error.what());
  }
  return std::nullopt;
}

std::optional<std::size_t> readWord(const Member& member, const std::vector<std::string_view>& words,
                                    Diagnostics& diagnostics) {
  const auto word = std::find(words.begin(), words.end(), member.value.scalar);
  if (member.value.kind == YamlNode::Kind::string && word != words.end())
    return static_cast<std::size_t>(word - words.begin());
  std::string forms;
  for (const std::string_view each : words) {
    forms += (forms.empty() ? "" : each == words.back() ? " or " : ", ") + inBackticks(each);
  }
  if (member.value.kind != YamlNode::Kind::string) {
    reportWrongKind(member, forms, diagnostics);
  } else {
    diagnostics.error("wrong-kind", member.value.span,
                      inBackticks(member.key) + " must be " + forms + ", not " + inBackticks(member.value.scalar) +
                          suggestion(member.value.scalar, words));
  }
  return std::nullopt;
}

OptionParts::OptionParts(std::string_view name, const YamlNode& mapping, const Vocabulary& vocabulary,
                         Diagnostics& diagnostics)
    : name_(name), mapping_(mapping), diagnostics_(diagnostics) {
  for (const Member& member : mapping.members) {
    if (std::find(vocabulary.known.begin(), vocabulary.known.end(), member.key) != vocabulary.known.end()) continue;
    reportUnknownKeyword(member, vocabulary, diagnostics);
    hasUnknown_ = true;
  }
}

const Member* OptionParts::get(std::string_view key) const {
  const auto member = std::find_if(mapping_.members.begin(), mapping_.members.end(),
                                   [&](const Member& each) { return each.key == key; });
  return member == mapping_.members.end() ? nullptr : &*member;
}

void OptionParts::require(std::string_view key, std::string_view what) {
  if (has(key) || hasUnknown_) return;  // what is missing may be what was misspelt
  diagnostics_.error("missing-keyword", mapping_.span,
                     inBackticks(name_) + " needs " + inBackticks(key) + ": " + std::string(what));
}

std::int64_t OptionParts::count(std::string_view key, const CountRange& range, std::int64_t otherwise) {
  const Member* const member = get(key);
  if (member == nullptr) return otherwise;
  return readInteger(*member, range.least, range.most, diagnostics_).value_or(otherwise);
}

std::optional<std::chrono::milliseconds> OptionParts::duration(std::string_view key, const DurationRange& range) {
  const Member* const member = get(key);
  return member == nullptr ? std::nullopt : readDuration(*member, range, diagnostics_);
}

Spanned<std::string> OptionParts::expression(std::string_view key) {
  const Member* const member = get(key);
  return member == nullptr ? Spanned<std::string>() : readExpression(*member, diagnostics_);
}

bool OptionParts::flag(std::string_view key) {
  const Member* const member = get(key);
  return member != nullptr && readBoolean(*member, diagnostics_).value_or(false);
}

}  // namespace event_codegen
