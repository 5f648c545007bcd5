#include "write/manifest.hpp"

#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <optional>
#include <vector>

namespace event_codegen {

namespace {

// A line for each thing: a word, then fields, with tabs between. Text, because people look into build directories; not
// JSON, because it is read before every build.
constexpr std::string_view FIRST_LINE = "event_codegen manifest 1";
constexpr std::string_view LAST_LINE = "end";

std::string escaped(std::string_view text) {
  std::string out;
  for (const char character : text) {
    switch (character) {
      case '\\':
        out += "\\\\";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\n':
        out += "\\n";
        break;
      default:
        out += character;
    }
  }
  return out;
}

std::string unescaped(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\' || i + 1 == text.size()) {
      out += text[i];
      continue;
    }
    ++i;
    out += text[i] == 't' ? '\t' : text[i] == 'n' ? '\n' : text[i];
  }
  return out;
}

std::vector<std::string_view> split(std::string_view line) {
  std::vector<std::string_view> fields;
  while (true) {
    const auto tab = line.find('\t');
    fields.push_back(line.substr(0, tab));
    if (tab == std::string_view::npos) return fields;
    line.remove_prefix(tab + 1);
  }
}

template <class Number>
bool read(std::string_view text, Number& out, int base = 10) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, base);
  return error == std::errc() && end == text.data() + text.size();
}

/// Whether a path stays inside the directory: what it names may be removed.
bool staysInside(const std::string& path) {
  const std::filesystem::path parsed(path);
  if (path.empty() || parsed.is_absolute()) return false;
  for (const auto& part : parsed) {
    if (part == ".." || part == ".") return false;
  }
  return true;
}

bool readLine(std::string_view line, Manifest& manifest) {
  const auto fields = split(line);
  if (fields[0] == "run" && fields.size() == 2) return read(fields[1], manifest.run, 16);
  if (fields[0] == "input" && fields.size() == 3) return read(fields[1], manifest.inputs[unescaped(fields[2])], 16);
  if (fields[0] == "feature" && fields.size() == 3) return read(fields[1], manifest.features[unescaped(fields[2])], 16);
  if (fields[0] == "output" && fields.size() == 6) {
    Manifest::Output output;
    output.feature = unescaped(fields[4]);
    const auto path = unescaped(fields[5]);
    if (!staysInside(path) || !read(fields[1], output.hash, 16) || !read(fields[2], output.state.size) ||
        !read(fields[3], output.state.modified)) {
      return false;
    }
    manifest.outputs[path] = std::move(output);
    return true;
  }
  return false;
}

}  // namespace

std::string Manifest::text() const {
  std::string out;
  const auto line = std::back_inserter(out);
  fmt::format_to(line, "{}\nrun\t{:x}\n", FIRST_LINE, run);
  for (const auto& [path, hash] : inputs) fmt::format_to(line, "input\t{:x}\t{}\n", hash, escaped(path));
  for (const auto& [name, hash] : features) fmt::format_to(line, "feature\t{:x}\t{}\n", hash, escaped(name));
  for (const auto& [path, output] : outputs) {
    fmt::format_to(line, "output\t{:x}\t{}\t{}\t{}\t{}\n", output.hash, output.state.size, output.state.modified,
                   escaped(output.feature), escaped(path));
  }
  fmt::format_to(line, "{}\n", LAST_LINE);
  return out;
}

Manifest Manifest::parse(std::string_view text) {
  Manifest manifest;
  bool isFirst = true;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    if (isFirst ? line != FIRST_LINE : line == LAST_LINE) return isFirst ? Manifest{} : manifest;
    if (!isFirst && !readLine(line, manifest)) return {};
    isFirst = false;
  }
  return {};  // cut off
}

}  // namespace event_codegen
