#pragma once

#include <event_runtime/codec/decoder.hpp>

#include <span>
#include <string_view>

namespace event_runtime {

/// One of `rules` in types.yaml: a condition over a whole payload, in the language of docs/expressions.md. Both texts
/// are literals of generated code.
struct RuleText {
  std::string_view check;    ///< over the variable `data`: `size(data.tags) <= 20`
  std::string_view message;  ///< for people; empty: the check itself is shown
};

/// Reports an issue of code `custom` where a payload breaks a rule, and where the rule has no value for it, such as an
/// overflow; false then. `json` is the payload, as the decoder reads it, and `path` where it stands. Rules are compiled
/// once a process, when they are first used. Thread-safe.
bool checkRule(Decoder& decoder, JsonValue json, const RuleText& rule, const Path& path);

/// Every rule of a payload, if it has no issue so far: what does not fit its schema need not be asked more.
void checkRules(Decoder& decoder, JsonValue json, std::span<const RuleText> rules, const Path& path);

}  // namespace event_runtime
