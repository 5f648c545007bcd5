#pragma once

#include "store/sqlite/connection.hpp"

#include <cstdint>
#include <string_view>

namespace event_runtime::sqlite {

/// In the file's header (`PRAGMA application_id`): "EvRt".
inline constexpr std::int64_t APPLICATION_ID = 0x45765274;
/// `PRAGMA user_version` of what this code reads and writes.
inline constexpr std::int64_t SCHEMA_VERSION = 3;

/// Checks that the file is ours, or empty, and brings it to SCHEMA_VERSION in one transaction. Throws StoreError,
/// having changed nothing, where it is another application's or a newer version's.
void prepareSchema(Connection& connection);

/// The first column of a query's first row.
std::int64_t queryInteger(const Connection& connection, std::string_view sql);

}  // namespace event_runtime::sqlite
