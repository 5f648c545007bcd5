#include "render/codec_text.hpp"
#include "render/cpp_text.hpp"
#include "render/cpp_types.hpp"
#include "render/render.hpp"
#include "render/templates.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace event_codegen {

namespace {

std::string enumeratorLines(const NamedType& type) {
  std::string lines;
  for (const auto& value : type.values) lines += fmt::format("  {},\n", value.cppName);
  return lines;
}

std::string memberLines(const Application& application, const NamedType& type) {
  const NameScope scope(application, type);
  std::string lines;
  for (const auto& property : type.properties) {
    lines += docComment(property.schema.description, 2);
    // A required member has no initialiser, so that compilers name one that was forgotten.
    lines += fmt::format("  {} {}{};\n", cppMemberType(property, scope), property.cppName,
                         property.required ? "" : " = {}");
  }
  return lines.empty() ? lines : lines + '\n';
}

void setUsings(TemplateData& data, const RuntimeNames& names, bool needed) {
  data["hasUsings"] = TemplateData(needed && !names.shortNames().empty());
  data["usings"] = templateList(names.shortNames());
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
    data["members"] = TemplateData(isObject ? memberLines(application, *type) : enumeratorLines(*type));
    data["nameInside"] = TemplateData(NameScope(application, *type).spell(*type));
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
    fromString += fmt::format("  if (text == {}) {{ out = {}::{}; return true; }}\n", literal, type.cppName, value.cppName);
  }
  data["toString"] = TemplateData(toString);
  data["fromString"] = TemplateData(fromString);
  data["expected"] = TemplateData(viewLiteral(enumValues(type)));
}

std::string renderTypesSource(const Application& application, const Feature& feature,
                              const std::vector<std::string>& taken) {
  const RuntimeNames names({"Decoder", "JsonBuffer", "JsonValue", "Path", "StringFormat"}, taken);
  auto types = templateList();
  std::string bodies;
  for (const auto& type : feature.types) {
    auto data = templateObject({{"name", type->cppName}});
    const bool isObject = type->kind == NamedType::Kind::object;
    data["object"] = TemplateData(isObject);
    data["enumeration"] = TemplateData(!isObject);
    if (isObject) {
      const std::string parameter = type->properties.empty() ? "" : " value";
      const auto decode = decodeBody(*type, names);
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
  if (bodies.find("std::move") != std::string::npos) standard.insert("<utility>");
  auto data = templateObject({{"source", sourceName(application, feature.file)},
                              {"header", feature.name + "/types.hpp"},
                              {"namespace", application.cppNamespace},
                              {"includes", includeLines({standard})}});
  setUsings(data, names, !feature.types.empty());
  for (const auto* name : {"Decoder", "JsonBuffer", "JsonValue", "Path"}) data[name] = TemplateData(names.spell(name));
  data["types"] = std::move(types);
  return renderTemplate("feature_types.cpp", data);
}

std::string renderHandlersHeader(const Application& application, const Feature& feature,
                                 const std::vector<std::string>& taken) {
  const RuntimeNames names({"Event", "Json", "Step"}, taken);
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
    handlers << templateObject({{"doc", docComment(doc)},
                                {"function", handler->cppName},
                                {"payload", payload},
                                {"Event", names.spell("Event")},
                                {"Json", names.spell("Json")},
                                {"Step", names.spell("Step")}});
  }
  auto data = templateObject({{"source", sourceName(application, feature.file)},
                              {"namespace", application.cppNamespace},
                              {"includes", includeLines({own, runtime, standard})}});
  setUsings(data, names, !feature.handlers.empty());
  data["handlers"] = std::move(handlers);
  return renderTemplate("feature_handlers.hpp", data);
}

}  // namespace

std::vector<std::string> featureFiles(const Feature& feature) {
  return {feature.name + "/handlers.hpp", feature.name + "/types.cpp", feature.name + "/types.hpp"};
}

Renderer::Renderer(const Application& application) : application_(application) {
  const auto& names = shortRuntimeNames();
  std::set<std::string> taken;
  for (const auto& feature : application.features) {
    for (const auto& type : feature->types) {
      if (std::find(names.begin(), names.end(), type->cppName) != names.end()) taken.insert(type->cppName);
    }
  }
  taken_.assign(taken.begin(), taken.end());
}

std::string Renderer::context() const {
  return fmt::format("{} {}", application_.cppNamespace, fmt::join(taken_, " "));
}

RenderedFiles Renderer::renderFeature(const Feature& feature) const {
  RenderedFiles files;
  files[feature.name + "/types.hpp"] = renderTypesHeader(application_, feature);
  files[feature.name + "/types.cpp"] = renderTypesSource(application_, feature, taken_);
  files[feature.name + "/handlers.hpp"] = renderHandlersHeader(application_, feature, taken_);
  return files;
}

}  // namespace event_codegen
