#pragma once

#include <cstddef>
#include <string>

namespace event_runtime::expression {

/// What is wrong with an expression, and where: bytes from its beginning.
struct ParseError {
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string message;
};

}  // namespace event_runtime::expression
