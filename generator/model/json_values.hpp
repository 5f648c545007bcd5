#pragma once

#include "read/diagnostics.hpp"
#include "read/yaml.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string>

/// Values that a schema mentions: of `enum`, `const`, `default` and `examples`.
namespace event_codegen {

/// The JSON value that a YAML value is. A number that no double can hold is reported.
std::optional<nlohmann::json> toJson(const YamlNode& node, Diagnostics& diagnostics);

/// A text that two values share if and only if they are equal as JSON: numbers by value (`1` and `1.0`), objects
/// whatever the order of their keys.
std::string canonicalText(const nlohmann::json& value);

/// A value for a message, in backticks and shortened.
std::string shown(const nlohmann::json& value);

}  // namespace event_codegen
