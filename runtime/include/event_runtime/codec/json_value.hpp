#pragma once

#include <event_runtime/codec/path.hpp>
#include <event_runtime/json_fwd.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime {

class Decoder;

/// A value of a parsed JSON text, valid while the parse is. What it points to is the codec's secret, so that no header
/// of ours pulls in simdjson's.
struct JsonValue {
  const std::uint64_t* word = nullptr;
};

/// Walks over an object's members in the order of the text.
class ObjectMembers {
 public:
  ObjectMembers() = default;
  // Paths further down point to this one's.
  ObjectMembers(const ObjectMembers&) = delete;
  ObjectMembers& operator=(const ObjectMembers&) = delete;

  /// Moves to the next member, at first to the first one; false at the end.
  bool next() noexcept;
  std::string_view key() const noexcept { return path_.key; }
  JsonValue value() const noexcept { return value_; }
  /// Where the value stands.
  const Path& path() const noexcept { return path_; }
  /// The number of members.
  std::size_t size() const noexcept { return size_; }

  /// Where in `out` the value is to be read into. A key that was there before is reported.
  template <class T>
  T& place(std::map<std::string, T>& out) const {
    const auto [position, isNew] = out.try_emplace(std::string(key()));
    if (!isNew) reportDuplicate();
    return position->second;
  }
  Json& place(Json& out) const;

 private:
  friend class Decoder;
  void reportDuplicate() const;

  Decoder* decoder_ = nullptr;
  const std::uint64_t* next_ = nullptr;
  const std::uint64_t* end_ = nullptr;
  std::size_t size_ = 0;
  Path path_;
  JsonValue value_;
};

/// Walks over an array's elements.
class ArrayElements {
 public:
  ArrayElements() = default;
  ArrayElements(const ArrayElements&) = delete;
  ArrayElements& operator=(const ArrayElements&) = delete;

  bool next() noexcept;
  JsonValue value() const noexcept { return value_; }
  /// Where the element stands.
  const Path& path() const noexcept { return path_; }
  std::size_t index() const noexcept { return path_.index; }
  /// The number of elements.
  std::size_t size() const noexcept { return size_; }

  /// How many elements there were, after the last one.
  std::size_t count() const noexcept { return path_.index + 1; }

  /// Where in `out`, which holds the elements from `first` on, the element is to be read into. Elements that are there
  /// already are used again, with their memory; where there are too few, all are made anew, at once. Neither here nor
  /// in finish() is a vector asked for more than its simplest functions, because each of them is dear to compile.
  template <class T>
  typename std::vector<T>::reference place(std::vector<T>& out, std::size_t first = 0) const {
    if (out.size() < size() - first) std::vector<T>(size() - first).swap(out);
    return out[index() - first];
  }
  /// After the last element: `out` keeps what was read, and no elements it had before.
  template <class T>
  void finish(std::vector<T>& out, std::size_t first = 0) const {
    const std::size_t kept = size() > first ? size() - first : 0;
    while (out.size() > kept) out.pop_back();
  }

 private:
  friend class Decoder;
  const Decoder* decoder_ = nullptr;
  const std::uint64_t* next_ = nullptr;
  const std::uint64_t* end_ = nullptr;
  std::size_t size_ = 0;
  Path path_;
  JsonValue value_;
};

}  // namespace event_runtime
