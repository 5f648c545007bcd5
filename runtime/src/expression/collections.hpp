#pragma once

#include "expression/value.hpp"
#include "expression/workspace.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

/// Lists and maps, however they are kept.
namespace event_runtime::expression {

/// Walks over a list.
class ListCursor {
 public:
  explicit ListCursor(const Value& list);
  bool next();
  const Value& value() const noexcept { return value_; }

 private:
  Value list_;
  Value value_;
  std::size_t at_ = 0;
  const std::uint64_t* word_ = nullptr;
  const std::uint64_t* end_ = nullptr;
};

/// Walks over a map.
class MapCursor {
 public:
  explicit MapCursor(const Value& map);
  bool next();
  const Value& key() const noexcept { return key_; }
  const Value& value() const noexcept { return value_; }

 private:
  Value map_;
  Value key_;
  Value value_;
  std::size_t at_ = 0;
  const std::uint64_t* word_ = nullptr;
  const std::uint64_t* end_ = nullptr;
};

/// The number of elements or entries. Costs a step for each where it must count.
std::size_t sizeOf(const Value& collection, Workspace& workspace);
/// An element; null outside of the list. Costs a step for each element that is passed.
Value elementAt(const Value& list, std::size_t index, Workspace& workspace);
/// Looks a key up; false where the map has none. Costs a step for each entry that is passed.
bool findMember(const Value& map, std::string_view name, Value& out, Workspace& workspace);
bool findEntry(const Value& map, const Value& key, Value& out, Workspace& workspace);

}  // namespace event_runtime::expression
