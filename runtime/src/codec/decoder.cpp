#include <event_runtime/codec/decoder.hpp>

#include "codec/excerpt.hpp"
#include "codec/tape.hpp"
#include "schedule/rfc3339.hpp"

#include <fmt/format.h>

namespace event_runtime {

using tape::Type;

namespace tape {

std::string_view describe(JsonValue value) noexcept {
  switch (typeOf(value)) {
    case Type::string:
      return "string";
    case Type::signedInteger:
    case Type::unsignedInteger:
      return "integer";
    case Type::floating:
      return "number";
    case Type::isTrue:
    case Type::isFalse:
      return "boolean";
    case Type::null:
      return "null";
    case Type::array:
      return "array";
    case Type::object:
      return "object";
  }
  return "nothing";
}

std::size_t countEach(JsonValue container, const std::uint64_t* tape) noexcept {
  std::size_t count = 0;
  const std::size_t keys = typeOf(container) == Type::object ? 1 : 0;
  for (auto* word = container.word + 1; word != closing(container, tape); ++count) word = after(word + keys, tape);
  return count;
}

std::string excerpt(const Decoder& decoder, JsonValue value) {
  switch (typeOf(value)) {
    case Type::string:
      return quotedExcerpt(text(decoder, value));
    case Type::signedInteger:
      return std::to_string(signedInteger(value));
    case Type::unsignedInteger:
      return std::to_string(unsignedInteger(value));
    case Type::floating:
      return fmt::format("{}", floating(value));
    case Type::isTrue:
      return "true";
    case Type::isFalse:
      return "false";
    default:
      return std::string(describe(value));
  }
}

}  // namespace tape

bool ObjectMembers::next() noexcept {
  if (next_ == end_) return false;
  // A key is one word on the tape, its value follows.
  path_.key = tape::text(next_, decoder_->strings_);
  value_ = {next_ + 1};
  next_ = tape::after(value_.word, decoder_->tape_);
  return true;
}

void ObjectMembers::reportDuplicate() const { decoder_->duplicateKey(key(), *path_.parent); }

bool ArrayElements::next() noexcept {
  if (next_ == end_) return false;
  ++path_.index;
  value_ = {next_};
  next_ = tape::after(next_, decoder_->tape_);
  return true;
}

void Decoder::add(Issue issue) {
  ++failures_;
  if (trying_ != 0 || isFull_) return;
  issueBytes_ += issue.path.size() + issue.message.size() + issue.expected.size() + issue.received.size();
  issues_.push_back(std::move(issue));
  if (issues_.size() < maxIssues_ && issueBytes_ < MAX_ISSUE_BYTES) return;
  issues_.push_back({IssueCode::custom, "", "has further issues, which are not listed", "", ""});
  isFull_ = true;
}

void Decoder::invalidType(JsonValue json, std::string_view expected, const Path& path) {
  if (json.word == triedWord_) isOtherType_ = true;
  if (!fails()) return;
  // `null` is a value and takes no article, nor does a choice of types.
  const bool isNoun = expected != "null" && expected.find(' ') == std::string_view::npos;
  add({IssueCode::invalidType, toJsonPointer(path),
       "must be " + (isNoun ? withArticle(expected) : std::string(expected)), std::string(expected),
       std::string(tape::describe(json))});
}

void Decoder::invalidValue(JsonValue json, std::string_view expected, const Path& path) {
  if (!fails()) return;
  const bool isChoice = expected.find(" | ") != std::string_view::npos;
  add({IssueCode::invalidValue, toJsonPointer(path), fmt::format("must be {}{}", isChoice ? "one of " : "", expected),
       std::string(expected), tape::excerpt(*this, json)});
}

void Decoder::missing(std::string_view key, std::string_view expected, const Path& object) {
  if (!fails()) return;
  add({IssueCode::invalidType, toJsonPointer(Path::member(object, key)), "is required", std::string(expected),
       "nothing"});
}

void Decoder::unrecognizedKey(std::string_view key, const Path& object) {
  if (!fails()) return;
  add({IssueCode::unrecognizedKeys, toJsonPointer(Path::member(object, key)), "is no key of this object", "", ""});
}

void Decoder::duplicateKey(std::string_view key, const Path& object) {
  if (!fails()) return;
  add({IssueCode::invalidKey, toJsonPointer(Path::member(object, key)), "stands twice in this object", "", ""});
}

void Decoder::invalidKey(std::string_view key, std::string_view expected, const Path& path) {
  if (!fails()) return;
  add({IssueCode::invalidKey, toJsonPointer(path), fmt::format("is no key of this object, but {} are", expected),
       std::string(expected), quotedExcerpt(key)});
}

bool Decoder::isNull(JsonValue json) const noexcept { return tape::typeOf(json) == Type::null; }

inline bool Decoder::text(JsonValue json, std::string_view& out, const Path& path) {
  if (tape::typeOf(json) != Type::string) [[unlikely]] {
    invalidType(json, "string", path);
    return false;
  }
  out = tape::text(*this, json);
  return true;
}

bool Decoder::string(JsonValue json, std::string_view& out, const Path& path) { return text(json, out, path); }

bool Decoder::string(JsonValue json, std::string& out, const Path& path) {
  std::string_view value;
  if (!text(json, value, path)) return false;
  out.assign(value);
  return true;
}

bool Decoder::string(JsonValue json, std::string& out, StringFormat format, const Path& path) {
  std::string_view value;
  if (!text(json, value, path)) return false;
  out.assign(value);
  check(value, format, path);
  return true;
}

bool Decoder::string(JsonValue json, std::string& out, const StringConstraints& constraints, const Path& path) {
  std::string_view value;
  if (!text(json, value, path)) return false;
  out.assign(value);
  check(value, constraints, path);
  return true;
}

bool Decoder::boolean(JsonValue json, bool& out, const Path& path) {
  const auto type = tape::typeOf(json);
  if (type != Type::isTrue && type != Type::isFalse) [[unlikely]] {
    invalidType(json, "boolean", path);
    return false;
  }
  out = type == Type::isTrue;
  return true;
}

bool Decoder::timestamp(JsonValue json, Timestamp& out, const Path& path) {
  std::string_view value;
  if (!text(json, value, path)) return false;
  const auto time = rfc3339::scanTimestamp(value);
  if (!time) [[unlikely]] {
    if (!fails()) return false;
    add({IssueCode::invalidFormat, toJsonPointer(path), "must be an RFC 3339 date-time such as 2026-11-21T09:30:00Z",
         "date-time", tape::excerpt(*this, json)});
    return false;
  }
  out = *time;
  return true;
}

bool Decoder::object(JsonValue json, ObjectMembers& out, const Path& path) {
  if (tape::typeOf(json) != Type::object) [[unlikely]] {
    invalidType(json, "object", path);
    return false;
  }
  out.decoder_ = this;
  out.next_ = json.word + 1;
  out.end_ = tape::closing(json, tape_);
  out.size_ = tape::exactCount(json, tape_);
  out.path_.parent = &path;
  return true;
}

bool Decoder::object(JsonValue json, ObjectMembers& out, const CountConstraints& count, const Path& path) {
  if (!object(json, out, path)) return false;
  checkKeyCount(out.size_, count, path);
  return true;
}

bool Decoder::array(JsonValue json, ArrayElements& out, const Path& path) {
  if (tape::typeOf(json) != Type::array) [[unlikely]] {
    invalidType(json, "array", path);
    return false;
  }
  out.decoder_ = this;
  out.next_ = json.word + 1;
  out.end_ = tape::closing(json, tape_);
  out.size_ = tape::exactCount(json, tape_);
  out.path_ = Path::element(path, ~std::size_t{0});  // next() moves it to 0
  return true;
}

bool Decoder::array(JsonValue json, ArrayElements& out, const CountConstraints& count, const Path& path) {
  if (!array(json, out, path)) return false;
  checkItemCount(out.size_, count, path);
  return true;
}

PropertyWalkBase::PropertyWalkBase(Decoder& decoder, JsonValue json, const PropertyList& properties,
                                   std::uint64_t* seen, const Path& path)
    : decoder_(decoder), properties_(properties), seen_(seen) {
  path_.parent = &path;
  if (tape::typeOf(json) != Type::object) [[unlikely]] {
    decoder.invalidType(json, "object", path);
    return;
  }
  next_ = json.word + 1;
  end_ = tape::closing(json, decoder.tape_);
  size_ = tape::exactCount(json, decoder.tape_);
}

bool PropertyWalkBase::next() {
  if (next_ == end_) [[unlikely]]
    return end();
  advance();
  index_ = expected_;
  if (properties_.names.isPaddedAt(index_, path_.key) && see()) [[likely]]
    return true;
  // All that calls other functions is there, so this one, which is called for every member, saves no registers.
  return findOther();
}

inline void PropertyWalkBase::advance() noexcept {
  path_.key = tape::text(next_, decoder_.strings_);
  value_ = {next_ + 1};
  next_ = tape::after(value_.word, decoder_.tape_);
}

/// Marks the property of index_ as seen; false if it was.
inline bool PropertyWalkBase::see() noexcept {
  const std::uint64_t bit = std::uint64_t{1} << (index_ % 64);
  std::uint64_t& seen = seen_[index_ / 64];
  if ((seen & bit) != 0) return false;
  seen |= bit;
  expected_ = index_ + 1;
  return true;
}

/// Goes on from a key that is not the expected one, or that stands twice, until there is one to be returned.
bool PropertyWalkBase::findOther() {
  for (;;) {
    index_ = properties_.names.findPadded(path_.key);
    if (index_ != UNKNOWN) {
      if (see()) return true;
      decoder_.duplicateKey(path_.key, *path_.parent);
    } else if (properties_.unknownKeys == UnknownKeys::returned) {
      return true;
    } else if (properties_.unknownKeys == UnknownKeys::refused) {
      decoder_.unrecognizedKey(path_.key, *path_.parent);
    }
    if (next_ == end_) return end();
    advance();
  }
}

bool PropertyWalkBase::end() {
  if (end_ != nullptr) checkRequired();
  return false;
}

void PropertyWalkBase::checkRequired() {
  for (std::size_t word = 0; word < properties_.words; ++word) {
    if ((properties_.required[word] & ~seen_[word]) != 0) [[unlikely]]
      return reportMissing();
  }
}

void PropertyWalkBase::reportMissing() {
  for (std::size_t i = 0; i < properties_.names.size(); ++i) {
    const bool isRequired = (properties_.required[i / 64] >> (i % 64) & 1) != 0;
    if (isRequired && isAbsent(i)) decoder_.missing(properties_.names[i], properties_.expected[i], *path_.parent);
  }
}

}  // namespace event_runtime
