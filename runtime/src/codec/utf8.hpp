#pragma once

#include <cstddef>
#include <string_view>

namespace event_runtime {

/// Where the first byte is that cannot stand there in UTF-8 (RFC 3629, section 4); the size where there is none.
std::size_t invalidUtf8At(std::string_view text) noexcept;

}  // namespace event_runtime
