#include "schema_of.hpp"

#include "read/file.hpp"

#include <sstream>
#include <stdexcept>

using namespace event_codegen;

namespace {

std::string indented(const std::string& text, const std::string& indentation) {
  std::istringstream in(text);
  std::string out;
  for (std::string line; std::getline(in, line);) out += indentation + line + "\n";
  return out;
}

}  // namespace

ModelOf::ModelOf(const std::string& events, const std::vector<std::pair<std::string, std::string>>& types) {
  sources.events = makeSource("events.yaml", events, diagnostics);
  for (const auto& [path, text] : types) sources.types.push_back(makeSource(path, text, diagnostics));
  application = buildModel(sources, diagnostics);
}

ModelOf ModelOf::withData(const std::string& data, const std::string& types) {
  const std::string text = (types.empty() ? "" : "types:\n" + indented(types, "  ")) +
                           "events:\n  ORDER_PLACED:\n    data:\n" + indented(data, "      ");
  return ModelOf("app: shop\nevents:\n  ORDER_PLACED: order/placed\n", {{"order/types.yaml", text}});
}

std::string ModelOf::complaints() {
  diagnostics.sort();
  std::ostringstream out;
  printDiagnostics(out, diagnostics, ErrorFormat::text, false);
  return out.str();
}

const Feature& ModelOf::feature(const std::string& name) const {
  for (const auto& candidate : application.features) {
    if (candidate->name == name) return *candidate;
  }
  throw std::out_of_range("no feature " + name);
}

const NamedType& ModelOf::type(const std::string& cppName) const {
  for (const auto& candidate : application.features) {
    for (const auto& named : candidate->types) {
      if (named->cppName == cppName) return *named;
    }
  }
  throw std::out_of_range("no type " + cppName);
}

const Property& ModelOf::property(const std::string& typeName, const std::string& wire) const {
  for (const Property& candidate : type(typeName).properties) {
    if (candidate.wire == wire) return candidate;
  }
  throw std::out_of_range("no property " + wire);
}

std::string complaintsOf(const std::string& written, const std::string& types) {
  const ModelOf model = ModelOf::withData("x: " + written, types);
  std::string out;
  for (const Diagnostic& diagnostic : model.diagnostics.list()) {
    CHECK(diagnostic.span.known());
    out += diagnostic.rule + ": " + diagnostic.message + "\n";
  }
  return out;
}
