#include "render/codec_text.hpp"
#include "render/cpp_text.hpp"
#include "render/cpp_types.hpp"
#include "render/render.hpp"
#include "render/templates.hpp"

#include <fmt/format.h>

namespace event_codegen {

namespace {

std::string enumeratorLines(const NamedType& type) {
  std::string lines;
  for (const auto& value : type.values) lines += fmt::format("  {},\n", value.cppName);
  return lines;
}

std::string memberLines(const NamedType& type) {
  std::string lines;
  for (const auto& property : type.properties) {
    lines += docComment(property.schema.description, 2);
    // A required member has no initialiser, so that compilers name one that was forgotten.
    lines += fmt::format("  {} {}{};\n", cppMemberType(property), property.cppName, property.required ? "" : " = {}");
  }
  return lines.empty() ? lines : lines + '\n';
}

std::string renderTypesHeader(const Application& application, const Feature& feature) {
  auto headers = headersOfTypes(feature);
  std::set<std::string> others;
  for (const auto* other : feature.uses) others.insert(fmt::format("\"{}/types.hpp\"", other->name));
  auto types = templateList();
  for (const auto& type : feature.types) {
    auto data = templateObject({{"name", type->cppName}, {"doc", docComment(type->description)}});
    const bool isObject = type->kind == NamedType::Kind::object;
    data["object"] = TemplateData(isObject);
    data["enumeration"] = TemplateData(!isObject);
    data["members"] = TemplateData(isObject ? memberLines(*type) : enumeratorLines(*type));
    types << data;
  }
  auto data = templateObject({{"source", sourceName(application, feature.file)},
                              {"namespace", application.cppNamespace},
                              {"includes", includeLines({others, headers.runtime, headers.standard})}});
  data["types"] = std::move(types);
  return renderTemplate("feature_types.hpp", data);
}

void setEnumeration(TemplateData& data, const NamedType& type) {
  std::string toString;
  std::string fromString;
  for (const auto& value : type.values) {
    const auto literal = viewLiteral(value.wire);
    toString += fmt::format("    case {}::{}: return {};\n", type.cppName, value.cppName, literal);
    fromString +=
        fmt::format("  if (text == {}) {{ out = {}::{}; return true; }}\n", literal, type.cppName, value.cppName);
  }
  data["toString"] = TemplateData(toString);
  data["fromString"] = TemplateData(fromString);
  data["expected"] = TemplateData(viewLiteral(enumValues(type)));
}

std::string renderTypesSource(const Application& application, const Feature& feature) {
  auto types = templateList();
  std::string bodies;
  for (const auto& type : feature.types) {
    auto data = templateObject({{"name", type->cppName}});
    const bool isObject = type->kind == NamedType::Kind::object;
    data["object"] = TemplateData(isObject);
    data["enumeration"] = TemplateData(!isObject);
    if (isObject) {
      const std::string parameter = type->properties.empty() ? "" : " value";
      const auto decode = decodeBody(*type);
      bodies += decode;
      data["encodeParameter"] = TemplateData(parameter);
      data["decodeParameter"] = TemplateData(parameter);
      data["encode"] = TemplateData(encodeBody(*type));
      data["decode"] = TemplateData(decode);
    } else {
      setEnumeration(data, *type);
    }
    types << data;
  }
  std::set<std::string> standard;
  if (bodies.find("std::size_t") != std::string::npos) standard.insert("<cstddef>");
  if (bodies.find("std::int64_t") != std::string::npos || bodies.find("std::uint64_t") != std::string::npos) {
    standard.insert("<cstdint>");
  }
  if (bodies.find("std::numeric_limits") != std::string::npos) standard.insert("<limits>");
  if (bodies.find("std::string_view") != std::string::npos) standard.insert("<string_view>");
  if (bodies.find("std::move") != std::string::npos || bodies.find("std::exchange") != std::string::npos)
    standard.insert("<utility>");
  auto data = templateObject({{"source", sourceName(application, feature.file)},
                              {"header", feature.name + "/types.hpp"},
                              {"namespace", application.cppNamespace},
                              {"includes", includeLines({standard})}});
  data["hasTypes"] = TemplateData(!feature.types.empty());
  data["types"] = std::move(types);
  return renderTemplate("feature_types.cpp", data);
}

std::string renderHandlersHeader(const Application& application, const Feature& feature) {
  std::set<std::string> own{fmt::format("\"{}/types.hpp\"", feature.name)};
  std::set<std::string> runtime;
  std::set<std::string> standard;
  auto handlers = templateList();
  for (const auto& handler : feature.handlers) {
    const auto payload = handlerPayload(*handler);
    runtime.insert({"<event_runtime/event.hpp>", "<event_runtime/json_fwd.hpp>", "<event_runtime/step.hpp>"});
    if (payload.starts_with("std::variant")) standard.insert("<variant>");
    std::vector<std::string> triggers;
    for (const auto& trigger : handler->triggers) {
      triggers.push_back(trigger.event ? trigger.event->name : trigger.builtin);
      if (trigger.event) {
        own.insert(fmt::format("\"{}/types.hpp\"", trigger.event->feature->name));
      } else {
        runtime.insert("<event_runtime/lifecycle_events.hpp>");
      }
    }
    const auto doc = handler->description + (handler->description.empty() ? "" : "\n\n") +
                     fmt::format("Runs on {}; written in {}.", fmt::join(triggers, ", "), handler->fileName);
    handlers << templateObject({{"doc", docComment(doc)}, {"function", handler->cppName}, {"payload", payload}});
  }
  auto data = templateObject({{"source", sourceName(application, feature.file)},
                              {"namespace", application.cppNamespace},
                              {"includes", includeLines({own, runtime, standard})}});
  data["hasHandlers"] = TemplateData(!feature.handlers.empty());
  data["handlers"] = std::move(handlers);
  return renderTemplate("feature_handlers.hpp", data);
}

}  // namespace

std::vector<std::string> featureFiles(const Feature& feature) {
  return {feature.name + "/handlers.hpp", feature.name + "/types.cpp", feature.name + "/types.hpp"};
}

RenderedFiles Renderer::renderFeature(const Feature& feature) const {
  RenderedFiles files;
  files[feature.name + "/types.hpp"] = renderTypesHeader(application_, feature);
  files[feature.name + "/types.cpp"] = renderTypesSource(application_, feature);
  files[feature.name + "/handlers.hpp"] = renderHandlersHeader(application_, feature);
  return files;
}

}  // namespace event_codegen
