#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
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
      : data_(std::move(other.data_)),
        size_(std::exchange(other.size_, 0)),
        capacity_(std::exchange(other.capacity_, 0)) {}
  JsonBuffer& operator=(JsonBuffer&& other) noexcept {
    data_ = std::move(other.data_);
    size_ = std::exchange(other.size_, 0);
    capacity_ = std::exchange(other.capacity_, 0);
    return *this;
  }

  /// Appends text as it is.
  void raw(std::string_view text);
  void raw(char character);

  /// Appends a JSON string: quoted, escaped. Bytes that are not UTF-8 are copied; the decoder that checks every
  /// payload before it is sent refuses them.
  void string(std::string_view text);
  void integer(std::int64_t value);
  void unsignedInteger(std::uint64_t value);
  /// The shortest form that reads back as the same double, and as a double: 1 is written `1.0`, the negative zero
  /// `-0.0`. NaN and infinities, which JSON lacks, become `null`.
  void number(double value);
  void boolean(bool value);
  void null();

  std::string_view view() const noexcept { return {data_.get(), size_}; }
  std::string text() const { return std::string(view()); }
  std::size_t size() const noexcept { return size_; }
  /// Forgets the text and keeps the memory.
  void clear() noexcept { size_ = 0; }

 private:
  char* reserve(std::size_t additional);
  void escaped(std::string_view text);

  std::unique_ptr<char[]> data_;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace event_runtime
