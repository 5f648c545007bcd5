#include <event_runtime/codec/issue.hpp>
#include <event_runtime/codec/path.hpp>

namespace event_runtime {

std::string_view toString(IssueCode code) noexcept {
  switch (code) {
    case IssueCode::invalidType:
      return "invalid_type";
    case IssueCode::tooSmall:
      return "too_small";
    case IssueCode::tooBig:
      return "too_big";
    case IssueCode::invalidFormat:
      return "invalid_format";
    case IssueCode::notMultipleOf:
      return "not_multiple_of";
    case IssueCode::unrecognizedKeys:
      return "unrecognized_keys";
    case IssueCode::invalidUnion:
      return "invalid_union";
    case IssueCode::invalidKey:
      return "invalid_key";
    case IssueCode::invalidElement:
      return "invalid_element";
    case IssueCode::invalidValue:
      return "invalid_value";
    case IssueCode::custom:
      return "custom";
  }
  return "custom";
}

namespace {
/// Keys come from outside and may hold line breaks, which would make one issue look like two.
void appendOnOneLine(std::string& out, std::string_view text) {
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte == 0x7F) {
      out += "\\u00";
      out += "0123456789abcdef"[byte >> 4];
      out += "0123456789abcdef"[byte & 15];
    } else {
      out += character;
    }
  }
}
}  // namespace

std::string formatIssues(std::span<const Issue> issues) {
  std::string text;
  for (const Issue& issue : issues) {
    if (!text.empty()) text += '\n';
    appendOnOneLine(text, issue.path.empty() ? "(document)" : issue.path);
    text += ": ";
    appendOnOneLine(text, issue.message);
    if (!issue.received.empty()) text += " (received " + issue.received + ")";
  }
  return text;
}

namespace {
std::string withIssues(std::string_view what, std::span<const Issue> issues) {
  std::string text(what);
  if (!issues.empty()) text += ":\n" + formatIssues(issues);
  return text;
}
}  // namespace

ValidationError::ValidationError(std::string_view what, std::vector<Issue> issues)
    : std::runtime_error(withIssues(what, issues)), issues_(std::move(issues)) {}

std::string toJsonPointer(const Path& path) {
  if (path.parent == nullptr) return {};
  std::string pointer = toJsonPointer(*path.parent);
  pointer += '/';
  if (path.isIndex) return pointer + std::to_string(path.index);
  for (const char character : path.key) {
    switch (character) {
      case '~':
        pointer += "~0";
        break;
      case '/':
        pointer += "~1";
        break;
      default:
        pointer += character;
    }
  }
  return pointer;
}

}  // namespace event_runtime
