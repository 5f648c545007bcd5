#include "model/explain_options.hpp"
#include "model/schema_tools.hpp"
#include "read/text.hpp"
#include "render/codec_text.hpp"
#include "render/cpp_text.hpp"
#include "render/cpp_types.hpp"
#include "render/initializers.hpp"
#include "render/render.hpp"
#include "render/templates.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace event_codegen {

namespace {

std::string enumeratorLines(const NamedType& type) {
  std::string lines;
  for (const auto& value : type.values) lines += fmt::format("  {},\n", value.cppName);
  return lines;
}

/// A required member has no initialiser, so that compilers name one that was forgotten.
std::string initializerOf(const Property& property) {
  if (property.initial) return " = " + cppInitializer(property.schema, *property.initial);
  return isOptionalMember(property) && !property.required ? " = {}" : "";
}

std::string memberLines(const NamedType& type) {
  std::string lines;
  for (const auto& property : type.properties) {
    lines += docComment(property.schema.description, 2);
    lines += fmt::format("  {} {}{};\n", cppMemberType(property), property.cppName, initializerOf(property));
  }
  if (type.unknownKeys == NamedType::UnknownKeys::kept) {
    lines += "  /// Keys that are none of the properties, with their values.\n";
    if (type.extra->kind == Schema::Kind::any) {
      lines += fmt::format("  event_runtime::Json {} = event_runtime::Json::object();\n", type.extraName);
    } else {
      lines += fmt::format("  std::map<std::string, {}> {} = {{}};\n", cppType(*type.extra), type.extraName);
    }
  }
  return lines.empty() ? lines : lines + '\n';
}

/// The declaration of an object's or union's order. Types that hold themselves cannot have theirs deduced: what they
/// are made of is compared before they are complete.
std::string orderingDeclaration(const NamedType& type) {
  if (!type.recursive)
    return fmt::format("  friend auto operator<=>(const {0}&, const {0}&) = default;\n", type.cppName);
  return fmt::format("  friend std::partial_ordering operator<=>(const {0}& left, const {0}& right);\n", type.cppName);
}

/// The definition of an order that its type's header cannot give.
std::string orderingDefinition(const NamedType& type) {
  if (!type.recursive) return {};
  auto text = fmt::format("std::partial_ordering operator<=>(const {0}& left, const {0}& right) {{\n", type.cppName);
  if (type.kind == NamedType::Kind::variant) {
    text += fmt::format(
        "  return static_cast<const {0}::variant&>(left) <=> static_cast<const {0}::variant&>(right);\n", type.cppName);
  } else {
    const auto compare = [&](const std::string& member) {
      text += fmt::format(
          "  if (const std::partial_ordering order = left.{0} <=> right.{0}; order != 0) return order;\n", member);
    };
    for (const auto& property : type.properties) compare(property.cppName);
    if (type.unknownKeys == NamedType::UnknownKeys::kept) compare(type.extraName);
    text += "  return std::partial_ordering::equivalent;\n";
  }
  return text + "}\n\n";
}

/// What kind of type it is, as the templates ask for it.
void setKind(TemplateData& data, const NamedType& type) {
  data["payload"] = TemplateData(type.isPayload);
  data["object"] = TemplateData(type.kind == NamedType::Kind::object);
  data["enumeration"] = TemplateData(type.kind == NamedType::Kind::enumeration);
  data["variant"] = TemplateData(type.kind == NamedType::Kind::variant);
}

/// The types.hpp that a feature's own includes: its home's, or those of what the types that it declares use.
std::set<std::string> headersOfOthers(const Application& application, const Feature& feature) {
  const auto header = [](const Feature& other) { return fmt::format("\"{}/types.hpp\"", other.name); };
  if (feature.typesHome != &feature) return {header(*feature.typesHome)};
  std::set<std::string> others;
  for (const auto& guest : application.features) {
    if (guest->typesHome != &feature) continue;
    for (const auto* other : guest->uses) {
      if (other->typesHome != &feature) others.insert(header(*other));
    }
  }
  return others;
}

std::string renderTypesHeader(const Application& application, const Feature& feature) {
  auto headers = headersOfTypes(feature);
  const auto others = headersOfOthers(application, feature);
  auto types = templateList();
  std::vector<std::string> forward;
  for (const NamedType* type : feature.declares) {
    if (type->forwardDeclared) forward.push_back(type->cppName);
    auto data = templateObject({{"name", type->cppName}, {"doc", docComment(type->description)}});
    setKind(data, *type);
    const bool isObject = type->kind == NamedType::Kind::object;
    data["ordering"] = TemplateData(orderingDeclaration(*type));
    data["members"] = TemplateData(isObject ? memberLines(*type) : enumeratorLines(*type));
    if (type->kind == NamedType::Kind::variant) {
      data["alternatives"] = TemplateData(fmt::format("{}", fmt::join(unionPlaces(*type).types, ", ")));
    }
    types << data;
  }
  auto data = templateObject({{"source", sourceName(application, feature.file)},
                              {"namespace", application.cppNamespace},
                              {"includes", includeLines({others, headers.runtime, headers.standard})}});
  data["types"] = std::move(types);
  data["hasForward"] = TemplateData(!forward.empty());
  data["forward"] = templateList(forward);
  return renderTemplate("feature_types.hpp", data);
}

/// `"google", "email"`, in lines that are not too long.
std::string literalLines(const std::vector<std::string>& texts) {
  std::string out;
  std::size_t column = 0;
  for (const auto& text : texts) {
    const auto literal = viewLiteral(text);
    if (column == 0 || column + literal.size() > 110) {
      out += out.empty() ? "      " : ",\n      ";
      column = 6;
    } else {
      out += ", ";
      column += 2;
    }
    out += literal;
    column += literal.size();
  }
  return out;
}

void setEnumeration(TemplateData& data, const NamedType& type) {
  std::vector<std::string> texts;
  std::vector<std::string> jsonTexts;
  std::vector<std::string> canonical;
  for (const auto& value : type.values) {
    const auto json = value.isString ? nlohmann::json(value.wire) : nlohmann::json::parse(value.wire);
    texts.push_back(value.wire);
    jsonTexts.push_back(value.isString ? jsonString(value.wire) : value.wire);
    canonical.push_back(comparisonText(json));
  }
  data["size"] = TemplateData(std::to_string(texts.size()));
  data["texts"] = TemplateData(literalLines(texts));
  data["jsonTexts"] = TemplateData(literalLines(jsonTexts));
  data["canonical"] = TemplateData(literalLines(canonical));
  data["allStrings"] = TemplateData(type.allStrings);
  data["mixed"] = TemplateData(!type.allStrings);
}

std::string renderTypesSource(const Application& application, const Feature& feature) {
  auto types = templateList();
  std::string bodies;
  for (const NamedType* type : feature.declares) {
    auto data = templateObject({{"name", type->cppName}, {"ordering", orderingDefinition(*type)}});
    setKind(data, *type);
    if (type->kind == NamedType::Kind::enumeration) {
      setEnumeration(data, *type);
    } else {
      const bool isEmpty = type->kind == NamedType::Kind::object && type->properties.empty() &&
                           type->unknownKeys != NamedType::UnknownKeys::kept;
      const std::string parameter = isEmpty ? "" : " value";
      const bool isObject = type->kind == NamedType::Kind::object;
      const auto decode = isObject ? decodeBody(*type) : decodeVariantBody(*type);
      bodies += decode;
      data["encodeParameter"] = TemplateData(parameter);
      data["decodeParameter"] = TemplateData(parameter);
      data["encode"] = TemplateData(isObject ? encodeBody(*type) : encodeVariantBody(*type));
      data["decode"] = TemplateData(decode);
    }
    types << data;
  }
  std::set<std::string> standard;
  std::set<std::string> runtime;
  const auto uses = [&](std::string_view name) { return bodies.find(name) != std::string::npos; };
  if (uses("checkRules(")) runtime.insert("<event_runtime/rule.hpp>");
  if (!feature.declares.empty()) standard.insert({"<cstddef>", "<string_view>"});
  if (uses("std::int") || uses("std::uint")) standard.insert("<cstdint>");
  if (uses("std::numeric_limits")) standard.insert("<limits>");
  if (uses("std::get<")) standard.insert("<tuple>");
  auto data = templateObject({{"source", sourceName(application, feature.file)},
                              {"header", feature.name + "/types.hpp"},
                              {"namespace", application.cppNamespace},
                              {"includes", includeLines({runtime, standard})}});
  data["hasTypes"] = TemplateData(!feature.declares.empty());
  data["types"] = std::move(types);
  return renderTemplate("feature_types.cpp", data);
}

/// The headers of a handler's result.
void addResult(const Schema& schema, std::set<std::string>& types, std::set<std::string>& runtime,
               std::set<std::string>& standard) {
  auto headers = headersOf(schema);
  runtime.merge(headers.runtime);
  standard.merge(headers.standard);
  forEachSchema(schema, [&](const Schema& part, Holding) {
    if (part.nullable) standard.insert("<optional>");
    if (part.kind == Schema::Kind::reference) types.insert(fmt::format("\"{}/types.hpp\"", part.reference->feature));
  });
}

std::string renderHandlersHeader(const Application& application, const Feature& feature) {
  std::set<std::string> own{fmt::format("\"{}/types.hpp\"", feature.name)};
  std::set<std::string> runtime;
  std::set<std::string> standard;
  auto handlers = templateList();
  for (const auto& handler : feature.handlers) {
    const auto payload = handlerPayload(*handler);
    if (handler->options.collectsEvents()) standard.insert("<vector>");
    if (handler->returns && handler->returns->kind != Schema::Kind::any)
      addResult(*handler->returns, own, runtime, standard);
    runtime.insert({"<event_runtime/event.hpp>", "<event_runtime/json_fwd.hpp>", "<event_runtime/step.hpp>"});
    if (payload.starts_with("std::variant")) standard.insert("<variant>");
    std::vector<std::string> triggers;
    for (const auto& trigger : handler->triggers) {
      triggers.push_back(trigger.cron ? inBackticks(trigger.cron->text) : trigger.name);
      if (trigger.event) own.insert(fmt::format("\"{}/types.hpp\"", trigger.event->feature->name));
      if (trigger.kind == Trigger::Kind::failure || trigger.cron)
        runtime.insert("<event_runtime/lifecycle_events.hpp>");
    }
    auto doc = handler->description + (handler->description.empty() ? "" : "\n\n") +
               fmt::format("Runs on {}; written in {}.", fmt::join(triggers, ", "), handler->fileName);
    for (const auto& option : explainOptions(*handler)) doc += fmt::format("\n* {}: {}", option.keyword, option.text);
    std::string onFailure;
    if (handler->options.onFailure) {
      runtime.insert("<event_runtime/lifecycle_events.hpp>");
      onFailure = fmt::format(
          "\n{}void {}(const Event<event_runtime::FunctionFailed>& event, Step& step);\n",
          docComment(fmt::format("Runs when a run of {} has failed for good, with one retry; written in {}.",
                                 handler->id, failureHandlerFile(*handler))),
          failureHandlerName(*handler));
    }
    handlers << templateObject({{"doc", docComment(doc)},
                                {"function", handler->cppName},
                                {"payload", payload},
                                {"parameter", handlerParameter(*handler)},
                                {"result", handlerResult(*handler)},
                                {"onFailure", onFailure},
                                {"constant", handler->constant},
                                {"open", "{"},
                                {"id", viewLiteral(handler->id)},
                                {"close", "}"}});
  }
  auto data = templateObject({{"source", sourceName(application, feature.file)},
                              {"namespace", application.cppNamespace},
                              {"includes", includeLines({own, runtime, standard})}});
  data["hasHandlers"] = TemplateData(!feature.handlers.empty());
  if (!feature.handlers.empty()) data["firstConstant"] = TemplateData(feature.handlers.front()->constant);
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
