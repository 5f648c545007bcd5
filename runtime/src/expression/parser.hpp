#pragma once

#include "expression/ast.hpp"
#include "expression/parse_error.hpp"

#include <memory>
#include <string_view>
#include <variant>

namespace event_runtime::expression {

/// Parts within parts: brackets, arguments, operators. So many take 60 KB of stack with optimisation, 120 without; a
/// fiber has 256.
inline constexpr std::size_t MAX_EXPRESSION_DEPTH = 48;

/// Reads an expression by CEL's grammar, finds its functions and macros, and evaluates what is constant in it.
std::variant<std::shared_ptr<const Program>, ParseError> parseProgram(std::string_view text);

}  // namespace event_runtime::expression
