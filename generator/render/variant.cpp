// Bodies of encoders and decoders of unions.
#include "render/code_lines.hpp"
#include "render/codec_text.hpp"
#include "render/cpp_text.hpp"
#include "render/cpp_types.hpp"
#include "render/value_code.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace event_codegen {

namespace {

/// The discriminator's values and the alternatives they choose, side by side.
struct Choices {
  std::vector<std::string> texts;      ///< for messages, and for looking up where all are strings
  std::vector<std::string> canonical;  ///< for looking up otherwise
  std::vector<std::size_t> alternatives;
  bool allStrings = true;
};

Choices choicesOf(const NamedType& variant) {
  Choices out;
  for (std::size_t i = 0; i < variant.alternatives.size(); ++i) {
    for (const auto& text : variant.alternatives[i].discriminators) {
      const auto value = nlohmann::json::parse(text);
      out.allStrings = out.allStrings && value.is_string();
      out.texts.push_back(value.is_string() ? value.get<std::string>() : text);
      out.canonical.push_back(comparisonText(value));
      out.alternatives.push_back(i);
    }
  }
  return out;
}

void decodeAlternative(CodeLines& code, const NamedType& variant, const UnionPlaces& places, std::size_t index) {
  code.append(decodeValue(variant.alternatives[index].schema, code.level(),
                          {"json", fmt::format("decoder.alternative<{}>(value)", places.places[index]), "path"}));
  code.line("break;");
  code.close();
}

void decodeByDiscriminator(CodeLines& code, const NamedType& variant, const UnionPlaces& places) {
  const auto choices = choicesOf(variant);
  code.open("static constexpr NameTable<{}> CHOICES({{", choices.texts.size());
  for (const auto& text : choices.texts) code.line("    {},", viewLiteral(text));
  code.close("});");
  if (!choices.allStrings) {
    code.open("static constexpr NameTable<{}> CANONICAL({{", choices.texts.size());
    for (const auto& text : choices.canonical) code.line("    {},", viewLiteral(text));
    code.close("});");
  }
  code.line("std::size_t choice = 0;");
  code.line("if (!decoder.discriminator(json, {}, {}CHOICES, choice, path)) return;",
            viewLiteral(variant.discriminator), choices.allStrings ? "" : "CANONICAL, ");
  code.open("switch (choice) {{");
  for (std::size_t i = 0; i < variant.alternatives.size(); ++i) {
    std::vector<std::size_t> cases;
    for (std::size_t c = 0; c < choices.alternatives.size(); ++c) {
      if (choices.alternatives[c] == i) cases.push_back(c);
    }
    if (cases.empty()) continue;
    for (std::size_t c = 0; c + 1 < cases.size(); ++c) code.line("case {}:", cases[c]);
    code.open("case {}: {{", cases.back());
    decodeAlternative(code, variant, places, i);
  }
  code.close();
}

}  // namespace

std::string decodeVariantBody(const NamedType& variant) {
  CodeLines code(1);
  const auto places = unionPlaces(variant);
  if (variant.match == NamedType::Match::discriminator) {
    decodeByDiscriminator(code, variant, places);
    return code.take();
  }
  code.line("static constexpr std::string_view ALTERNATIVES[] = {{");
  for (const auto& alternative : variant.alternatives)
    code.line("    {},", viewLiteral(alternativeName(alternative.schema)));
  code.line("}};");
  code.line("UnionMatch match(decoder, json, ALTERNATIVES, UnionRule::{}, path);",
            variant.match == NamedType::Match::first ? "first" : "exactlyOne");
  code.open("while (match.next()) {{");
  code.open("switch (match.alternative()) {{");
  for (std::size_t i = 0; i < variant.alternatives.size(); ++i) {
    code.open("case {}: {{", i);
    decodeAlternative(code, variant, places, i);
  }
  code.close();
  code.close();
  return code.take();
}

std::string encodeVariantBody(const NamedType& variant) {
  CodeLines code(1);
  const auto places = unionPlaces(variant);
  code.open("switch (index()) {{");
  for (std::size_t place = 0; place < places.types.size(); ++place) {
    // Of alternatives of one C++ type, the one that says most about how it is written.
    const Schema* schema = nullptr;
    for (std::size_t i = 0; i < variant.alternatives.size(); ++i) {
      const auto& candidate = variant.alternatives[i].schema;
      if (places.places[i] == place && (schema == nullptr || isSensitive(candidate))) schema = &candidate;
    }
    code.open("case {}: {{", place);
    code.append(encodeValue(*schema, code.level(), fmt::format("std::get<{}>(*this)", place)));
    code.line("break;");
    code.close();
  }
  code.line("default:");
  code.line("  json.null();  // an assignment threw");
  code.close();
  return code.take();
}

}  // namespace event_codegen
