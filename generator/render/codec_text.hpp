#pragma once

#include "model/schema.hpp"

#include <string>

/// Bodies of the generated encoders and decoders: statements, indented by two, each line with its end.
namespace event_codegen {

/// Of `void encodeJson(JsonBuffer& json, const T& value)`.
std::string encodeBody(const NamedType& object);

/// Of `void decodeJson(Decoder& decoder, JsonValue json, T& value, const Path& path)`.
std::string decodeBody(const NamedType& object);

}  // namespace event_codegen
