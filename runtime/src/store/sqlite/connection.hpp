#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

/// SQLite's C interface with owners and exceptions, no more. (SQLiteCpp passes sizes as int and shares ownership of the
/// statement with every column that is read; on the path of each step that counts.)
namespace event_runtime::sqlite {

/// Every function throws StoreError.
class Connection {
 public:
  /// Opens for reading and writing, creating the file if need be. Used by one thread at a time.
  explicit Connection(std::filesystem::path file);

  /// Runs statements that give no rows.
  void execute(const std::string& sql);
  /// Whether a transaction is open.
  bool inTransaction() const noexcept;
  /// Rows that the last statement changed.
  std::int64_t changes() const noexcept;
  /// Throws what SQLite says about the call that has just failed.
  [[noreturn]] void fail(std::string_view doing) const;

  const std::filesystem::path& file() const noexcept { return file_; }
  sqlite3* handle() const noexcept { return handle_.get(); }

 private:
  struct Closer {
    void operator()(sqlite3* handle) const noexcept;
  };
  std::filesystem::path file_;
  std::unique_ptr<sqlite3, Closer> handle_;
};

/// A prepared statement that is kept. Texts that are bound must live until run() or the last next() has returned.
class Statement {
 public:
  Statement(const Connection& connection, std::string_view sql);

  /// Parameters count from 1.
  Statement& bind(int parameter, std::int64_t value);
  Statement& bind(int parameter, std::optional<std::int64_t> value);
  Statement& bindText(int parameter, std::string_view text);
  Statement& bindBlob(int parameter, std::string_view bytes);
  Statement& bindNull(int parameter);

  /// Executes a statement that gives no rows.
  void run();
  /// Goes to the next row; false, and ready to be bound anew, after the last one.
  bool next();
  /// Leaves the rows that next() has not reached.
  void reset() noexcept;

  /// Columns count from 0.
  bool isNull(int column) const noexcept;
  std::int64_t integer(int column) const noexcept;
  std::optional<std::int64_t> optionalInteger(int column) const noexcept;
  /// Text or blob; valid until the next next().
  std::string_view text(int column) const noexcept;

 private:
  struct Finalizer {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  void check(int code, std::string_view doing) const;

  const Connection& connection_;
  std::unique_ptr<sqlite3_stmt, Finalizer> statement_;
};

}  // namespace event_runtime::sqlite
