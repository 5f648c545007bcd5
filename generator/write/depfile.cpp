#include "write/depfile.hpp"

namespace event_codegen {

std::string escapeForMake(std::string_view path) {
  std::string out;
  for (std::size_t i = 0; i < path.size(); ++i) {
    const char character = path[i];
    if (character == '$') {
      out += '$';
    } else if (character == '#') {
      out += '\\';
    } else if (character == ' ' || character == '\t') {
      // Backslashes before a space would escape one another: they are doubled (gcc does the same).
      for (std::size_t j = i; j > 0 && path[j - 1] == '\\'; --j) out += '\\';
      out += '\\';
    }
    out += character;
  }
  return out;
}

std::string depfileText(std::string_view target, const std::vector<std::string>& inputs) {
  std::string out = escapeForMake(target) + ':';
  for (const auto& input : inputs) out += " \\\n  " + escapeForMake(input);
  return out + '\n';
}

}  // namespace event_codegen
