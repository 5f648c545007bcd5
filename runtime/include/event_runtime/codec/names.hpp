#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>
#include <type_traits>

namespace event_runtime {

/// A name with its first and last eight bytes as numbers, the first byte in the lowest place, so that most comparisons
/// need no loop. Names of up to eight bytes are in `head` alone, of up to sixteen in both.
struct Name {
  const char* data = nullptr;
  std::size_t size = 0;
  std::uint64_t head = 0;
  std::uint64_t tail = 0;

  constexpr Name() = default;
  constexpr explicit Name(std::string_view text) noexcept
      : data(text.data()),
        size(text.size()),
        head(headOf(text)),
        tail(size >= 8 ? load(text.data() + size - 8, 8) : 0) {}

  /// Of a text from which on eight bytes may be read, however short it is: without a branch for its length.
  static Name padded(std::string_view text) noexcept {
    Name name;
    name.data = text.data();
    name.size = text.size();
    const std::size_t inHead = text.size() < 8 ? text.size() : 8;
    // In two shifts, because one by 64 is not defined.
    name.head = load(text.data(), 8) & ~(~std::uint64_t{0} << (4 * inHead) << (4 * inHead));
    name.tail = load(text.data() + (text.size() - inHead), 8) & (0 - std::uint64_t{text.size() >= 8});
    return name;
  }

  /// Whether this is the name of a text from which on eight bytes may be read. Cheaper than to make the text a name
  /// first, where there is one name that it probably is.
  bool isPadded(std::string_view text) const noexcept {
    if (text.size() != size) return false;
    const std::uint64_t begin = load(text.data(), 8);
    if (size < 8) return (begin & ~(~std::uint64_t{0} << (8 * size))) == head;
    if (begin != head || load(text.data() + size - 8, 8) != tail) return false;
    // What is between the first eight and the last eight, in words that overlap.
    for (std::size_t i = 8; i + 8 < size; i += 8) {
      const std::size_t at = i + 16 <= size ? i : size - 16;
      if (load(text.data() + at, 8) != load(data + at, 8)) return false;
    }
    return true;
  }

  constexpr std::string_view text() const noexcept { return {data, size}; }

  bool operator==(const Name& other) const noexcept {
    return head == other.head && size == other.size && tail == other.tail &&
           (size <= 16 || std::memcmp(data + 8, other.data + 8, size - 16) == 0);
  }

  constexpr std::uint64_t hash() const noexcept {
    const std::uint64_t mixed = (head ^ (tail * 0x9E3779B97F4A7C15) ^ size) * 0xD6E8FEB86659FD93;
    return mixed ^ (mixed >> 32);
  }

 private:
  static constexpr std::uint64_t load(const char* from, std::size_t bytes) noexcept {
    std::uint64_t value = 0;
    if (std::is_constant_evaluated() || std::endian::native != std::endian::little) {
      for (std::size_t i = 0; i < bytes; ++i) {
        value |= std::uint64_t{static_cast<unsigned char>(from[i])} << (8 * i);
      }
    } else {
      std::memcpy(&value, from, bytes);
    }
    return value;
  }
  static constexpr std::uint64_t headOf(std::string_view text) noexcept {
    const std::size_t size = text.size();
    if (size >= 8) return load(text.data(), 8);
    // Loads of a fixed size, which overlap: what compilers make one instruction of.
    if (size >= 4) return load(text.data(), 4) | (load(text.data() + size - 4, 4) << (8 * (size - 4)));
    if (size >= 2) return load(text.data(), 2) | (load(text.data() + size - 2, 2) << (8 * (size - 2)));
    return size == 1 ? load(text.data(), 1) : 0;
  }
};

/// A fixed list of names, to be found by text. Views a NameTable or a PropertyTable.
class NameList {
 public:
  static constexpr std::size_t NONE = ~std::size_t{0};

  constexpr NameList(const Name* names, std::size_t size, const std::uint16_t* slots, std::size_t slotCount) noexcept
      : names_(names), size_(size), slots_(slots), mask_(slotCount - 1) {}

  std::size_t size() const noexcept { return size_; }
  /// Empty beyond the end.
  std::string_view operator[](std::size_t index) const noexcept {
    return index < size_ ? names_[index].text() : std::string_view();
  }
  /// The index, or NONE. Takes the same time whatever the text is, but for its length.
  std::size_t find(std::string_view text) const noexcept { return find(Name(text)); }
  std::size_t find(const Name& name) const noexcept {
    for (std::size_t slot = name.hash() & mask_; slots_[slot] != 0; slot = (slot + 1) & mask_) {
      if (names_[slots_[slot] - 1u] == name) return slots_[slot] - 1u;
    }
    return NONE;
  }
  /// The same for a text from which on eight bytes may be read.
  std::size_t findPadded(std::string_view text) const noexcept {
    if (size_ > FEW) return find(Name::padded(text));
    for (std::size_t i = 0; i < size_; ++i) {
      if (names_[i].isPadded(text)) return i;
    }
    return NONE;
  }
  /// Whether a text from which on eight bytes may be read is the name of this index; false beyond the end.
  bool isPaddedAt(std::size_t index, std::string_view text) const noexcept {
    return index < size_ && names_[index].isPadded(text);
  }

 private:
  /// So many names are compared faster than a hash is made.
  static constexpr std::size_t FEW = 6;

  const Name* names_;
  std::size_t size_;
  const std::uint16_t* slots_;
  std::size_t mask_;
};

namespace detail {
/// Open addressing, at most half full. The names are distinct and known, so no text from outside makes it slow.
template <std::size_t N>
struct NameSlots {
  static_assert(N < 0xFFFF, "too many names");
  static constexpr std::size_t SIZE = std::bit_ceil(2 * N + 1);

  constexpr explicit NameSlots(const std::array<Name, N>& names) {
    for (std::size_t i = 0; i < N; ++i) {
      std::size_t slot = names[i].hash() & (SIZE - 1);
      while (slots[slot] != 0) slot = (slot + 1) & (SIZE - 1);
      slots[slot] = static_cast<std::uint16_t>(i + 1);
    }
  }

  std::array<std::uint16_t, SIZE> slots{};
};
}  // namespace detail

/// A fixed list of names, made at compile time: the values of an enumeration.
template <std::size_t N>
class NameTable {
 public:
  consteval explicit NameTable(const std::string_view (&names)[N]) : names_(makeNames(names)), slots_(names_) {}
  constexpr operator NameList() const noexcept { return {names_.data(), N, slots_.slots.data(), slots_.SIZE}; }

  constexpr std::string_view operator[](std::size_t index) const noexcept {
    return index < N ? names_[index].text() : std::string_view();
  }

 private:
  static consteval std::array<Name, N> makeNames(const std::string_view (&names)[N]) {
    std::array<Name, N> made;
    for (std::size_t i = 0; i < N; ++i) made[i] = Name(names[i]);
    return made;
  }

  std::array<Name, N> names_;
  detail::NameSlots<N> slots_;
};

struct Property {
  std::string_view name;
  /// What it is, for the issue about a missing one: `string`. Empty: it may be missing.
  std::string_view expected = {};
};

/// What objects do about keys that are none of their properties.
enum class UnknownKeys : std::uint8_t {
  ignored,
  refused,   ///< each is an issue
  returned,  ///< the walk stops at them, with PropertyWalk::UNKNOWN
};

/// An object's properties, independent of their number. Views a PropertyTable.
struct PropertyList {
  NameList names;
  const std::string_view* expected;
  const std::uint64_t* required;  ///< a bit for each
  std::size_t words;              ///< of `required`
  UnknownKeys unknownKeys;
};

/// An object's properties, made at compile time.
template <std::size_t N>
class PropertyTable {
 public:
  static constexpr std::size_t WORDS = N / 64 + 1;

  consteval explicit PropertyTable(const Property (&properties)[N], UnknownKeys unknownKeys = UnknownKeys::ignored)
      : names_(makeNames(properties)), slots_(names_), unknownKeys_(unknownKeys) {
    for (std::size_t i = 0; i < N; ++i) {
      expected_[i] = properties[i].expected;
      if (!properties[i].expected.empty()) required_[i / 64] |= std::uint64_t{1} << (i % 64);
    }
  }
  constexpr operator PropertyList() const noexcept {
    return {
        {names_.data(), N, slots_.slots.data(), slots_.SIZE}, expected_.data(), required_.data(), WORDS, unknownKeys_};
  }

 private:
  static consteval std::array<Name, N> makeNames(const Property (&properties)[N]) {
    std::array<Name, N> made;
    for (std::size_t i = 0; i < N; ++i) made[i] = Name(properties[i].name);
    return made;
  }

  std::array<Name, N> names_;
  detail::NameSlots<N> slots_;
  std::array<std::string_view, N> expected_;
  std::array<std::uint64_t, WORDS> required_{};
  UnknownKeys unknownKeys_;
};

}  // namespace event_runtime
