// Values out of a fixed list, and lists without equal values.
#include <event_runtime/codec/decoder.hpp>

#include "codec/canonical.hpp"
#include "codec/excerpt.hpp"
#include "codec/tape.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace event_runtime {

using tape::Type;

namespace {

/// `google | email`.
std::string joined(const NameList& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += " | ";
    out += names[i];
  }
  return out;
}

/// The index of a value in a list of canonical texts.
std::size_t findCanonical(const Decoder& decoder, JsonValue json, const NameList& canonical) {
  std::string text;
  appendCanonical(text, decoder, json);
  return canonical.find(text);
}

}  // namespace

bool Decoder::choice(JsonValue json, const NameList& names, std::size_t& out, const Path& path) {
  if (tape::typeOf(json) == Type::string) [[likely]] {
    out = names.findPadded(tape::text(*this, json));
    if (out != NameList::NONE) [[likely]]
      return true;
  }
  if (fails()) invalidValue(json, joined(names), path);
  return false;
}

bool Decoder::constant(JsonValue json, const NameList& canonical, const NameList& texts, std::size_t& out,
                       const Path& path) {
  out = findCanonical(*this, json, canonical);
  if (out != NameList::NONE) [[likely]]
    return true;
  if (fails()) invalidValue(json, joined(texts), path);
  return false;
}

namespace {

/// The value of a key, the first one if there are several; no word if there is none.
JsonValue valueOf(Decoder& decoder, JsonValue json, std::string_view key, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return {};
  while (members.next()) {
    if (members.key() == key) return members.value();
  }
  return {};
}

}  // namespace

bool Decoder::discriminator(JsonValue json, std::string_view key, const NameList& values, std::size_t& out,
                            const Path& path) {
  const JsonValue found = valueOf(*this, json, key, path);
  out = found.word != nullptr && tape::typeOf(found) == Type::string ? values.findPadded(tape::text(*this, found))
                                                                     : NameList::NONE;
  if (out == NameList::NONE) [[unlikely]]
    invalidDiscriminator(json, key, values, found, path);
  return out != NameList::NONE;
}

bool Decoder::discriminator(JsonValue json, std::string_view key, const NameList& canonical, const NameList& texts,
                            std::size_t& out, const Path& path) {
  const JsonValue found = valueOf(*this, json, key, path);
  out = found.word != nullptr ? findCanonical(*this, found, canonical) : NameList::NONE;
  if (out == NameList::NONE) [[unlikely]]
    invalidDiscriminator(json, key, texts, found, path);
  return out != NameList::NONE;
}

void Decoder::invalidDiscriminator(JsonValue json, std::string_view key, const NameList& texts, JsonValue found,
                                   const Path& path) {
  if (tape::typeOf(json) != Type::object) return;  // which is reported already
  if (!fails()) return;
  const std::string expected = joined(texts);
  const std::string pointer = toJsonPointer(Path::member(path, key));
  if (found.word == nullptr) {
    add({IssueCode::invalidUnion, pointer, fmt::format("is required, to tell which of {} it is", expected), expected,
         "nothing"});
  } else {
    const std::string_view choice = texts.size() > 1 ? "one of " : "";
    add({IssueCode::invalidUnion, pointer, fmt::format("must be {}{}", choice, expected), expected,
         tape::excerpt(*this, found)});
  }
}

void Decoder::checkUnique(JsonValue array, const Path& path) {
  if (tape::typeOf(array) != Type::array) return;  // which is reported already
  if (tape::count(array) < 2) return;
  // All of the elements in one text, and where each begins and ends in it.
  struct Element {
    std::size_t index, begin, end;
  };
  std::string text;
  std::vector<Element> elements;
  elements.reserve(tape::count(array));
  const std::uint64_t* const closing = tape::closing(array, tape_);
  for (const std::uint64_t* word = array.word + 1; word != closing; word = tape::after(word, tape_)) {
    const std::size_t begin = text.size();
    appendCanonical(text, *this, {word});
    elements.push_back({elements.size(), begin, text.size()});
  }
  const auto textOf = [&](const Element& element) {
    return std::string_view(text).substr(element.begin, element.end - element.begin);
  };
  // Sorted, not hashed: nobody can choose elements that make it slow.
  std::sort(elements.begin(), elements.end(), [&](const Element& a, const Element& b) {
    const int order = textOf(a).compare(textOf(b));
    return order != 0 ? order < 0 : a.index < b.index;
  });
  for (std::size_t i = 1; i < elements.size(); ++i) {
    if (textOf(elements[i]) != textOf(elements[i - 1]) || !fails()) continue;
    add({IssueCode::invalidElement, toJsonPointer(Path::element(path, elements[i].index)),
         fmt::format("is equal to element {}", elements[i - 1].index), "unique elements", ""});
  }
}

}  // namespace event_runtime
