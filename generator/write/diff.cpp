#include "write/diff.hpp"

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <vector>

namespace event_codegen {

namespace {

constexpr std::size_t CONTEXT = 3;
/// Beyond as many differing lines the rest is shown as replaced: finding the shortest diff takes the square of it.
constexpr std::ptrdiff_t MAX_DISTANCE = 2000;

using Lines = std::vector<std::string_view>;

Lines linesOf(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

enum class Kind : char { same = ' ', removed = '-', added = '+' };

struct Edit {
  Kind kind;
  std::string_view line;
};

/// The shortest edit script (Myers 1986) of the lines [begin, end) of both; empty where it is too long.
std::vector<Edit> shortestScript(const Lines& a, const Lines& b, std::size_t begin, std::size_t aEnd,
                                 std::size_t bEnd) {
  const auto n = static_cast<std::ptrdiff_t>(aEnd - begin), m = static_cast<std::ptrdiff_t>(bEnd - begin);
  const auto limit = std::min(n + m, MAX_DISTANCE);
  const auto at = [](std::ptrdiff_t diagonal, std::ptrdiff_t distance) {
    return static_cast<std::size_t>(diagonal + distance + 1);
  };
  std::vector<std::vector<std::ptrdiff_t>> trace;  // furthest x by diagonal, for each distance
  std::vector<std::ptrdiff_t> last(3, 0);
  const auto lineOf = [begin](const Lines& lines, std::ptrdiff_t i) {
    return lines[begin + static_cast<std::size_t>(i)];
  };
  for (std::ptrdiff_t d = 0; d <= limit; ++d) {
    std::vector<std::ptrdiff_t> furthest(static_cast<std::size_t>(2 * d + 5), -1);
    bool done = false;
    for (std::ptrdiff_t k = -d; k <= d && !done; k += 2) {
      std::ptrdiff_t x = 0;
      if (d > 0) {
        const auto down = k == d ? -1 : last[at(k + 1, d - 1)], right = k == -d ? -1 : last[at(k - 1, d - 1)] + 1;
        x = std::max(down, right);
      }
      while (x < n && x - k < m && lineOf(a, x) == lineOf(b, x - k)) ++x;
      furthest[at(k, d)] = x;
      done = x >= n && x - k >= m;
    }
    trace.push_back(furthest);
    last = std::move(furthest);
    if (!done) continue;
    std::vector<Edit> script;
    auto x = n, y = m;
    for (auto distance = d; distance > 0; --distance) {
      const auto& before = trace[static_cast<std::size_t>(distance - 1)];
      const auto k = x - y;
      const auto down = k == distance ? -1 : before[at(k + 1, distance - 1)];
      const auto right = k == -distance ? -1 : before[at(k - 1, distance - 1)] + 1;
      const auto start = std::max(down, right);
      for (; x > start; --x, --y) script.push_back({Kind::same, lineOf(a, x - 1)});
      if (down >= right) {
        script.push_back({Kind::added, lineOf(b, --y)});
      } else {
        script.push_back({Kind::removed, lineOf(a, --x)});
      }
    }
    for (; x > 0; --x) script.push_back({Kind::same, lineOf(a, x - 1)});
    std::reverse(script.begin(), script.end());
    return script;
  }
  return {};
}

std::vector<Edit> diffLines(const Lines& a, const Lines& b) {
  std::size_t begin = 0, aEnd = a.size(), bEnd = b.size();
  while (begin < aEnd && begin < bEnd && a[begin] == b[begin]) ++begin;
  while (aEnd > begin && bEnd > begin && a[aEnd - 1] == b[bEnd - 1]) --aEnd, --bEnd;
  std::vector<Edit> edits;
  for (std::size_t i = 0; i < begin; ++i) edits.push_back({Kind::same, a[i]});
  const auto middle = shortestScript(a, b, begin, aEnd, bEnd);
  edits.insert(edits.end(), middle.begin(), middle.end());
  if (middle.empty()) {
    for (std::size_t i = begin; i < aEnd; ++i) edits.push_back({Kind::removed, a[i]});
    for (std::size_t i = begin; i < bEnd; ++i) edits.push_back({Kind::added, b[i]});
  }
  for (std::size_t i = aEnd; i < a.size(); ++i) edits.push_back({Kind::same, a[i]});
  return edits;
}

/// A hunk's place in one of the files: `-12,7`. One that has no lines stands after the line before.
void printRange(std::ostream& out, char sign, std::size_t start, std::size_t count) {
  out << sign << (count == 0 ? start : start + 1) << ',' << count;
}

}  // namespace

void printDiff(std::ostream& out, std::string_view oldName, std::string_view oldText, std::string_view newName,
               std::string_view newText, bool colour) {
  if (oldText == newText) return;
  const auto edits = diffLines(linesOf(oldText), linesOf(newText));
  const auto paint = [&](std::string_view code) { return colour ? code : std::string_view(); };
  out << paint("\033[1m") << "--- " << oldName << "\n+++ " << newName << paint("\033[0m") << '\n';
  std::size_t oldLine = 0, newLine = 0, next = 0;
  while (next < edits.size()) {
    std::size_t change = next;
    while (change < edits.size() && edits[change].kind == Kind::same) ++change;
    if (change == edits.size()) break;
    const std::size_t begin = change - std::min(CONTEXT, change - next);
    oldLine += begin - next;
    newLine += begin - next;
    std::size_t end = change, quiet = 0;  // `quiet`: equal lines since the last change
    for (std::size_t i = change; i < edits.size() && quiet <= 2 * CONTEXT; ++i) {
      quiet = edits[i].kind == Kind::same ? quiet + 1 : 0;
      if (quiet == 0) end = i + 1;
    }
    end = std::min(end + CONTEXT, edits.size());
    const auto count = [&](Kind without) {
      return static_cast<std::size_t>(std::count_if(edits.begin() + static_cast<std::ptrdiff_t>(begin),
                                                    edits.begin() + static_cast<std::ptrdiff_t>(end),
                                                    [&](const Edit& edit) { return edit.kind != without; }));
    };
    const auto oldCount = count(Kind::added), newCount = count(Kind::removed);
    out << paint("\033[36m") << "@@ ";
    printRange(out, '-', oldLine, oldCount);
    out << ' ';
    printRange(out, '+', newLine, newCount);
    out << " @@" << paint("\033[0m") << '\n';
    for (std::size_t i = begin; i < end; ++i) {
      const auto kind = edits[i].kind;
      out << paint(kind == Kind::added     ? "\033[32m"
                   : kind == Kind::removed ? "\033[31m"
                                           : "")
          << static_cast<char>(kind) << edits[i].line << paint("\033[0m") << '\n';
    }
    oldLine += oldCount;
    newLine += newCount;
    next = end;
  }
}

}  // namespace event_codegen
