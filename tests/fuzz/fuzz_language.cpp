// Generated decoders of every kind of schema: any text is decoded or refused with issues; what was decoded is JSON to
// another parser too, encodes to text that decodes to the same, and reads the same into a value that held something
// else. The first byte chooses the type.
#include "client.hpp"

#include <event_runtime/json.hpp>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "%s\n", what);
  std::abort();
}

/// Members that the schema does not know count for `minProperties`, as JSON Schema has it, but are not kept: a value may
/// have been accepted for their sake alone.
template <class T>
bool livesOnIgnoredMembers(const T&) {
  return false;
}
bool livesOnIgnoredMembers(const whole::ObjectsSeen& seen) {
  return !seen.counting.a && !seen.counting.b && !seen.counting.c;
}

template <class T>
void check(std::string_view text) {
  const auto parsed = event_runtime::parse<T>(text);
  static T reused{};  // holds what was read before
  const auto issues = event_runtime::parseInto(reused, text);
  require(issues == parsed.issues(), "reading into a value says something else");
  if (!parsed) {
    require(!issues.empty(), "refused without an issue");
    (void)event_runtime::formatIssues(issues);
    return;
  }
  require(text.find('\0') != std::string_view::npos || event_runtime::Json::accept(text), "accepted what is no JSON");
  require(reused == *parsed, "reading into a value gives another");
  (void)event_runtime::toLogText(*parsed);
  if (livesOnIgnoredMembers(*parsed)) return;
  const std::string written = event_runtime::toJsonText(*parsed);
  const auto again = event_runtime::parse<T>(written);
  require(static_cast<bool>(again), "refuses what it has written");
  require(*again == *parsed, "what is read again is another");
  require(event_runtime::toJsonText(*again) == written, "is written in two ways");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace whole;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  switch (data[0] % 8) {
    case 0:
      check<ValuesSeen>(text);
      break;
    case 1:
      check<UnionsSeen>(text);
      break;
    case 2:
      check<ObjectsSeen>(text);
      break;
    case 3:
      check<ListsSeen>(text);
      break;
    case 4:
      check<DefaultsSeen>(text);
      break;
    case 5:
      check<Node>(text);
      break;
    case 6:
      check<Expression>(text);
      break;
    default:
      check<std::vector<Contact>>(text);
  }
  return 0;
}
