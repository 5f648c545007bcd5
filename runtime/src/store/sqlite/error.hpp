#pragma once

#include <event_runtime/store.hpp>

#include <filesystem>
#include <string_view>

namespace event_runtime::sqlite {

/// An error out of SQLite: names the file, what was being done, SQLite's reason and what can be done about it.
/// `code` is an extended result code.
StoreError errorOf(const std::filesystem::path& file, std::string_view doing, int code, std::string_view reason);

/// The file was written by something else or by somebody's hand.
StoreError damaged(const std::filesystem::path& file, std::string_view what);

}  // namespace event_runtime::sqlite
