#pragma once

#include "model/schema.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

/// Bodies of the generated encoders and decoders: statements, indented by two, each line with its end.
namespace event_codegen {

/// Of `void encodeJson(JsonBuffer& json, const T& value)`.
std::string encodeBody(const NamedType& object);

/// Of `void decodeJson(Decoder& decoder, JsonValue json, T& value, const Path& path)`.
std::string decodeBody(const NamedType& object);

/// What two JSON values have in common if they are equal as JSON Schema sees it, numbers by value and members in any
/// order; as the runtime's Decoder::constant() makes it of what it reads.
std::string comparisonText(const nlohmann::json& value);

/// The same of unions.
std::string encodeVariantBody(const NamedType& variant);
std::string decodeVariantBody(const NamedType& variant);

}  // namespace event_codegen
