#pragma once

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/json.hpp>

#include <string>
#include <string_view>

namespace event_runtime::testing {

/// What the codec and nlohmann's parser disagree about a text; empty if they agree. They differ on purpose where ours
/// has a limit (depth, size) or refuses a key that stands twice, and on NUL, where nlohmann's stops reading.
inline std::string disagreement(std::string_view text) {
  if (text.find('\0') != std::string_view::npos) return {};
  const bool accepted = Json::accept(text);
  const auto ours = parse<Json>(text);
  if (!ours) {
    if (ours.issues().empty()) return "refused without an issue";
    const Issue& first = ours.issues().front();
    if (first.message.starts_with("cannot be read")) return "refused without a place: " + formatIssues(ours.issues());
    const bool isLimit = first.code == IssueCode::invalidKey || first.message.starts_with("is nested deeper");
    return accepted && !isLimit ? "refused: " + formatIssues(ours.issues()) : "";
  }
  if (!accepted) return "accepted";
  if (const Json theirs = Json::parse(text); theirs != *ours) return "read as " + ours->dump();
  // And what was read is written and read again without a change.
  const std::string written = toJsonText(*ours);
  const auto again = parse<Json>(written);
  if (!again || *again != *ours || toJsonText(*again) != written) return "not the same after writing it: " + written;
  return {};
}

}  // namespace event_runtime::testing
