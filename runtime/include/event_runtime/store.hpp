#pragma once

#include <concepts>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>

namespace event_runtime {

/// Keeps events, runs and step results. Made by sqliteStore() or memoryStore() and handed to an engine.
class Store;

}  // namespace event_runtime

/// So that a std::unique_ptr<Store> can be held and dropped where the class is only declared.
template <>
struct std::default_delete<event_runtime::Store> {
  constexpr default_delete() noexcept = default;
  template <std::derived_from<event_runtime::Store> Derived>
  default_delete(const std::default_delete<Derived>&) noexcept {}
  void operator()(event_runtime::Store* store) const noexcept;
};

namespace event_runtime {

/// The store cannot be opened, read or written. what() names the file, the cause and what to do. Nothing that was
/// acknowledged before is lost by it.
class StoreError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// When a commit counts as done.
enum class Durability {
  full,            ///< on the disk (`synchronous=FULL`): survives a power cut. The default.
  processCrash,    ///< with the operating system (`synchronous=OFF`): survives the process, not a power cut
};

struct SqliteOptions {
  Durability durability = Durability::full;
};

/// An SQLite database file in WAL mode, created if it does not exist. One engine owns it at a time, others get an
/// error; reading it with other SQLite tools meanwhile is fine. Opened by the engine, which then throws StoreError
/// where the file is locked, read-only, corrupt, no database of ours or written by a newer version.
std::unique_ptr<Store> sqliteStore(std::filesystem::path file, SqliteOptions options = {});

/// Memory only: for tests and for work that may be lost with the process.
std::unique_ptr<Store> memoryStore();

}  // namespace event_runtime
