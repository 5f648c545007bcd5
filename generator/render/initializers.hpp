#pragma once

#include "model/schema.hpp"

#include <nlohmann/json_fwd.hpp>

#include <string>

namespace event_codegen {

/// A JSON value as a C++ expression of the schema's type, which the value fits: a member's initialiser.
std::string cppInitializer(const Schema& schema, const nlohmann::json& value);

}  // namespace event_codegen
