#pragma once

#include <event_runtime/codec/json_buffer.hpp>
#include <event_runtime/errors.hpp>

#include <string>
#include <string_view>

namespace event_runtime::inngest {

/// An exception's type as Inngest's pages and other SDKs have such names: without namespaces, so that
/// `event_runtime::NonRetriableError` is `NonRetriableError`; the standard's exceptions that say nothing by their type,
/// such as `std::runtime_error`, are `Error`.
std::string errorName(std::string_view typeName);

/// The text with `?` in place of every byte that is not UTF-8: for what others wrote and our JSON repeats.
std::string readableText(std::string_view text);

/// `{"name":…,"message":…}` (specification, 4.4.3). There is no stack: C++ has none to tell.
void encodeError(JsonBuffer& json, const ErrorInfo& error);

}  // namespace event_runtime::inngest
