// Constraints on strings, and on how many there are of something.

#include <event_runtime/codec/decoder.hpp>

#include "codec/excerpt.hpp"
#include "codec/patterns.hpp"

#include <fmt/format.h>

namespace event_runtime {

namespace {

std::size_t codePoints(std::string_view text) noexcept {
  std::size_t count = 0;
  for (const char character : text) count += (static_cast<unsigned char>(character) & 0xC0) != 0x80;
  return count;
}

std::string_view plural(std::size_t count) noexcept { return count == 1 ? "" : "s"; }

void reportCount(Decoder& decoder, std::string_view noun, std::size_t count, const CountConstraints& constraints,
                 const Path& path) {
  if (!decoder.fails()) return;
  const bool isTooSmall = count < constraints.minimum;
  const std::size_t bound = isTooSmall ? constraints.minimum : constraints.maximum;
  decoder.add({isTooSmall ? IssueCode::tooSmall : IssueCode::tooBig, toJsonPointer(path),
               fmt::format("must have at {} {} {}{}", isTooSmall ? "least" : "most", bound, noun, plural(bound)),
               fmt::format("{} {}", isTooSmall ? ">=" : "<=", bound), std::to_string(count)});
}

void reportText(Decoder& decoder, std::string message, std::string_view expected, std::string_view text,
                const Path& path) {
  decoder.add(
      {IssueCode::invalidFormat, toJsonPointer(path), std::move(message), std::string(expected), quotedExcerpt(text)});
}

void checkLength(Decoder& decoder, std::string_view text, std::size_t minimum, std::size_t maximum, const Path& path) {
  // A code point takes one to four bytes, so most texts need not be counted.
  const bool longEnough = text.size() / 4 >= minimum || (text.size() >= minimum && codePoints(text) >= minimum);
  const bool shortEnough = text.size() <= maximum || (text.size() / 4 <= maximum && codePoints(text) <= maximum);
  // Both may be wrong, where a schema's bounds leave nothing between them.
  if (!longEnough) [[unlikely]]
    reportCount(decoder, "character", codePoints(text), {minimum, UNLIMITED}, path);
  if (!shortEnough) [[unlikely]]
    reportCount(decoder, "character", codePoints(text), {0, maximum}, path);
}

void checkParts(Decoder& decoder, std::string_view text, const StringConstraints& constraints, const Path& path) {
  if (!text.starts_with(constraints.startsWith) && decoder.fails()) {
    reportText(decoder, fmt::format("must start with {}", quotedExcerpt(constraints.startsWith)),
               constraints.startsWith, text, path);
  }
  if (!text.ends_with(constraints.endsWith) && decoder.fails()) {
    reportText(decoder, fmt::format("must end with {}", quotedExcerpt(constraints.endsWith)), constraints.endsWith,
               text, path);
  }
  if (text.find(constraints.includes) == std::string_view::npos && decoder.fails()) {
    reportText(decoder, fmt::format("must include {}", quotedExcerpt(constraints.includes)), constraints.includes, text,
               path);
  }
}

}  // namespace

void Decoder::check(std::string_view text, StringFormat format, const Path& path) {
  if (matchesFormat(format, text)) [[likely]]
    return;
  if (!fails()) return;
  reportText(*this, "must be " + withArticle(toString(format)), toString(format), text, path);
}

void Decoder::check(std::string_view text, const StringConstraints& constraints, const Path& path) {
  if (constraints.minLength != 0 || constraints.maxLength != UNLIMITED) {
    checkLength(*this, text, constraints.minLength, constraints.maxLength, path);
  }
  if (constraints.format != StringFormat::none) check(text, constraints.format, path);
  for (const std::string_view pattern : constraints.patterns) {
    if (matchesPattern(text, pattern) || !fails()) continue;
    reportText(*this, fmt::format("must match {}", pattern), pattern, text, path);
  }
  const bool hasParts =
      !(constraints.startsWith.empty() && constraints.endsWith.empty() && constraints.includes.empty());
  if (hasParts) checkParts(*this, text, constraints, path);
}

namespace {

/// Makes issues about a text, from `first` on, ones about a key.
void aboutKey(std::vector<Issue>& issues, std::size_t first) {
  for (std::size_t i = first; i < issues.size(); ++i) {
    if (issues[i].code == IssueCode::custom) continue;  // that there are further ones
    issues[i].code = IssueCode::invalidKey;
    issues[i].message.insert(0, "as a key ");
  }
}

}  // namespace

void Decoder::checkKey(std::string_view key, const StringConstraints& constraints, const Path& path) {
  const std::size_t before = issues_.size();
  check(key, constraints, path);
  aboutKey(issues_, before);
}

void Decoder::checkKey(std::string_view key, StringFormat format, const Path& path) {
  const std::size_t before = issues_.size();
  check(key, format, path);
  aboutKey(issues_, before);
}

void Decoder::checkItemCount(std::size_t count, const CountConstraints& constraints, const Path& path) {
  if (count < constraints.minimum || count > constraints.maximum) [[unlikely]]
    reportCount(*this, "item", count, constraints, path);
}

void Decoder::checkKeyCount(std::size_t count, const CountConstraints& constraints, const Path& path) {
  if (count < constraints.minimum || count > constraints.maximum) [[unlikely]]
    reportCount(*this, "key", count, constraints, path);
}

}  // namespace event_runtime
