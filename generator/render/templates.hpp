#pragma once

#include <kainjow/mustache.hpp>

#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace event_codegen {

/// A file of templates/, without `.mustache`.
struct EmbeddedTemplate {
  std::string_view name;
  std::string_view text;
};

std::span<const EmbeddedTemplate> embeddedTemplates() noexcept;

/// What a template is filled with: an object of texts, truths, lists and objects.
using TemplateData = kainjow::mustache::data;

TemplateData templateObject(std::initializer_list<std::pair<std::string, std::string>> texts);
/// A list of texts, each of which the template calls `{{.}}`.
TemplateData templateList(const std::vector<std::string>& texts);
TemplateData templateList();

/// Fills a template. Nothing is escaped: what must be valid C++ is made so before. Callable from several threads.
/// Throws std::logic_error where there is no such template.
std::string renderTemplate(std::string_view name, const TemplateData& data);

}  // namespace event_codegen
