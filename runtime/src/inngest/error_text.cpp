#include "inngest/error_text.hpp"

#include "codec/utf8.hpp"

#include <algorithm>
#include <array>

namespace event_runtime::inngest {

namespace {

bool isIdentifier(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == '_';
}

/// Takes back the qualifier that stands at the end: `shop`, `list<int>`, `(anonymous namespace)`.
void dropQualifier(std::string& text) {
  constexpr std::string_view OPENING = "(<";
  constexpr std::string_view CLOSING = ")>";
  int depth = 0;
  while (!text.empty()) {
    const char last = text.back();
    if (CLOSING.find(last) != std::string_view::npos) {
      ++depth;
    } else if (OPENING.find(last) != std::string_view::npos) {
      if (depth == 0) break;
      --depth;
    } else if (depth == 0 && !isIdentifier(last)) {
      break;
    }
    text.pop_back();
  }
}

}  // namespace

std::string errorName(std::string_view typeName) {
  constexpr std::array<std::string_view, 3> PLAIN{"std::exception", "std::runtime_error", "std::logic_error"};
  if (std::find(PLAIN.begin(), PLAIN.end(), typeName) != PLAIN.end()) return "Error";
  std::string name;
  for (std::size_t i = 0; i < typeName.size(); ++i) {
    if (typeName.substr(i).starts_with("::")) {
      dropQualifier(name);
      ++i;
    } else {
      name += typeName[i];
    }
  }
  return name.empty() ? "Error" : name;
}

std::string readableText(std::string_view text) {
  std::string readable(text);
  for (std::size_t at = invalidUtf8At(readable); at < readable.size(); at = invalidUtf8At(readable)) readable[at] = '?';
  return readable;
}

void encodeError(JsonBuffer& json, const ErrorInfo& error) {
  json.raw(R"({"name":)");
  json.string(errorName(error.name));
  json.raw(R"(,"message":)");
  json.string(error.message);
  json.raw('}');
}

}  // namespace event_runtime::inngest
