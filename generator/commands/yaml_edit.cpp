#include "commands/yaml_edit.hpp"

#include "render/cpp_text.hpp"

#include <algorithm>

namespace event_codegen {

namespace {

/// A text as lines that keep their ends.
std::vector<std::string> linesOf(std::string_view text) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto length = end == std::string_view::npos ? text.size() : end + 1;
    lines.emplace_back(text.substr(0, length));
    text.remove_prefix(length);
  }
  return lines;
}

std::size_t indentOf(std::string_view line) { return std::min(line.find_first_not_of(' '), line.size()); }

bool isBlank(std::string_view line) { return line.find_first_not_of(" \t\r\n") == std::string_view::npos; }

/// The number of the line after the last one that belongs to a block mapping, counting from 0.
std::size_t endOfBlock(const std::vector<std::string>& lines, const YamlNode& mapping) {
  const auto& last = mapping.members.back().keySpan;
  std::size_t end = last.line;
  for (std::size_t i = last.line; i < lines.size(); ++i) {
    if (isBlank(lines[i])) continue;
    if (indentOf(lines[i]) + 1 < last.column) break;
    end = i + 1;
  }
  return end;
}

std::string withLineEnds(std::string text, std::string_view lineEnd) {
  if (lineEnd == "\n") return text;
  std::string out;
  for (const char character : text) {
    if (character == '\n') out += '\r';
    out += character;
  }
  return out;
}

std::string joined(const std::vector<std::string>& lines, std::size_t at, const std::string& inserted) {
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (i == at) out += inserted;
    out += lines[i];
  }
  return at >= lines.size() ? out + inserted : out;
}

}  // namespace

std::optional<std::string> addToMapping(const SourceFile& file, const YamlNode& document, std::string_view mapping,
                                        std::string_view member) {
  auto lines = linesOf(file.text());
  const std::string lineEnd = !lines.empty() && lines.front().ends_with("\r\n") ? "\r\n" : "\n";
  if (!lines.empty() && !lines.back().ends_with('\n')) lines.back() += lineEnd;
  if (document.kind != YamlNode::Kind::mapping && document.kind != YamlNode::Kind::null) return std::nullopt;

  const auto found = std::find_if(document.members.begin(), document.members.end(),
                                  [&](const auto& candidate) { return candidate.key == mapping; });
  if (found == document.members.end()) {
    if (document.kind == YamlNode::Kind::mapping &&
        file.line(document.span.line).substr(document.span.column - 1, 1) == "{") {
      return std::nullopt;
    }
    const auto margin = document.members.empty() ? 0 : document.members.front().keySpan.column - 1;
    const auto section = std::string(lines.empty() ? "" : "\n") + std::string(mapping) + ":\n" + indented(member, 2);
    return joined(lines, lines.size(), withLineEnds(indented(section, margin), lineEnd));
  }
  const auto& value = found->value;
  const std::size_t keyLine = found->keySpan.line;  // of the line after the key's, counting from 0
  const std::size_t keyIndent = found->keySpan.column - 1;
  if (value.kind == YamlNode::Kind::null && value.scalar.empty()) {
    return joined(lines, keyLine, withLineEnds(indented(member, keyIndent + 2), lineEnd));
  }
  if (value.kind != YamlNode::Kind::mapping) return std::nullopt;
  if (value.members.empty()) {  // `{}`
    auto& line = lines[keyLine - 1];
    const auto braces = line.rfind("{}");
    if (value.span.line != keyLine || braces == std::string::npos || braces + 1 != value.span.column)
      return std::nullopt;
    line.erase(line.find_last_not_of(' ', braces - 1) + 1, braces + 2 - (line.find_last_not_of(' ', braces - 1) + 1));
    return joined(lines, keyLine, withLineEnds(indented(member, keyIndent + 2), lineEnd));
  }
  const auto& first = value.members.front().keySpan;
  const bool isBlock = first.line > keyLine && first.column > found->keySpan.column &&
                       indentOf(lines[first.line - 1]) + 1 == first.column;
  if (!isBlock) return std::nullopt;
  return joined(lines, endOfBlock(lines, value), withLineEnds(indented(member, first.column - 1), lineEnd));
}

}  // namespace event_codegen
