#pragma once

#include "expression/ast.hpp"
#include "expression/value.hpp"
#include "expression/workspace.hpp"

#include <compare>
#include <optional>

namespace event_runtime::expression {

/// CEL's equality: across the types of numbers by value, across other types false; lists and maps by their parts. Not a
/// number equals nothing.
bool equal(const Value& left, const Value& right, Workspace& workspace);

/// The order of numbers, exactly, and of booleans, texts, bytes, timestamps and durations; unordered across types.
std::partial_ordering compare(const Value& left, const Value& right, Workspace& workspace);

/// `+ - * / %`. Numbers of different types: a double makes a double, an int and a uint make an int where it fits. Null
/// where an operand is. `node` is where errors are reported: overflow, division by zero, operands of other types.
Value arithmetic(Operator op, const Value& left, const Value& right, const Node& node, Workspace& workspace);
/// `-x`.
Value negated(const Value& value, const Node& node, Workspace& workspace);

/// A number that is an integer, such as an index: also a double without a fraction.
std::optional<std::int64_t> asIndex(const Value& value) noexcept;

}  // namespace event_runtime::expression
