#include "model/value_validator.hpp"

#include "model/constraints.hpp"
#include "model/json_values.hpp"
#include "read/text.hpp"

#include <event_runtime/codec/decoder.hpp>

#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <unordered_set>
#include <utility>

namespace event_codegen {
namespace {

using Json = nlohmann::json;

/// Deeper than any value that YAML can give.
constexpr std::size_t MAX_DEPTH = 1'000;

std::string numberText(double value) { return canonicalText(Json(value)); }

/// As both are written in decimal: 0.3 is a multiple of 0.1.
bool isMultiple(double value, double divisor) noexcept {
  const double quotient = value / divisor;
  return std::isfinite(quotient) &&
         std::abs(quotient - std::round(quotient)) <= 1e-9 * std::max(1.0, std::abs(quotient));
}

std::string_view kindOf(const Json& value) noexcept {
  if (value.is_null()) return "null";
  if (value.is_boolean()) return "a boolean";
  if (value.is_string()) return "a string";
  if (value.is_array()) return "an array";
  if (value.is_object()) return "an object";
  return "a number";
}

std::string nameOf(const Alternative& alternative, std::size_t index) {
  const Schema& schema = alternative.schema;
  const bool named = schema.kind == Schema::Kind::reference && schema.reference != nullptr;
  return named ? inBackticks(schema.reference->cppName) : "alternative " + std::to_string(index + 1);
}

}  // namespace

ValueValidator::ValueValidator() = default;
ValueValidator::~ValueValidator() = default;

std::vector<ValueIssue> ValueValidator::validate(const Schema& schema, const Json& value) {
  issues_.clear();
  path_.clear();
  check(schema, value);
  return std::exchange(issues_, {});
}

std::vector<ValueIssue> ValueValidator::validate(const NamedType& type, const Json& value) {
  issues_.clear();
  path_.clear();
  checkType(type, value);
  return std::exchange(issues_, {});
}

void ValueValidator::issue(std::string message, bool atKey) {
  steps_ += path_.size();
  if (issues_.size() < MAX_ISSUES) issues_.push_back({path_, atKey, std::move(message)});
}

void ValueValidator::expected(std::string_view what, const Json& value) {
  issue("must be " + std::string(what) + ", not " + std::string(kindOf(value)));
}

void ValueValidator::check(const Schema& schema, const Json& value) {
  if (++steps_ > MAX_STEPS || depth_ > MAX_DEPTH) return;
  if (value.is_null() && schema.nullable) return;
  ++depth_;
  switch (schema.kind) {
    case Schema::Kind::string:
      value.is_string() ? checkString(schema.string, value.get_ref<const std::string&>()) : expected("a string", value);
      break;
    case Schema::Kind::integer:
      value.is_number() ? checkInteger(schema.integer, value) : expected("an integer", value);
      break;
    case Schema::Kind::number:
      value.is_number() ? checkNumber(schema.number, value.get<double>()) : expected("a number", value);
      break;
    case Schema::Kind::boolean:
      if (!value.is_boolean()) expected("a boolean", value);
      break;
    case Schema::Kind::timestamp:
      if (!value.is_string() || !matchesFormat(StringFormat::dateTime, value.get_ref<const std::string&>()))
        issue("must be a date and time, such as \"2026-11-21T09:00:00Z\"");
      break;
    case Schema::Kind::any:
      break;
    case Schema::Kind::null:
      if (!value.is_null()) expected("null", value);
      break;
    case Schema::Kind::array:
    case Schema::Kind::tuple:
      value.is_array() ? checkArray(schema, value) : expected("an array", value);
      break;
    case Schema::Kind::map:
      value.is_object() ? checkMap(schema, value) : expected("an object", value);
      break;
    case Schema::Kind::reference:
      if (schema.reference != nullptr) checkType(*schema.reference, value);
      break;
  }
  --depth_;
}

void ValueValidator::checkType(const NamedType& type, const Json& value) {
  switch (type.kind) {
    case NamedType::Kind::enumeration:
      return checkEnum(type, value);
    case NamedType::Kind::object:
      return value.is_object() ? checkObject(type, value) : expected("an object", value);
    case NamedType::Kind::variant:
      return type.match == NamedType::Match::discriminator ? checkChosen(type, value) : checkUnion(type, value);
  }
}

void ValueValidator::checkString(const StringConstraints& constraints, const std::string& text) {
  if (constraints.minLength || constraints.maxLength) {
    const std::size_t length = countCodePoints(text);
    if (constraints.minLength && length < *constraints.minLength)
      issue("must have at least " + counted(*constraints.minLength, "character"));
    if (constraints.maxLength && length > *constraints.maxLength)
      issue("must have at most " + counted(*constraints.maxLength, "character"));
  }
  if (constraints.format != StringFormat::none && !matchesFormat(constraints.format, text))
    issue(inBackticks(text) + " is not of the format " + inBackticks(toString(constraints.format)));
  for (const std::string& pattern : constraints.patterns) {
    if (!matches(pattern, text)) issue(inBackticks(text) + " does not match " + inBackticks(pattern));
  }
  if (constraints.startsWith && !text.starts_with(*constraints.startsWith))
    issue("must start with " + inBackticks(*constraints.startsWith));
  if (constraints.endsWith && !text.ends_with(*constraints.endsWith))
    issue("must end with " + inBackticks(*constraints.endsWith));
  if (constraints.includes && text.find(*constraints.includes) == std::string::npos)
    issue("must include " + inBackticks(*constraints.includes));
}

bool ValueValidator::matches(const std::string& pattern, const std::string& text) {
  std::unique_ptr<re2::RE2>& compiled = patterns_[pattern];
  if (!compiled) {
    re2::RE2::Options options;
    options.set_log_errors(false);
    compiled = std::make_unique<re2::RE2>(pattern, options);
  }
  steps_ += text.size() / 64;
  return !compiled->ok() || re2::RE2::PartialMatch(text, *compiled);  // a bad one was reported
}

void ValueValidator::checkInteger(const IntegerConstraints& constraints, const Json& value) {
  constexpr double LIMIT = 18446744073709551616.0;  // 2^64
  WideInteger number = 0;
  if (value.is_number_float()) {
    const double real = value.get<double>();
    if (std::trunc(real) != real) return issue(shown(value) + " is no integer");
    number = static_cast<WideInteger>(std::clamp(real, -LIMIT, LIMIT));
  } else {
    number =
        value.is_number_unsigned() ? WideInteger{value.get<std::uint64_t>()} : WideInteger{value.get<std::int64_t>()};
  }
  const auto [narrowest, widest] = rangeOf(constraints.width);
  const WideInteger least = std::max(constraints.minimum.value_or(narrowest), narrowest);
  const WideInteger greatest = std::min(constraints.maximum.value_or(widest), widest);
  if (number < least) issue("must be at least " + toText(least));
  if (number > greatest) issue("must be at most " + toText(greatest));
  if (constraints.multipleOf && number % WideInteger{*constraints.multipleOf} != 0)
    issue("must be a multiple of " + std::to_string(*constraints.multipleOf));
}

void ValueValidator::checkNumber(const NumberConstraints& constraints, double value) {
  if (constraints.minimum && value < *constraints.minimum)
    issue("must be at least " + numberText(*constraints.minimum));
  if (constraints.maximum && value > *constraints.maximum) issue("must be at most " + numberText(*constraints.maximum));
  if (constraints.exclusiveMinimum && value <= *constraints.exclusiveMinimum)
    issue("must be greater than " + numberText(*constraints.exclusiveMinimum));
  if (constraints.exclusiveMaximum && value >= *constraints.exclusiveMaximum)
    issue("must be less than " + numberText(*constraints.exclusiveMaximum));
  if (constraints.multipleOf && !isMultiple(value, *constraints.multipleOf))
    issue("must be a multiple of " + numberText(*constraints.multipleOf));
}

void ValueValidator::checkArray(const Schema& schema, const Json& value) {
  const std::size_t fixed = schema.tuple.items.size();
  const bool tuple = schema.kind == Schema::Kind::tuple;
  if (tuple && value.size() < schema.tuple.required)
    issue("must have at least " + counted(schema.tuple.required, "item"));
  if (tuple && schema.tuple.rest == TupleRest::refused && value.size() > fixed)
    issue("must have at most " + counted(fixed, "item"));
  if (schema.array.minItems && value.size() < *schema.array.minItems)
    issue("must have at least " + counted(*schema.array.minItems, "item"));
  if (schema.array.maxItems && value.size() > *schema.array.maxItems)
    issue("must have at most " + counted(*schema.array.maxItems, "item"));
  std::unordered_set<std::string> seen;
  for (std::size_t index = 0; index < value.size(); ++index) {
    path_.emplace_back(index);
    if (index < fixed) {
      check(schema.tuple.items[index], value[index]);
    } else if (schema.array.items) {
      check(*schema.array.items, value[index]);
    }
    if (schema.array.uniqueItems && !seen.insert(canonicalText(value[index])).second) issue("is here twice");
    path_.pop_back();
  }
}

void ValueValidator::checkMap(const Schema& schema, const Json& value) {
  checkEntries(schema.entries, value);
  for (const auto& [key, member] : value.items()) {
    path_.emplace_back(key);
    check(*schema.array.items, member);
    path_.pop_back();
  }
}

void ValueValidator::checkEntries(const EntryConstraints& entries, const Json& value) {
  if (entries.minProperties && value.size() < *entries.minProperties)
    issue("must have at least " + counted(*entries.minProperties, "key"));
  if (entries.maxProperties && value.size() > *entries.maxProperties)
    issue("must have at most " + counted(*entries.maxProperties, "key"));
  if (!entries.names) return;
  for (const auto& member : value.items()) {
    const std::size_t before = issues_.size();
    path_.emplace_back(member.key());
    check(*entries.names, Json(member.key()));
    path_.pop_back();
    for (std::size_t index = before; index < issues_.size(); ++index) {
      issues_[index].atKey = true;
      issues_[index].message = "this key is refused: it " + issues_[index].message;
    }
  }
}

void ValueValidator::checkObject(const NamedType& type, const Json& value) {
  checkEntries(type.entries, value);
  for (const Property& property : type.properties) {
    const auto member = value.find(property.wire);
    if (member == value.end()) {
      if (property.required) issue("has no " + inBackticks(property.wire));
      continue;
    }
    path_.emplace_back(property.wire);
    check(property.schema, *member);
    path_.pop_back();
  }
  steps_ += type.properties.size();
  if (type.unknownKeys == NamedType::UnknownKeys::ignored) return;
  std::unordered_set<std::string_view> known;
  for (const Property& property : type.properties) known.insert(property.wire);
  for (const auto& [key, member] : value.items()) {
    if (known.contains(key)) continue;
    path_.emplace_back(key);
    if (type.unknownKeys == NamedType::UnknownKeys::refused)
      issue(inBackticks(key) + " is none of the properties", true);
    else if (type.extra)
      check(*type.extra, member);
    path_.pop_back();
  }
}

void ValueValidator::checkEnum(const NamedType& type, const Json& value) {
  steps_ += type.values.size() / 8;
  const std::string text = value.is_string() ? value.get<std::string>() : canonicalText(value);
  const bool found = std::any_of(type.values.begin(), type.values.end(), [&](const EnumValue& one) {
    return one.isString == value.is_string() && one.wire == text;
  });
  if (found) return;
  constexpr std::size_t FEW = 10;
  std::string values;
  for (std::size_t index = 0; index < std::min(type.values.size(), FEW); ++index)
    values += (index == 0 ? "" : ", ") + inBackticks(type.values[index].wire);
  if (type.values.size() > FEW) values += ", …";
  issue(shown(value) + " is none of " + values);
}

void ValueValidator::checkUnion(const NamedType& type, const Json& value) {
  std::size_t fits = 0, nearestIndex = 0;
  std::vector<ValueIssue> nearest;
  std::string fitting;
  std::vector<ValueIssue> before = std::exchange(issues_, {});
  for (std::size_t index = 0; index < type.alternatives.size(); ++index) {
    check(type.alternatives[index].schema, value);
    std::vector<ValueIssue> found = std::exchange(issues_, {});
    if (exhausted()) break;
    if (found.empty()) {
      fitting += (fits == 0 ? "" : " and ") + nameOf(type.alternatives[index], index);
      if (++fits == 1 && type.match == NamedType::Match::first) break;
    } else if (nearest.empty() || found.front().path.size() > nearest.front().path.size()) {
      nearest = std::move(found);
      nearestIndex = index;
    }
  }
  issues_ = std::move(before);
  if (exhausted() || fits == 1) return;
  if (fits > 1) return issue("is of more than one alternative of " + inBackticks(type.cppName) + ": " + fitting);
  // The place is that of what is wrong with the nearest one.
  std::swap(path_, nearest.front().path);
  issue(nearest.front().message + ", as " + nameOf(type.alternatives[nearestIndex], nearestIndex) +
            ", the nearest alternative of " + inBackticks(type.cppName) + ", has it",
        nearest.front().atKey);
  std::swap(path_, nearest.front().path);
}

void ValueValidator::checkChosen(const NamedType& type, const Json& value) {
  if (!value.is_object()) return expected("an object", value);
  const auto chosen = value.find(type.discriminator);
  if (chosen == value.end()) return issue("has no " + inBackticks(type.discriminator) + ", which tells what it is");
  const std::string text = canonicalText(*chosen);
  for (const Alternative& alternative : type.alternatives) {
    const auto& values = alternative.discriminators;
    if (std::find(values.begin(), values.end(), text) != values.end()) return check(alternative.schema, value);
  }
  path_.emplace_back(type.discriminator);
  issue(shown(*chosen) + " chooses none of the alternatives of " + inBackticks(type.cppName));
  path_.pop_back();
}

}  // namespace event_codegen
