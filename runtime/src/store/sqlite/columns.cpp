#include "store/sqlite/columns.hpp"

#include <algorithm>
#include <limits>

namespace event_runtime::sqlite {

std::optional<std::int64_t> number(const std::optional<Timestamp>& time) {
  if (!time) return std::nullopt;
  return number(*time);
}

std::int64_t number(std::size_t limit) {
  return static_cast<std::int64_t>(std::min<std::size_t>(limit, std::numeric_limits<std::int64_t>::max()));
}

Timestamp time(std::int64_t milliseconds) { return Timestamp{std::chrono::milliseconds{milliseconds}}; }

std::optional<Timestamp> time(std::optional<std::int64_t> milliseconds) {
  if (!milliseconds) return std::nullopt;
  return time(*milliseconds);
}

std::string string(const Statement& row, int column) { return std::string(row.text(column)); }

int integer(const Statement& row, int column) {
  return static_cast<int>(
      std::clamp<std::int64_t>(row.integer(column), std::numeric_limits<int>::min(), std::numeric_limits<int>::max()));
}

std::optional<ErrorInfo> errorOf(const Statement& row, int column) {
  if (row.isNull(column)) return std::nullopt;
  return ErrorInfo{string(row, column), string(row, column + 1)};
}

void bindError(Statement& statement, int parameter, const std::optional<ErrorInfo>& error) {
  if (error) {
    statement.bindText(parameter, error->name).bindText(parameter + 1, error->message);
  } else {
    statement.bindNull(parameter).bindNull(parameter + 1);
  }
}

std::string_view bytesOf(const execution::StepHash& hash) {
  return {reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size()};
}

std::optional<execution::StepHash> hashOf(std::string_view bytes) {
  execution::StepHash hash;
  if (bytes.size() != hash.bytes.size()) return std::nullopt;
  std::ranges::transform(bytes, hash.bytes.begin(), [](char byte) { return static_cast<std::uint8_t>(byte); });
  return hash;
}

std::optional<ParentStep> parentOf(const Statement& row, int column) {
  if (row.isNull(column)) return std::nullopt;
  return ParentStep{string(row, column), hashOf(row.text(column + 1)).value_or(execution::StepHash{})};
}

StoredEvent eventOf(const Statement& row, int column) {
  return {string(row, column),     string(row, column + 1), time(row.integer(column + 2)),
          string(row, column + 3), string(row, column + 4), string(row, column + 5)};
}

}  // namespace event_runtime::sqlite
