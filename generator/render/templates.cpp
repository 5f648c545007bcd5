#include "render/templates.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <stdexcept>

namespace event_codegen {

namespace mustache = kainjow::mustache;

TemplateData templateObject(std::initializer_list<std::pair<std::string, std::string>> texts) {
  TemplateData object{TemplateData::type::object};
  for (const auto& [name, text] : texts) object[name] = TemplateData(text);
  return object;
}

TemplateData templateList(const std::vector<std::string>& texts) {
  TemplateData list{TemplateData::type::list};
  for (const auto& text : texts) list << TemplateData(text);
  return list;
}

TemplateData templateList() { return TemplateData{TemplateData::type::list}; }

namespace {

// Stand for a newline and a space while kainjow has the text. It treats lines by rules of its own, which leave an empty
// line where a section does not appear, and makes every space a component, which takes most of its time. Generated text
// contains no control characters but newlines.
constexpr char NEWLINE = '\x01';
constexpr char SPACE = '\x02';

/// Whether a line holds one section tag and nothing else: Mustache drops such lines.
bool standsAlone(std::string_view line) {
  const auto first = line.find_first_not_of(" \t");
  if (first == std::string_view::npos) return false;
  line.remove_prefix(first);
  return line.size() > 5 && line.starts_with("{{") && (line[2] == '#' || line[2] == '^' || line[2] == '/') &&
         line.find("}}") == line.size() - 2;
}

std::string prepare(std::string_view text) {
  std::string result;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    result += line;
    if (!standsAlone(line) && end != std::string_view::npos) result += '\n';
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  std::replace(result.begin(), result.end(), '\n', NEWLINE);
  std::replace(result.begin(), result.end(), ' ', SPACE);
  return result;
}

using Templates = std::map<std::string, mustache::mustache, std::less<>>;

Templates parseTemplates() {
  Templates templates;
  for (const auto& [name, text] : embeddedTemplates()) {
    mustache::mustache parsed(prepare(text));
    if (!parsed.is_valid()) throw std::logic_error("template " + std::string(name) + ": " + parsed.error_message());
    parsed.set_custom_escape([](const std::string& plain) { return plain; });
    templates.emplace(name, std::move(parsed));
  }
  return templates;
}

}  // namespace

std::string renderTemplate(std::string_view name, const TemplateData& data) {
  static Templates templates = parseTemplates();
  const auto found = templates.find(name);
  if (found == templates.end()) throw std::logic_error("no template " + std::string(name));
  std::string result;
  // render() is not const, but changes the template only where that names partials or lambdas; ours do not.
  found->second.render(data, [&result](const std::string& text) { result += text; });
  std::replace(result.begin(), result.end(), NEWLINE, '\n');
  std::replace(result.begin(), result.end(), SPACE, ' ');
  return result;
}

}  // namespace event_codegen
