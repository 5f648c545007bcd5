// Functions of texts: CEL's, Inngest's, and those of CEL's extension "strings". Positions count code points.
#include "expression/collections.hpp"
#include "expression/evaluator.hpp"
#include "expression/operators.hpp"
#include "expression/regex.hpp"
#include "expression/texts.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

namespace event_runtime::expression {
namespace {

/// Of a pattern that is not known before it is matched.
constexpr std::size_t MAX_DYNAMIC_PATTERN = 1000;

/// What replace() and join() make at most, in bytes.
constexpr std::size_t MAX_MADE_TEXT = std::size_t{8} * 1024 * 1024;

Value kept(const Call& call, std::string_view text) { return Value::string(call.workspace.copy(text)); }

Value matches(const Call& call) {
  const std::string_view text = call.arguments[0].asText();
  if (call.node.pattern) {
    call.workspace.spend(1 + text.size() / 64 * static_cast<std::size_t>(1 + call.node.pattern->ProgramSize() / 64));
    return Value::boolean(matchesRegex(*call.node.pattern, text));
  }
  const std::string_view pattern = call.arguments[1].asText();
  if (pattern.size() > MAX_DYNAMIC_PATTERN) {
    return call.fail("a pattern that is made at run time has at most " + std::to_string(MAX_DYNAMIC_PATTERN) +
                     " bytes");
  }
  // Compiling one takes microseconds.
  call.workspace.spend(200 + 20 * pattern.size());
  const auto regex = compileRegex(pattern);
  if (!regex->ok()) return call.fail("this pattern cannot be used: " + regex->error());
  call.workspace.spend(1 + text.size() / 64 * static_cast<std::size_t>(1 + regex->ProgramSize() / 64));
  return Value::boolean(matchesRegex(*regex, text));
}

Value outside(const Call& call) { return call.fail("this position is outside of the text"); }

/// A position that an argument gives, as bytes; std::nullopt outside of the text.
std::optional<std::size_t> position(const Call& call, std::size_t argument) {
  const auto index = asIndex(call.arguments[argument]);
  if (!index || *index < 0) return std::nullopt;
  return byteOffset(call.arguments[0].asText(), static_cast<std::size_t>(*index));
}

Value pointsBefore(std::string_view text, std::size_t byte) {
  return Value::integer(static_cast<std::int64_t>(countCodePoints(text.substr(0, byte))));
}

Value charAt(const Call& call) {
  const std::string_view text = call.arguments[0].asText();
  const auto at = position(call, 1);
  if (!at) return outside(call);
  return Value::string(text.substr(*at, firstLength(text.substr(*at))));
}

Value indexOf(const Call& call) {
  const std::string_view text = call.arguments[0].asText(), part = call.arguments[1].asText();
  std::size_t from = 0;
  if (call.arguments.size() == 3) {
    const auto at = position(call, 2);
    if (!at) return outside(call);
    from = *at;
  }
  const std::size_t found = findText(text, part, from);
  return found == std::string_view::npos ? Value::integer(-1) : pointsBefore(text, found);
}

Value lastIndexOf(const Call& call) {
  const std::string_view text = call.arguments[0].asText(), part = call.arguments[1].asText();
  std::size_t latest = text.size();
  if (call.arguments.size() == 3) {
    const auto at = position(call, 2);
    if (!at) return outside(call);
    latest = *at;
  }
  if (part.empty()) return pointsBefore(text, latest);
  // Each find is linear and goes on behind the last one.
  std::size_t last = std::string_view::npos;
  for (std::size_t at = findText(text, part, 0); at != std::string_view::npos && at <= latest;) {
    call.workspace.spend(1 + (last == std::string_view::npos ? 0 : (at - last) / 64) + part.size() / 64);
    last = at;
    at = findText(text, part, at + 1);
  }
  return last == std::string_view::npos ? Value::integer(-1) : pointsBefore(text, last);
}

/// The limit that an argument gives; everything where there is none or it is negative.
std::optional<std::size_t> limit(const Call& call, std::size_t argument) {
  constexpr std::size_t ALL = std::numeric_limits<std::size_t>::max();
  if (call.arguments.size() <= argument) return ALL;
  const auto count = asIndex(call.arguments[argument]);
  if (!count) return std::nullopt;
  return *count < 0 ? ALL : static_cast<std::size_t>(*count);
}

Value replace(const Call& call) {
  const std::string_view text = call.arguments[0].asText(), old = call.arguments[1].asText();
  const std::string_view with = call.arguments[2].asText();
  const auto count = limit(call, 3);
  if (!count) return call.mismatch();
  std::string out;
  std::size_t at = 0;
  for (std::size_t done = 0; done < *count; ++done) {
    // An empty text is found before each code point and at the end.
    std::size_t found = old.empty() ? at : findText(text, old, at);
    if (old.empty() && done > 0) {
      if (at == text.size()) break;
      found = at + firstLength(text.substr(at));
    }
    if (found == std::string_view::npos) break;
    call.workspace.spend(1);
    call.workspace.spendOnText(found - at + with.size() + old.size());
    out += text.substr(at, found - at);
    out += with;
    at = found + old.size();
    if (out.size() > MAX_MADE_TEXT) return call.fail("the text becomes too long");
  }
  out += text.substr(at);
  return kept(call, out);
}

Value split(const Call& call) {
  const std::string_view text = call.arguments[0].asText(), separator = call.arguments[1].asText();
  const auto count = limit(call, 2);
  if (!count) return call.mismatch();
  ValueBuilder out(call.workspace);
  std::size_t at = 0;
  while (out.size() < *count) {
    call.workspace.spend(1);
    const std::string_view rest = text.substr(at);
    if (separator.empty() && rest.empty()) break;
    const std::size_t end = separator.empty() ? firstLength(rest) : findText(rest, separator, 0);
    if (end == std::string_view::npos || out.size() + 1 == *count) {
      out.add(Value::string(rest));
      break;
    }
    out.add(Value::string(rest.substr(0, end)));
    at += end + separator.size();
  }
  return Value::list(out.data(), out.size());
}

Value substring(const Call& call) {
  const std::string_view text = call.arguments[0].asText();
  const auto begin = position(call, 1);
  const auto end = call.arguments.size() == 3 ? position(call, 2) : text.size();
  if (!begin || !end || *begin > *end) return outside(call);
  return Value::string(text.substr(*begin, *end - *begin));
}

Value join(const Call& call) {
  if (!call.arguments[0].is(Kind::list)) return call.mismatch();
  const std::string_view separator = call.arguments.size() == 2 ? call.arguments[1].asText() : std::string_view();
  std::string out;
  bool first = true;
  for (ListCursor cursor(call.arguments[0]); cursor.next(); first = false) {
    if (!cursor.value().is(Kind::string)) return call.fail("`join` takes a list of strings");
    call.workspace.spend(1);
    call.workspace.spendOnText(separator.size() + cursor.value().asText().size());
    if (!first) out += separator;
    out += cursor.value().asText();
    if (out.size() > MAX_MADE_TEXT) return call.fail("the text becomes too long");
  }
  return kept(call, out);
}

Value reverse(const Call& call) {
  std::string_view text = call.arguments[0].asText();
  char* const out = call.workspace.text(text.size());
  for (std::size_t end = text.size(); !text.empty();) {
    const std::size_t length = firstLength(text);
    end -= length;
    std::copy_n(text.data(), length, out + end);
    text.remove_prefix(length);
  }
  return Value::string({out, call.arguments[0].asText().size()});
}

Value trim(const Call& call) {
  // Unicode's property White_Space.
  constexpr std::string_view SPACES[] = {" ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u0085",
                                         "\u00A0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003", "\u2004",
                                         "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200A", "\u2028",
                                         "\u2029", "\u202F", "\u205F", "\u3000"};
  std::string_view text = call.arguments[0].asText();
  const auto remove = [&](bool front) {
    return std::any_of(std::begin(SPACES), std::end(SPACES), [&](std::string_view space) {
      if (front ? !text.starts_with(space) : !text.ends_with(space)) return false;
      front ? text.remove_prefix(space.size()) : text.remove_suffix(space.size());
      return true;
    });
  };
  while (remove(true)) {
  }
  while (remove(false)) {
  }
  return Value::string(text);
}

Value mapAscii(const Call& call, char first, char last, int distance) {
  const std::string_view text = call.arguments[0].asText();
  char* const out = call.workspace.text(text.size());
  std::transform(text.begin(), text.end(), out,
                 [&](char c) { return c >= first && c <= last ? static_cast<char>(c + distance) : c; });
  return Value::string({out, text.size()});
}

}  // namespace

Value callText(const Call& call) {
  const Function function = call.node.function;
  if (function == Function::join) {
    if (call.arguments.size() == 2 && !call.arguments[1].is(Kind::string)) return call.mismatch();
    return join(call);
  }
  // Every text first, then numbers.
  const std::size_t texts = function == Function::charAt || function == Function::substring ? 1
                            : function == Function::replace                                 ? 3
                                                                                            : 2;
  for (std::size_t i = 0; i < call.arguments.size(); ++i) {
    if (i < texts ? !call.arguments[i].is(Kind::string) : !call.arguments[i].isNumeric()) return call.mismatch();
    if (i < texts) call.workspace.spendOnText(call.arguments[i].asText().size());
  }
  const std::string_view text = call.arguments[0].asText();
  const auto other = [&] { return call.arguments[1].asText(); };
  switch (function) {
    case Function::contains:
      return Value::boolean(findText(text, other(), 0) != std::string_view::npos);
    case Function::startsWith:
      return Value::boolean(text.starts_with(other()));
    case Function::endsWith:
      return Value::boolean(text.ends_with(other()));
    case Function::matches:
      return matches(call);
    case Function::lowercase:
      return kept(call, lowerCase(text));
    case Function::uppercase:
      return kept(call, upperCase(text));
    case Function::charAt:
      return charAt(call);
    case Function::indexOf:
      return indexOf(call);
    case Function::lastIndexOf:
      return lastIndexOf(call);
    case Function::lowerAscii:
      return mapAscii(call, 'A', 'Z', 'a' - 'A');
    case Function::upperAscii:
      return mapAscii(call, 'a', 'z', 'A' - 'a');
    case Function::replace:
      return replace(call);
    case Function::reverse:
      return reverse(call);
    case Function::split:
      return split(call);
    case Function::substring:
      return substring(call);
    case Function::trim:
      return trim(call);
    default:
      return call.mismatch();
  }
}

}  // namespace event_runtime::expression
