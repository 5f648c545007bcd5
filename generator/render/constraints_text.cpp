#include "render/constraints_text.hpp"

#include "model/names.hpp"
#include "render/cpp_text.hpp"

#include <fmt/format.h>

#include <limits>

namespace event_codegen {

namespace {

/// `{.minimum = 1, .maximum = 5}` out of its parts.
class Initializers {
 public:
  template <class Value>
  void add(std::string_view name, const Value& value) {
    text_ += fmt::format("{}.{} = {}", text_.empty() ? "{" : ", ", name, value);
  }
  std::string take() { return text_.empty() ? std::string() : std::move(text_) + '}'; }

 private:
  std::string text_;
};

std::string countLiteral(std::uint64_t count) {
  return fmt::format("{}{}", count, count > std::numeric_limits<std::uint32_t>::max() ? "U" : "");
}

}  // namespace

std::string formatName(StringFormat format) {
  return format == StringFormat::none ? "none" : camelCase(toString(format));
}

std::string integerLiteral(WideInteger value, IntegerWidth width) {
  // The most negative integers have no literals of their own: `-9223372036854775808` is a minus and a number.
  if (width == IntegerWidth::int64 && value == std::numeric_limits<std::int64_t>::min()) {
    return "std::numeric_limits<std::int64_t>::min()";
  }
  if (width == IntegerWidth::uint64 || width == IntegerWidth::uint32) {
    return fmt::format("{}U", static_cast<std::uint64_t>(value));
  }
  return fmt::format("{}", static_cast<std::int64_t>(value));
}

std::string doubleLiteral(double value) {
  auto text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string constraintsText(const IntegerConstraints& constraints) {
  Initializers out;
  if (constraints.minimum) out.add("minimum", integerLiteral(*constraints.minimum, constraints.width));
  if (constraints.maximum) out.add("maximum", integerLiteral(*constraints.maximum, constraints.width));
  if (constraints.multipleOf) out.add("multipleOf", integerLiteral(*constraints.multipleOf, constraints.width));
  return out.take();
}

std::string constraintsText(const NumberConstraints& constraints) {
  Initializers out;
  const auto add = [&](std::string_view name, const std::optional<double>& bound) {
    if (bound) out.add(name, doubleLiteral(*bound));
  };
  add("minimum", constraints.minimum);
  add("maximum", constraints.maximum);
  add("exclusiveMinimum", constraints.exclusiveMinimum);
  add("exclusiveMaximum", constraints.exclusiveMaximum);
  add("multipleOf", constraints.multipleOf);
  return out.take();
}

std::string countText(const std::optional<std::uint64_t>& minimum, const std::optional<std::uint64_t>& maximum) {
  Initializers out;
  if (minimum && *minimum > 0) out.add("minimum", countLiteral(*minimum));
  if (maximum) out.add("maximum", countLiteral(*maximum));
  return out.take();
}

bool isFormatAlone(const StringConstraints& constraints) {
  return !constraints.minLength && !constraints.maxLength && constraints.patterns.empty() && !constraints.startsWith &&
         !constraints.endsWith && !constraints.includes;
}

std::string constraintsText(const StringConstraints& constraints, std::string_view patterns) {
  Initializers out;
  if (constraints.format != StringFormat::none) {
    out.add("format", fmt::format("StringFormat::{}", formatName(constraints.format)));
  }
  if (constraints.minLength) out.add("minLength", countLiteral(*constraints.minLength));
  if (constraints.maxLength) out.add("maxLength", countLiteral(*constraints.maxLength));
  if (!constraints.patterns.empty()) out.add("patterns", patterns);
  if (constraints.startsWith) out.add("startsWith", viewLiteral(*constraints.startsWith));
  if (constraints.endsWith) out.add("endsWith", viewLiteral(*constraints.endsWith));
  if (constraints.includes) out.add("includes", viewLiteral(*constraints.includes));
  return out.take();
}

}  // namespace event_codegen
