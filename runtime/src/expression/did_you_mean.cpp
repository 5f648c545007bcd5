#include "expression/did_you_mean.hpp"

#include <algorithm>
#include <cstddef>
#include <string>

namespace event_runtime::expression {
namespace {

constexpr std::size_t LONGEST_WORD = 128;  // nobody mistypes more; keeps hostile input cheap

std::string lowerCase(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

/// Edit distance where swapping two neighbours counts as one (optimal string alignment).
std::size_t editDistance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), previous(b.size() + 1), current(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    current[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      current[j] = std::min({previous[j] + 1, current[j - 1] + 1, substitution});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        current[j] = std::min(current[j], before[j - 2] + 1);
      }
    }
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

}  // namespace

std::string_view didYouMean(std::string_view word, const std::vector<std::string_view>& candidates) {
  if (word.empty() || word.size() > LONGEST_WORD) return {};
  const std::string lower = lowerCase(word);
  std::size_t best = word.size() / 3 + 1;  // exclusive
  std::string_view found;
  for (const std::string_view candidate : candidates) {
    const std::size_t difference =
        candidate.size() > word.size() ? candidate.size() - word.size() : word.size() - candidate.size();
    if (difference >= best) continue;
    const std::size_t distance = editDistance(lower, lowerCase(candidate));
    if (distance < best) best = distance, found = candidate;
  }
  return found;
}

}  // namespace event_runtime::expression
