#pragma once

#include "store/sqlite/connection.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// How times, hashes and errors stand in columns.
namespace event_runtime::sqlite {

inline std::int64_t number(Timestamp time) { return time.time_since_epoch().count(); }
std::optional<std::int64_t> number(const std::optional<Timestamp>& time);
/// A limit of rows.
std::int64_t number(std::size_t limit);
Timestamp time(std::int64_t milliseconds);
std::optional<Timestamp> time(std::optional<std::int64_t> milliseconds);

std::string string(const Statement& row, int column);
int integer(const Statement& row, int column);
/// The two columns of an error.
std::optional<ErrorInfo> errorOf(const Statement& row, int column);
void bindError(Statement& statement, int parameter, const std::optional<ErrorInfo>& error);
std::string_view bytesOf(const execution::StepHash& hash);
/// std::nullopt where it is none.
std::optional<execution::StepHash> hashOf(std::string_view bytes);
/// The two columns of a parent.
std::optional<ParentStep> parentOf(const Statement& row, int column);
/// An event out of the columns id, name, ts, data, user and version from `column` on.
StoredEvent eventOf(const Statement& row, int column);

}  // namespace event_runtime::sqlite
