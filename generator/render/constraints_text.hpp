#pragma once

#include "model/schema.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// Constraints as the C++ that generated decoders hand to the runtime.
namespace event_codegen {

/// The enumerator of event_runtime::StringFormat.
std::string formatName(StringFormat format);

/// Designated initialisers of the runtime's structs of the same name, with their braces: `{.minimum = 1}`; empty where
/// nothing is asked for.
std::string constraintsText(const IntegerConstraints& constraints);
std::string constraintsText(const NumberConstraints& constraints);
std::string countText(const std::optional<std::uint64_t>& minimum, const std::optional<std::uint64_t>& maximum);
/// `patterns` is the name of an array of the patterns.
std::string constraintsText(const StringConstraints& constraints, std::string_view patterns);

/// Whether there is nothing but perhaps a format.
bool isFormatAlone(const StringConstraints& constraints);

/// A literal of this type, such that no compiler warns.
std::string integerLiteral(WideInteger value, IntegerWidth width);
/// A double literal that reads back as the same double.
std::string doubleLiteral(double value);

}  // namespace event_codegen
