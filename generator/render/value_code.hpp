#pragma once

#include "model/schema.hpp"

#include <cstddef>
#include <string>

namespace event_codegen {

/// Where a value comes from and goes to, as C++ expressions.
struct DecodePlace {
  std::string json;    ///< `member.value()`
  std::string target;  ///< `value.userId`
  std::string path;    ///< `member.path()`
};

/// Statements that read a value of the schema, indented by two for every level.
std::string decodeValue(const Schema& schema, std::size_t level, const DecodePlace& place);

/// Statements that write a value of the schema; a mask instead where it is sensitive and masks are asked for. With
/// `isPresent` the expression is of the value without its std::optional.
std::string encodeValue(const Schema& schema, std::size_t level, const std::string& expression, bool isPresent = false);

}  // namespace event_codegen
