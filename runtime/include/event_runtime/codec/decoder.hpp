#pragma once

#include <event_runtime/codec/constraints.hpp>
#include <event_runtime/codec/issue.hpp>
#include <event_runtime/codec/json_value.hpp>
#include <event_runtime/codec/names.hpp>
#include <event_runtime/codec/path.hpp>
#include <event_runtime/time.hpp>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace event_runtime {

/// Reads JSON values into C++ ones and collects what does not fit. Generated decoders call one function a field; each
/// reports at most the issues of its own value, and returns whether `out` was set (an issue about a value's bounds
/// still sets it). `path` is where the value stands; it costs nothing until there is an issue.
class Decoder {
 public:
  /// Of a parsed document; decodeText() makes them. At most `maxIssues` issues are kept.
  Decoder(const std::uint64_t* tape, const std::uint8_t* strings, std::size_t maxIssues) noexcept
      : tape_(tape), strings_(strings), maxIssues_(maxIssues) {}
  /// Of no document: for the checks of values that are there already.
  static Decoder withoutDocument() noexcept { return Decoder(nullptr, nullptr, MAX_ISSUES); }

  bool string(JsonValue json, std::string& out, const Path& path);
  bool string(JsonValue json, std::string& out, StringFormat format, const Path& path);
  bool string(JsonValue json, std::string& out, const StringConstraints& constraints, const Path& path);
  /// Without a copy; the view is valid while the parse is.
  bool string(JsonValue json, std::string_view& out, const Path& path);
  /// Integer is std::int32_t, std::uint32_t, std::int64_t or std::uint64_t.
  template <class Integer>
  bool integer(JsonValue json, Integer& out, const Path& path);
  template <class Integer>
  bool integer(JsonValue json, Integer& out, const IntegerConstraints<Integer>& constraints, const Path& path);
  bool number(JsonValue json, double& out, const Path& path);
  bool number(JsonValue json, double& out, const NumberConstraints& constraints, const Path& path);
  bool boolean(JsonValue json, bool& out, const Path& path);
  bool timestamp(JsonValue json, Timestamp& out, const Path& path);
  /// One of the names, as its index.
  bool choice(JsonValue json, const NameList& names, std::size_t& out, const Path& path);
  bool object(JsonValue json, ObjectMembers& out, const Path& path);
  bool object(JsonValue json, ObjectMembers& out, const CountConstraints& count, const Path& path);
  bool array(JsonValue json, ArrayElements& out, const Path& path);
  bool array(JsonValue json, ArrayElements& out, const CountConstraints& count, const Path& path);
  bool isNull(JsonValue json) const noexcept;
  /// What an optional is read into: its value, with its memory, if it has one.
  template <class T>
  static T& filled(std::optional<T>& optional) {
    return optional ? *optional : optional.emplace();
  }
  /// The value as JSON text, minified.
  bool text(JsonValue json, std::string& out, const Path& path);

  /// One of the values of an enumeration or const that are not all strings, as its index. `canonical` has them in a
  /// form of the codec's own, which event_codegen writes; `texts` as messages show them.
  bool constant(JsonValue json, const NameList& canonical, const NameList& texts, std::size_t& out, const Path& path);
  /// Which of the values an object's property has that tells what kind of object it is. A missing or unknown one is an
  /// issue of the union.
  bool discriminator(JsonValue json, std::string_view key, const NameList& values, std::size_t& out, const Path& path);
  bool discriminator(JsonValue json, std::string_view key, const NameList& canonical, const NameList& texts,
                     std::size_t& out, const Path& path);
  /// Where the alternative I of a union is read into: what is there, if it is the same one.
  template <std::size_t I, class Union>
  static auto& alternative(Union& value) {
    if (value.index() != I) value.template emplace<I>();
    return *std::get_if<I>(&value);
  }

  /// Constraints on values.
  void check(std::string_view text, const StringConstraints& constraints, const Path& path);
  void check(std::string_view text, StringFormat format, const Path& path);
  template <class Integer>
  void check(Integer value, const IntegerConstraints<Integer>& constraints, const Path& path);
  void check(double value, const NumberConstraints& constraints, const Path& path);
  void checkItemCount(std::size_t count, const CountConstraints& constraints, const Path& path);
  void checkKeyCount(std::size_t count, const CountConstraints& constraints, const Path& path);
  /// `uniqueItems`: no two elements are equal as JSON, numbers by value and members in any order. Takes n log n time.
  void checkUnique(JsonValue array, const Path& path);
  /// `propertyNames`; `path` is where the member stands.
  void checkKey(std::string_view key, const StringConstraints& constraints, const Path& path);
  void checkKey(std::string_view key, StringFormat format, const Path& path);

  /// Reports. `missing` is a required key that is absent; `object` is where the object stands.
  void missing(std::string_view key, std::string_view expected, const Path& object);
  void unrecognizedKey(std::string_view key, const Path& object);
  /// A key that stands twice in an object (RFC 8259, section 4, leaves open which one counts; we take neither).
  void duplicateKey(std::string_view key, const Path& object);
  /// `expected` lists the keys: `EUR | USD`.
  void invalidKey(std::string_view key, std::string_view expected, const Path& path);
  /// `expected` lists the values: `google | email`.
  void invalidValue(JsonValue json, std::string_view expected, const Path& path);
  void invalidType(JsonValue json, std::string_view expected, const Path& path);
  void add(Issue issue);

  /// After this many issues, or this much text in them, no more are kept: what is wrong everywhere need not fill the
  /// memory. The last one says so.
  static constexpr std::size_t MAX_ISSUES = 1000;
  static constexpr std::size_t MAX_ISSUE_BYTES = 1024 * 1024;

  /// Notes that a value does not fit. Whether an issue about it is wanted: false where alternatives of a union are only
  /// tried, or where there are issues enough.
  [[nodiscard]] bool fails() noexcept {
    ++failures_;
    return trying_ == 0 && !isFull_;
  }

  bool failed() const noexcept { return failures_ != 0; }
  const std::vector<Issue>& issues() const noexcept { return issues_; }
  std::vector<Issue> takeIssues() noexcept { return std::move(issues_); }

 private:
  friend class ObjectMembers;
  friend class ArrayElements;
  friend class PropertyWalkBase;
  friend class UnionMatch;
  friend struct TapeAccess;

  bool text(JsonValue json, std::string_view& out, const Path& path);
  void invalidDiscriminator(JsonValue json, std::string_view key, const NameList& texts, JsonValue found,
                            const Path& path);
  bool mayTry(JsonValue json) noexcept;

  const std::uint64_t* tape_;
  const std::uint8_t* strings_;
  std::size_t maxIssues_;
  std::vector<Issue> issues_;
  std::size_t issueBytes_ = 0;
  std::size_t failures_ = 0;
  std::size_t trying_ = 0;                    ///< alternatives within each other that are only tried
  std::size_t tried_ = 0;                     ///< words of the tape
  const std::uint64_t* triedWord_ = nullptr;  ///< where the alternative is tried
  bool isOtherType_ = false;                  ///< it is of another JSON type than what stands there
  bool isFull_ = false;
};

/// Walks over the members of an object whose properties are known. Missing, duplicate and, where they are refused,
/// unknown keys are reported on the way. Keys are expected in the order of the properties, which makes them cheap to
/// find; any other order works as well.
class PropertyWalkBase {
 public:
  /// The index of a key that is no property, where the walk stops at those.
  static constexpr std::size_t UNKNOWN = NameList::NONE;

  PropertyWalkBase(const PropertyWalkBase&) = delete;
  PropertyWalkBase& operator=(const PropertyWalkBase&) = delete;

  /// Moves to the next member; false at the end, or at once where there is no object.
  bool next();
  /// Which property it is.
  std::size_t index() const noexcept { return index_; }
  std::string_view key() const noexcept { return path_.key; }
  JsonValue value() const noexcept { return value_; }
  const Path& path() const noexcept { return path_; }
  /// After the end: whether a property was not there.
  bool isAbsent(std::size_t index) const noexcept { return (seen_[index / 64] >> (index % 64) & 1) == 0; }
  /// The number of members.
  std::size_t size() const noexcept { return size_; }

  /// Where in `out` the value is to be read into, of a key that is no property. A key that was there before is
  /// reported.
  template <class T>
  T& place(std::map<std::string, T>& out) {
    const auto [position, isNew] = out.try_emplace(std::string(key()));
    if (!isNew) decoder_.duplicateKey(key(), *path_.parent);
    return position->second;
  }
  Json& place(Json& out);

 protected:
  PropertyWalkBase(Decoder& decoder, JsonValue json, const PropertyList& properties, std::uint64_t* seen,
                   const Path& path);
  ~PropertyWalkBase() = default;

 private:
  void advance() noexcept;
  bool see() noexcept;
  bool findOther();
  bool end();
  void checkRequired();
  void reportMissing();

  Decoder& decoder_;
  const PropertyList& properties_;
  std::uint64_t* seen_;
  const std::uint64_t* next_ = nullptr;
  const std::uint64_t* end_ = nullptr;
  std::size_t index_ = UNKNOWN;
  std::size_t expected_ = 0;  ///< the property that probably comes next
  std::size_t size_ = 0;
  Path path_;
  JsonValue value_;
};

/// The walk over the properties of a PropertyTable.
template <const auto& TABLE>
class PropertyWalk : public PropertyWalkBase {
 public:
  PropertyWalk(Decoder& decoder, JsonValue json, const Path& path)
      : PropertyWalkBase(decoder, json, LIST, seen_, path) {}

 private:
  static constexpr PropertyList LIST = TABLE;
  std::uint64_t seen_[TABLE.WORDS] = {};
};

}  // namespace event_runtime
