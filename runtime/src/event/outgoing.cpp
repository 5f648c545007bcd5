#include <event_runtime/event.hpp>

#include <fmt/format.h>

namespace event_runtime::detail {

namespace {

// Inngest's limits (inngest/inngest v1.43), so that what the embedded engine takes the server takes too.
constexpr std::size_t LONGEST_ID = 255;
constexpr std::size_t LARGEST_EVENT = 3 * 1024 * 1024;
constexpr Timestamp EARLIEST = std::chrono::sys_days(std::chrono::year(1980) / 1 / 1);
constexpr Timestamp LATEST = std::chrono::sys_days(std::chrono::year(2100) / 1 / 1);

/// A decoder for text that only has to be an object.
std::vector<Issue> checkUser(const std::string& user) {
  bool unused = false;
  auto issues = decodeText(user, &unused, [](Decoder& decoder, JsonValue json, void*, const Path& path) {
    ObjectMembers members;
    decoder.object(json, members, path);
  });
  for (Issue& issue : issues) issue.path = "user" + issue.path;
  return issues;
}

}  // namespace

void checkOutgoing(const OutgoingEvent& event, std::vector<Issue> issues) {
  const auto refuse = [&](IssueCode code, std::string path, std::string message, std::string expected,
                          std::string received) {
    issues.push_back({code, std::move(path), std::move(message), std::move(expected), std::move(received)});
  };
  const SendOptions& options = event.options;
  if (options.id.size() > LONGEST_ID) {
    refuse(IssueCode::tooBig, "id", fmt::format("must have at most {} bytes", LONGEST_ID),
           fmt::format("<= {}", LONGEST_ID), std::to_string(options.id.size()));
  }
  if (options.ts && (*options.ts < EARLIEST || *options.ts >= LATEST)) {
    refuse(*options.ts < EARLIEST ? IssueCode::tooSmall : IssueCode::tooBig, "ts",
           "must be between the years 1980 and 2100", "1980…2100", formatTimestamp(*options.ts));
  }
  if (!options.user.empty()) {
    for (Issue& issue : checkUser(options.user)) issues.push_back(std::move(issue));
  }
  if (const std::size_t size = event.data.size() + options.user.size(); size > LARGEST_EVENT) {
    refuse(IssueCode::tooBig, "", fmt::format("must have at most {} bytes as JSON", LARGEST_EVENT),
           fmt::format("<= {}", LARGEST_EVENT), std::to_string(size));
  }
  if (!issues.empty()) {
    throw ValidationError(fmt::format("event {} does not fit its schema", event.name), std::move(issues));
  }
}

}  // namespace event_runtime::detail
