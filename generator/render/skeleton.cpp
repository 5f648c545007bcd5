#include "render/cpp_text.hpp"
#include "render/cpp_types.hpp"
#include "render/render.hpp"
#include "render/templates.hpp"

#include <fmt/format.h>

namespace event_codegen {

namespace {

std::string kebabCase(std::string_view constant) {
  std::string out;
  for (const char character : constant) {
    out += character == '_'                       ? '-'
           : character >= 'A' && character <= 'Z' ? static_cast<char>(character - 'A' + 'a')
                                                  : character;
  }
  return out;
}

}  // namespace

std::string Renderer::renderSkeleton(const Handler& handler) const {
  std::set<std::string> includes;
  std::string emits;
  for (const auto* event : handler.emits) {
    includes.insert({"events.hpp", event->feature->name + "/types.hpp"});
    emits += fmt::format("  // step.sendEvent(\"send-{}\", Events::{}, {{…}});\n", kebabCase(event->constant),
                         event->constant);
  }
  if (!emits.empty()) emits = "\n  // It says that it emits:\n" + emits;
  auto data =
      templateObject({{"header", handler.feature->name + "/handlers.hpp"},
                      {"namespace", application_.cppNamespace},
                      {"doc", docComment(handler.description)},
                      {"function", handler.cppName},
                      {"parameter", handlerParameter(handler)},
                      {"resultType", handlerResult(handler)},
                      {"describe", handler.options.collectsEvents() ? "std::to_string(events.size()) + \" events\""
                                                                    : "event.name + ' ' + event.id"},
                      {"emits", emits},
                      {"result", handler.returns ? "{}" : "{{\"received\", received}}"}});
  data["hasEmits"] = TemplateData(!handler.emits.empty());
  data["includes"] = templateList({includes.begin(), includes.end()});
  return renderTemplate("handler_skeleton.cpp", data);
}

std::string Renderer::renderFailureSkeleton(const Handler& handler) const {
  return renderTemplate("failure_skeleton.cpp", templateObject({{"header", handler.feature->name + "/handlers.hpp"},
                                                                {"namespace", application_.cppNamespace},
                                                                {"function", failureHandlerName(handler)}}));
}

}  // namespace event_codegen
