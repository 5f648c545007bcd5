// Bodies of encoders and decoders of unions.
#include "render/code_lines.hpp"
#include "render/codec_text.hpp"
#include "render/cpp_text.hpp"
#include "render/cpp_types.hpp"
#include "render/decode_writer.hpp"

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
      out.canonical.push_back(canonicalText(value));
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
  code.line("UnionMatch<{}> match(decoder, json, ALTERNATIVES, UnionRule::{}, path);", variant.cppName,
            variant.match == NamedType::Match::first ? "first" : "exactlyOne");
  code.open("while (match.next(value)) {{");
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
  std::vector<bool> sensitive(places.types.size());
  for (std::size_t i = 0; i < variant.alternatives.size(); ++i) {
    if (isSensitive(variant.alternatives[i].schema)) sensitive[places.places[i]] = true;
  }
  code.open("switch (value.index()) {{");
  for (std::size_t i = 0; i < places.types.size(); ++i) {
    code.line("case {}:", i);
    code.line("  {}encodeJson(json, std::get<{}>(value));", sensitive[i] ? "if (!json.masked()) " : "", i);
    code.line("  break;");
  }
  code.line("default:");
  code.line("  json.null();  // an assignment threw");
  code.close();
  return code.take();
}

}  // namespace event_codegen
