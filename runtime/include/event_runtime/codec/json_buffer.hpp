#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace event_runtime {

/// Text that JSON is written into: raw memory that grows and is reused, because appending to std::string costs twice.
/// Writes no commas or colons by itself; the encoders do.
class JsonBuffer {
 public:
  JsonBuffer() = default;
  JsonBuffer(JsonBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)),
        masksSensitive_(other.masksSensitive_) {}
  JsonBuffer& operator=(JsonBuffer&& other) noexcept {
    JsonBuffer moved(std::move(other));
    std::swap(data_, moved.data_);
    std::swap(size_, moved.size_);
    std::swap(capacity_, moved.capacity_);
    masksSensitive_ = moved.masksSensitive_;
    return *this;
  }
  ~JsonBuffer() { delete[] data_; }

  /// Appends text as it is. Inline, so that a literal becomes a few stores.
  void raw(std::string_view text) {
    char* const out = reserve(text.size());
    if (!text.empty()) std::memcpy(out, text.data(), text.size());
    size_ += text.size();
  }
  void raw(char character) {
    *reserve(1) = character;
    ++size_;
  }

  /// Appends an object's key, given as it stands in JSON with the colon: `"userId":`. A comma comes before it, unless
  /// the object has just begun.
  void key(std::string_view text) {
    comma();
    raw(text);
  }
  /// A comma, unless an object or array has just begun.
  void comma() {
    if (size_ > 0 && data_[size_ - 1] != '{' && data_[size_ - 1] != '[') raw(',');
  }
  /// The same with a key that is still to be quoted, escaped and followed by the colon.
  void memberKey(std::string_view text);

  /// Appends a JSON string: quoted, escaped. Bytes that are not UTF-8 are copied; the decoder that checks every
  /// payload before it is sent refuses them.
  void string(std::string_view text);
  void integer(std::int64_t value);
  void unsignedInteger(std::uint64_t value);
  /// The fewest digits that read back as the same double, and as a double: 1 is written `1.0`, the negative zero
  /// `-0.0`. NaN and infinities, which JSON lacks, become `null`.
  void number(double value);
  void boolean(bool value) { raw(value ? std::string_view("true") : std::string_view("false")); }
  void null() { raw("null"); }

  /// For logs: from now on values of fields that are `sensitive` are masked.
  void maskSensitive() noexcept { masksSensitive_ = true; }
  /// Writes a mask in place of a sensitive value, if it is to be masked.
  bool masked() {
    if (masksSensitive_) raw("\"***\"");
    return masksSensitive_;
  }

  std::string_view view() const noexcept { return {data_, size_}; }
  std::string text() const { return std::string(view()); }
  std::size_t size() const noexcept { return size_; }
  /// Forgets the text and keeps the memory.
  void clear() noexcept { size_ = 0; }

 private:
  char* reserve(std::size_t additional) {
    if (capacity_ - size_ < additional) [[unlikely]]
      grow(additional);
    return data_ + size_;
  }
  void grow(std::size_t additional);

  char* data_ = nullptr;  // no std::unique_ptr: see box.hpp
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
  bool masksSensitive_ = false;
};

}  // namespace event_runtime
