#include <event_runtime/event.hpp>

#include "codec/utf8.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace event_runtime::detail {

namespace {

// Inngest's limits (inngest/inngest v1.43), so that what the embedded engine takes the server takes too.
constexpr std::size_t LONGEST_NAME = 255;
constexpr std::size_t LONGEST_ID = 255;
constexpr std::size_t LARGEST_EVENT = 3 * 1024 * 1024;
constexpr Timestamp EARLIEST = std::chrono::sys_days(std::chrono::year(1980) / 1 / 1);
constexpr Timestamp LATEST = std::chrono::sys_days(std::chrono::year(2100) / 1 / 1);
// An event travels inside others, such as `inngest/function.failed`, which have to be read too.
constexpr std::size_t DEEPEST_EVENT = MAX_JSON_DEPTH - 8;

/// How deep arrays and objects lie in one another in a text that is JSON.
std::size_t depthOf(std::string_view json) noexcept {
  std::size_t depth = 0, deepest = 0;
  bool inString = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    if (inString) {
      if (json[i] == '\\')
        ++i;
      else if (json[i] == '"')
        inString = false;
    } else if (json[i] == '"') {
      inString = true;
    } else if (json[i] == '[' || json[i] == '{') {
      deepest = std::max(deepest, ++depth);
    } else if (json[i] == ']' || json[i] == '}') {
      --depth;
    }
  }
  return deepest;
}

/// Text that only has to be an object.
std::vector<Issue> checkUser(const std::string& user) {
  bool unused = false;
  return decodeText(user, &unused, [](Decoder& decoder, JsonValue json, void*, const Path& path) {
    ObjectMembers members;
    decoder.object(json, members, path);
  });
}

/// Collects what is wrong with the envelope.
class OutgoingCheck {
 public:
  OutgoingCheck(const OutgoingEvent& event, std::vector<Issue>& issues) : event_(event), issues_(issues) {}

  void name() {
    if (event_.name.empty()) add(IssueCode::tooSmall, "name", "must not be empty", ">= 1", "0");
    atMost("name", event_.name.size(), LONGEST_NAME);
  }

  void id() {
    const std::string& id = event_.options.id;
    atMost("id", id.size(), LONGEST_ID);
    if (const std::size_t at = invalidUtf8At(id); at < id.size()) {
      add(IssueCode::invalidFormat, "id", fmt::format("is not UTF-8 (at byte {})", at), "UTF-8", "");
    }
  }

  void ts() {
    const auto& time = event_.options.ts;
    if (!time || (*time >= EARLIEST && *time < LATEST)) return;
    add(*time < EARLIEST ? IssueCode::tooSmall : IssueCode::tooBig, "ts", "must be between the years 1980 and 2100",
        "1980…2100", formatTimestamp(*time));
  }

  void user() {
    if (event_.options.user.empty()) return;
    for (Issue& issue : checkUser(event_.options.user)) {
      issue.path.insert(0, "user");
      issues_.push_back(std::move(issue));
    }
  }

  void whole() {
    // Events of the runtime's own carry an event of the application, which may be as large as one may be.
    const bool isRuntimes = event_.name.starts_with("inngest/");
    const std::size_t largest = isRuntimes ? LARGEST_EVENT + LARGEST_EVENT / 3 : LARGEST_EVENT;
    atMost("",
           event_.name.size() + event_.data.size() + event_.version.size() + event_.options.id.size() +
               event_.options.user.size(),
           largest);
    for (const std::string* json : {&event_.data, &event_.options.user}) {
      if (!isRuntimes && json->size() > DEEPEST_EVENT && depthOf(*json) > DEEPEST_EVENT) {
        add(IssueCode::tooBig, json == &event_.data ? "" : "user",
            fmt::format("must be nested at most {} levels deep", DEEPEST_EVENT), fmt::format("<= {}", DEEPEST_EVENT),
            "");
      }
    }
  }

 private:
  void atMost(std::string path, std::size_t bytes, std::size_t maximum) {
    if (bytes <= maximum) return;
    add(IssueCode::tooBig, std::move(path), fmt::format("must have at most {} bytes", maximum),
        fmt::format("<= {}", maximum), std::to_string(bytes));
  }
  void add(IssueCode code, std::string path, std::string message, std::string expected, std::string received) {
    issues_.push_back({code, std::move(path), std::move(message), std::move(expected), std::move(received)});
  }

  const OutgoingEvent& event_;
  std::vector<Issue>& issues_;
};

}  // namespace

void refuseReserved(const OutgoingEvent& event) {
  if (!event.name.starts_with("inngest/")) return;
  throw ValidationError(
      fmt::format("the event {} is not sent", event.name.substr(0, LONGEST_NAME)),
      {{IssueCode::invalidFormat, "name",
        "must not begin with `inngest/`: such events are the runtime's own; give it a name of the application's", "",
        ""}});
}

OutgoingEvent outgoingEvent(std::string_view name, std::string_view version, CheckedText data, SendOptions options) {
  OutgoingEvent event{std::string(name), std::move(data.text), std::string(version), std::move(options)};
  checkOutgoing(event, std::move(data.issues));
  return event;
}

void checkOutgoing(const OutgoingEvent& event, std::vector<Issue> issues) {
  OutgoingCheck check(event, issues);
  check.name();
  check.id();
  check.ts();
  check.user();
  check.whole();
  if (issues.empty()) return;
  throw ValidationError(fmt::format("the event {} is not sent", event.name.substr(0, LONGEST_NAME)), std::move(issues));
}

}  // namespace event_runtime::detail
