#pragma once

#include "read/yaml.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace event_codegen {

/// What a plain scalar is in YAML 1.2's core schema (section 10.3.2): `yes`, `on` and `no` are strings.
YamlNode::Kind resolvePlainScalar(std::string_view text) noexcept;

/// The value of a scalar of kind integer; nothing where it does not fit.
std::optional<std::int64_t> toInt64(std::string_view text) noexcept;
std::optional<std::uint64_t> toUint64(std::string_view text) noexcept;
/// The value of a scalar of kind integer or number; nothing for infinities, NaN and what is out of range.
std::optional<double> toFiniteDouble(std::string_view text) noexcept;

}  // namespace event_codegen
