#include "render/cpp_text.hpp"

#include <fmt/format.h>

namespace event_codegen {

namespace {

/// How many bytes at `at` make up a character outside ASCII that cannot be seen or that changes the order of what is
/// seen: C1 controls, zero-width and bidirectional marks, line and paragraph separators. Compilers warn of some of
/// them.
std::size_t invisibleAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t offset) {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset]) : 0U;
  };
  if (byte(0) == 0xC2 && byte(1) >= 0x80 && byte(1) <= 0x9F) return 2;                     // U+0080 … U+009F
  if (byte(0) == 0xD8 && byte(1) == 0x9C) return 2;                                        // U+061C
  if (byte(0) == 0xE2 && byte(1) == 0x80 && byte(2) >= 0x8B && byte(2) <= 0x8F) return 3;  // U+200B … U+200F
  if (byte(0) == 0xE2 && byte(1) == 0x80 && byte(2) >= 0xA8 && byte(2) <= 0xAE) return 3;  // U+2028 … U+202E
  if (byte(0) == 0xE2 && byte(1) == 0x81 && byte(2) >= 0xA0 && byte(2) <= 0xAF) return 3;  // U+2060 … U+206F
  if (byte(0) == 0xEF && byte(1) == 0xBB && byte(2) == 0xBF) return 3;                     // U+FEFF
  return 0;
}

bool isControl(char character) {
  const auto byte = static_cast<unsigned char>(character);
  return byte < 0x20 || byte == 0x7F;
}

/// Appends octal escapes: unlike hexadecimal ones they end after three digits, whatever follows.
void appendOctal(std::string& out, std::string_view bytes) {
  for (const char byte : bytes) out += fmt::format("\\{:03o}", static_cast<unsigned char>(byte));
}

}  // namespace

std::string commentText(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size();) {
    if (const auto length = invisibleAt(line, i)) {
      out += ' ';
      i += length;
    } else {
      out += isControl(line[i]) ? ' ' : line[i];
      ++i;
    }
  }
  out.erase(out.find_last_not_of(' ') + 1);
  if (out.ends_with('\\') || out.ends_with("?\?/")) out += '.';
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (std::size_t i = 0; i < text.size();) {
    if (const auto length = invisibleAt(text, i)) {
      appendOctal(out, text.substr(i, length));
      i += length;
      continue;
    }
    const char character = text[i];
    if (character == '"' || character == '\\') {
      out += '\\';
      out += character;
    } else if (character == '?' && i > 0 && text[i - 1] == '?') {
      out += "\\?";  // no trigraphs
    } else if (character == '\n') {
      out += "\\n";
    } else if (character == '\t') {
      out += "\\t";
    } else if (isControl(character)) {
      appendOctal(out, text.substr(i, 1));
    } else {
      out += character;
    }
    ++i;
  }
  return out + '"';
}

std::string viewLiteral(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return quoted(text);
  return fmt::format("std::string_view({}, {})", quoted(text), text.size());
}

std::string stringInitializer(std::string_view text) {
  if (text.find('\0') == std::string_view::npos) return quoted(text);
  return fmt::format("std::string({}, {})", quoted(text), text.size());
}

std::string jsonString(std::string_view text) {
  std::string out = "\"";
  for (const char character : text) {
    if (character == '"' || character == '\\') {
      out += '\\';
      out += character;
    } else if (static_cast<unsigned char>(character) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned char>(character));
    } else {
      out += character;
    }
  }
  return out + '"';
}

std::string docComment(std::string_view text, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string out;
  std::string blanks;  // kept back: none at the end
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = commentText(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (line.empty()) {
      if (!out.empty()) blanks += margin + "///\n";
      continue;
    }
    out += blanks + margin + "/// " + line + '\n';
    blanks.clear();
  }
  return out;
}

std::string indented(std::string_view text, std::size_t indent) {
  const std::string margin(indent, ' ');
  std::string out;
  bool lineStart = true;
  for (const char character : text) {
    if (lineStart && character != '\n') out += margin;
    out += character;
    lineStart = character == '\n';
  }
  return out;
}

}  // namespace event_codegen
