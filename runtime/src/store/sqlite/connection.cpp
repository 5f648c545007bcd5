#include "store/sqlite/connection.hpp"

#include "store/sqlite/error.hpp"

#include <sqlite3.h>

namespace event_runtime::sqlite {

void Connection::Closer::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }
void Statement::Finalizer::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }

Connection::Connection(std::filesystem::path file) : file_(std::move(file)) {
  sqlite3* handle = nullptr;
  constexpr int FLAGS = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  const int code = sqlite3_open_v2(file_.c_str(), &handle, FLAGS, nullptr);
  handle_.reset(handle);  // there is one even when opening failed
  if (code != SQLITE_OK) {
    throw errorOf(file_, "opening", code, handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code));
  }
}

void Connection::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail("executing `" + sql + "`");
}

bool Connection::inTransaction() const noexcept { return sqlite3_get_autocommit(handle_.get()) == 0; }

std::int64_t Connection::changes() const noexcept { return sqlite3_changes64(handle_.get()); }

void Connection::fail(std::string_view doing) const {
  throw errorOf(file_, doing, sqlite3_extended_errcode(handle_.get()), sqlite3_errmsg(handle_.get()));
}

Statement::Statement(const Connection& connection, std::string_view sql) : connection_(connection) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  statement_.reset(statement);
  check(code, "preparing a statement");
}

void Statement::check(int code, std::string_view doing) const {
  if (code != SQLITE_OK) connection_.fail(doing);
}

Statement& Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(statement_.get(), parameter, value), "binding a number");
  return *this;
}

Statement& Statement::bind(int parameter, std::optional<std::int64_t> value) {
  return value ? bind(parameter, *value) : bindNull(parameter);
}

Statement& Statement::bindText(int parameter, std::string_view text) {
  // A null pointer would bind NULL; an empty string_view may hold one.
  const char* data = text.empty() ? "" : text.data();
  check(sqlite3_bind_text64(statement_.get(), parameter, data, text.size(), SQLITE_STATIC, SQLITE_UTF8),
        "binding a text");
  return *this;
}

Statement& Statement::bindBlob(int parameter, std::string_view bytes) {
  check(sqlite3_bind_blob64(statement_.get(), parameter, bytes.data(), bytes.size(), SQLITE_STATIC), "binding a blob");
  return *this;
}

Statement& Statement::bindNull(int parameter) {
  check(sqlite3_bind_null(statement_.get(), parameter), "binding NULL");
  return *this;
}

void Statement::run() {
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_DONE) {
    try {
      connection_.fail("writing");
    } catch (...) {
      reset();
      throw;
    }
  }
  reset();
}

bool Statement::next() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) {
    try {
      connection_.fail("reading");
    } catch (...) {
      reset();
      throw;
    }
  }
  reset();
  return false;
}

void Statement::reset() noexcept { sqlite3_reset(statement_.get()); }

bool Statement::isNull(int column) const noexcept {
  return sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}

std::int64_t Statement::integer(int column) const noexcept { return sqlite3_column_int64(statement_.get(), column); }

std::optional<std::int64_t> Statement::optionalInteger(int column) const noexcept {
  if (isNull(column)) return std::nullopt;
  return integer(column);
}

std::string_view Statement::text(int column) const noexcept {
  const void* data = sqlite3_column_text(statement_.get(), column);
  const int size = sqlite3_column_bytes(statement_.get(), column);  // asked second: it counts what the first call made
  if (!data || size <= 0) return {};
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}

}  // namespace event_runtime::sqlite
