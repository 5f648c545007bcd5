#pragma once

#include "codec/rounds.hpp"

#include <string>

/// Other ways to decode the same payloads. Each stands in a file of its own, which is compiled where what it needs is
/// installed.
namespace codec_bench {

/// The JSON text of a payload and where its schemas are: `<directory>/<size>.json`.
struct Payload {
  std::string size;
  std::string text;
  std::string schemas;
};

/// nlohmann's parser, and valijson with the JSON Schema of the payload.
void addValijson(Rounds& rounds, const Payload& payload);
/// quicktype's C++ as it comes: nlohmann's tree into classes whose setters check lengths, bounds and patterns.
void addQuicktype(Rounds& rounds, const Payload& payload);
/// The same message in protobuf's binary form, which checks nothing but UTF-8; into a new message, and into one that is
/// there.
void addProtobuf(Rounds& rounds, const Payload& payload);

}  // namespace codec_bench
