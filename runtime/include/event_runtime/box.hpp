#pragma once

#include <compare>
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
  Box(const T& value) : value_(new T(value)) {}
  Box(T&& value) : value_(new T(std::move(value))) {}
  Box(const Box& other) : value_(other.value_ ? new T(*other.value_) : nullptr) {}
  Box(Box&& other) noexcept : value_(std::exchange(other.value_, nullptr)) {}
  // Both make or take the new value before the old one goes: `other` may be inside it.
  Box& operator=(const Box& other) { return *this = Box(other); }
  Box& operator=(Box&& other) noexcept {
    Box moved(std::move(other));
    std::swap(value_, moved.value_);
    return *this;
  }
  ~Box() {
    static_assert(sizeof(T) > 0, "T is to be complete where a Box of it is destroyed");
    delete value_;
  }

  T& operator*() & { return *checked(); }
  const T& operator*() const& { return *checked(); }
  T&& operator*() && { return std::move(*checked()); }
  T* operator->() { return checked(); }
  const T* operator->() const { return checked(); }
  /// Whether there is a value.
  explicit operator bool() const noexcept { return value_ != nullptr; }
  /// Makes a new value, and gives it.
  T& emplace() {
    delete std::exchange(value_, new T());
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
    return value_;
  }

  // No std::unique_ptr: each that a program has takes compilers as long as all of this, and there is one for each type
  // that contains itself and, where payloads are checked, one for each of those.
  T* value_ = nullptr;
};

}  // namespace event_runtime
