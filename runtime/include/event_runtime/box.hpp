#pragma once

#include <compare>
#include <memory>
#include <stdexcept>
#include <type_traits>
#include <utility>

namespace event_runtime {

/// A T on the heap that behaves like a T: copied with its value, compared by it. What a member of a type that contains
/// itself is; T may be incomplete where the member is declared.
///
/// A Box that was made without a value, or moved from, holds nothing, and looking into it throws std::logic_error. It
/// is encoded as `null`, which no decoder of a T takes, so it is never sent.
template <class T>
class Box {
 public:
  Box() noexcept = default;
  Box(const T& value) : value_(std::make_unique<T>(value)) {}
  Box(T&& value) : value_(std::make_unique<T>(std::move(value))) {}
  Box(const Box& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Box(Box&& other) noexcept = default;
  Box& operator=(const Box& other) {
    if (this == &other) return *this;
    // Made before the old value goes: `other` may be inside it.
    auto copy = other.value_ ? std::make_unique<T>(*other.value_) : nullptr;
    value_ = std::move(copy);
    return *this;
  }
  Box& operator=(Box&& other) noexcept {
    // Likewise: what it moves from may be inside of what it destroys.
    auto moved = std::move(other.value_);
    value_ = std::move(moved);
    return *this;
  }
  ~Box() = default;

  T& operator*() & { return *checked(); }
  const T& operator*() const& { return *checked(); }
  T&& operator*() && { return std::move(*checked()); }
  T* operator->() { return checked(); }
  const T* operator->() const { return checked(); }
  /// Whether there is a value.
  explicit operator bool() const noexcept { return value_ != nullptr; }
  /// Makes a new value, and gives it.
  T& emplace() {
    value_ = std::make_unique<T>();
    return *value_;
  }

  friend bool operator==(const Box& left, const Box& right) {
    if (!left.value_ || !right.value_) return !left.value_ && !right.value_;
    return *left.value_ == *right.value_;
  }
  /// By value; an empty one comes first. Neither deduced nor constrained, because T may be incomplete where compilers
  /// ask for either.
  friend std::partial_ordering operator<=>(const Box& left, const Box& right) {
    if (!left.value_ || !right.value_) return bool(left) <=> bool(right);
    return *left.value_ <=> *right.value_;
  }

 private:
  T* checked() const {
    if (!value_) throw std::logic_error("an empty event_runtime::Box has no value");
    return value_.get();
  }

  std::unique_ptr<T> value_;
};

}  // namespace event_runtime
