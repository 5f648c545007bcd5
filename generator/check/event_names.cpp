#include "check/event_names.hpp"

#include <algorithm>
#include <array>

namespace event_codegen {
namespace {

/// Past participles that do not end in `ed`. In byte order.
constexpr auto IRREGULAR = std::to_array<std::string_view>(
    {"become", "begun",      "bought", "bound",     "broken", "brought", "built",     "chosen", "come",   "cut",
     "dealt",  "done",       "drawn",  "driven",    "eaten",  "fallen",  "forgotten", "found",  "frozen", "given",
     "gone",   "grown",      "had",    "heard",     "held",   "hidden",  "hit",       "hurt",   "kept",   "known",
     "laid",   "led",        "left",   "lent",      "lit",    "lost",    "made",      "meant",  "met",    "paid",
     "put",    "read",       "ridden", "risen",     "run",    "said",    "seen",      "sent",   "set",    "shown",
     "shut",   "sold",       "spent",  "split",     "spoken", "spread",  "stolen",    "taken",  "taught", "thrown",
     "told",   "understood", "upset",  "withdrawn", "woken",  "won",     "written"});
static_assert(std::is_sorted(IRREGULAR.begin(), IRREGULAR.end()));

bool isWordCharacter(char c) noexcept { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

bool hasUsualFormat(std::string_view name) noexcept {
  std::size_t parts = 0;
  while (true) {
    const std::size_t end = name.find('/');
    const std::string_view part = name.substr(0, end);
    if (part.empty() || !isWordCharacter(part.front()) || !isWordCharacter(part.back())) return false;
    if (!std::all_of(part.begin(), part.end(),
                     [](char c) { return isWordCharacter(c) || c == '-' || c == '_' || c == '.'; })) {
      return false;
    }
    ++parts;
    if (end == std::string_view::npos) return parts > 1;
    name.remove_prefix(end + 1);
  }
}

bool isPastTense(std::string_view name) noexcept {
  std::string_view action = name.substr(name.rfind('/') + 1);
  while (!action.empty()) {
    const std::size_t end = std::min(action.find_first_of("-_."), action.size());
    const std::string_view word = action.substr(0, end);
    if (word.size() > 3 && word.ends_with("ed")) return true;
    if (std::binary_search(IRREGULAR.begin(), IRREGULAR.end(), word)) return true;
    action.remove_prefix(std::min(end + 1, action.size()));
  }
  return false;
}

}  // namespace event_codegen
