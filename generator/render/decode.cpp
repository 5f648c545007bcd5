#include "render/codec_text.hpp"
#include "render/cpp_text.hpp"
#include "render/cpp_types.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <limits>

namespace event_codegen {

namespace {

/// The enumerator of event_runtime::StringFormat.
std::string_view formatName(StringFormat format) {
  switch (format) {
    case StringFormat::none:
      return {};
    case StringFormat::uuid:
      return "uuid";
    case StringFormat::email:
      return "email";
    case StringFormat::uri:
      return "uri";
    case StringFormat::dateTime:
      return "dateTime";
    case StringFormat::date:
      return "date";
    case StringFormat::time:
      return "time";
    case StringFormat::duration:
      return "duration";
    case StringFormat::hostname:
      return "hostname";
    case StringFormat::ipv4:
      return "ipv4";
    case StringFormat::ipv6:
      return "ipv6";
    case StringFormat::ulid:
      return "ulid";
    case StringFormat::cuid2:
      return "cuid2";
    case StringFormat::nanoid:
      return "nanoid";
    case StringFormat::base64:
      return "base64";
    case StringFormat::base64url:
      return "base64url";
    case StringFormat::hex:
      return "hex";
    case StringFormat::jwt:
      return "jwt";
    case StringFormat::e164:
      return "e164";
    case StringFormat::semver:
      return "semver";
  }
  return {};
}

/// The value as an expression of exactly this type; the most negative integer has no literal of its own.
std::string integerLiteral(std::int64_t value) {
  if (value == std::numeric_limits<std::int64_t>::min()) return "std::numeric_limits<std::int64_t>::min()";
  return fmt::format("std::int64_t{{{}}}", value);
}

/// A double literal that reads back as the same double.
std::string doubleLiteral(double value) {
  auto text = fmt::format("{}", value);
  if (text.find_first_of(".e") == std::string::npos) text += ".0";
  return text;
}

std::string countLiteral(const std::optional<std::uint64_t>& count, std::uint64_t otherwise) {
  const auto value = count.value_or(otherwise);
  return value == std::numeric_limits<std::uint64_t>::max() ? "std::numeric_limits<std::size_t>::max()"
                                                            : fmt::format("{}", value);
}

/// Where a value comes from and goes to, as C++ expressions.
struct Place {
  std::string json;    ///< `members.value()`
  std::string target;  ///< `value.userId`
  std::string path;    ///< `at`
};

class DecodeWriter {
 public:
  std::string body(const NamedType& object);

 private:
  template <class... Parts>
  void line(fmt::format_string<Parts...> format, Parts&&... parts) {
    out_.append(2 * level_, ' ');
    fmt::format_to(std::back_inserter(out_), format, std::forward<Parts>(parts)...);
    out_ += '\n';
  }
  /// Names of locals: `element`, and `element2` inside a loop over elements.
  std::string local(std::string_view name) const {
    return depth_ == 0 ? std::string(name) : fmt::format("{}{}", name, depth_ + 1);
  }

  void member(const Property& property, bool first);
  void value(const Schema& schema, const Place& place);
  void present(const Schema& schema, const Place& place);
  void scalar(std::string_view function, const std::vector<std::string>& checks, const Place& place);
  void array(const Schema& schema, const Place& place);
  void map(const Schema& schema, const Place& place);
  std::vector<std::string> stringChecks(const StringConstraints& constraints, const Place& place) const;

  std::string out_;
  std::size_t level_ = 1;
  int depth_ = 0;
};

std::vector<std::string> DecodeWriter::stringChecks(const StringConstraints& constraints, const Place& place) const {
  std::vector<std::string> checks;
  const auto add = [&](std::string_view check, const std::string& arguments) {
    checks.push_back(fmt::format("decoder.{}({}, {}, {});", check, place.target, arguments, place.path));
  };
  if (constraints.minLength || constraints.maxLength) {
    add("checkLength", countLiteral(constraints.minLength, 0) + ", " +
                           countLiteral(constraints.maxLength, std::numeric_limits<std::uint64_t>::max()));
  }
  if (constraints.format != StringFormat::none) {
    add("checkFormat", fmt::format("StringFormat::{}", formatName(constraints.format)));
  }
  for (const auto& pattern : constraints.patterns) add("checkPattern", viewLiteral(pattern));
  if (constraints.startsWith) add("checkStartsWith", viewLiteral(*constraints.startsWith));
  if (constraints.endsWith) add("checkEndsWith", viewLiteral(*constraints.endsWith));
  if (constraints.includes) add("checkIncludes", viewLiteral(*constraints.includes));
  return checks;
}

std::vector<std::string> integerChecks(const IntegerConstraints& constraints, const Place& place) {
  std::vector<std::string> checks;
  // The runtime's checks take 64 bits; narrower values are widened, which never loses anything.
  const bool isUnsigned = constraints.width == IntegerWidth::uint64;
  const bool isWide = isUnsigned || constraints.width == IntegerWidth::int64;
  const auto add = [&](std::string_view check, std::int64_t bound) {
    checks.push_back(fmt::format(
        "decoder.{}({}, {}, {});", check, isWide ? place.target : "std::int64_t{" + place.target + "}",
        isUnsigned ? fmt::format("std::uint64_t{{{}}}", std::max<std::int64_t>(bound, 0)) : integerLiteral(bound),
        place.path));
  };
  if (constraints.minimum) add("checkMinimum", *constraints.minimum);
  if (constraints.maximum) add("checkMaximum", *constraints.maximum);
  if (constraints.multipleOf) add("checkMultipleOf", *constraints.multipleOf);
  return checks;
}

std::vector<std::string> numberChecks(const NumberConstraints& constraints, const Place& place) {
  std::vector<std::string> checks;
  const auto add = [&](std::string_view check, const std::optional<double>& bound) {
    if (bound) {
      checks.push_back(fmt::format("decoder.{}({}, {}, {});", check, place.target, doubleLiteral(*bound), place.path));
    }
  };
  add("checkMinimum", constraints.minimum);
  add("checkMaximum", constraints.maximum);
  add("checkExclusiveMinimum", constraints.exclusiveMinimum);
  add("checkExclusiveMaximum", constraints.exclusiveMaximum);
  add("checkMultipleOf", constraints.multipleOf);
  return checks;
}

void DecodeWriter::scalar(std::string_view function, const std::vector<std::string>& checks, const Place& place) {
  const auto condition = fmt::format("if (decoder.{}({}, {}, {}))", function, place.json, place.target, place.path);
  if (checks.size() == 1 && 2 * level_ + condition.size() + 1 + checks[0].size() <= 120)
    return line("{} {}", condition, checks[0]);
  line("{} {{", condition);
  ++level_;
  for (const auto& check : checks) line("{}", check);
  --level_;
  line("}}");
}

void DecodeWriter::array(const Schema& schema, const Place& place) {
  const auto elements = local("elements"), element = local("element"), index = local("index"), at = local("elementAt");
  line("ArrayElements {};", elements);
  line("if (decoder.array({}, {}, {})) {{", place.json, elements, place.path);
  ++level_;
  line("{}.reserve({}.size());", place.target, elements);
  line("for (std::size_t {0} = 0; {1}.next(); ++{0}) {{", index, elements);
  ++level_;
  line("const Path {} = Path::element({}, {});", at, place.path, index);
  line("{} {}{{}};", cppType(*schema.array.items), element);
  ++depth_;
  value(*schema.array.items, {elements + ".value()", element, at});
  --depth_;
  line("{}.push_back(std::move({}));", place.target, element);
  --level_;
  line("}}");
  if (schema.array.minItems || schema.array.maxItems) {
    line("decoder.checkItemCount({}.size(), {}, {}, {});", place.target, countLiteral(schema.array.minItems, 0),
         countLiteral(schema.array.maxItems, std::numeric_limits<std::uint64_t>::max()), place.path);
  }
  --level_;
  line("}}");
}

void DecodeWriter::map(const Schema& schema, const Place& place) {
  const auto entries = local("entries"), element = local("element"), at = local("entryAt");
  line("ObjectMembers {};", entries);
  line("if (decoder.object({}, {}, {})) {{", place.json, entries, place.path);
  ++level_;
  line("while ({}.next()) {{", entries);
  ++level_;
  line("const Path {} = Path::member({}, {}.key());", at, place.path, entries);
  line("{} {}{{}};", cppType(*schema.array.items), element);
  ++depth_;
  value(*schema.array.items, {entries + ".value()", element, at});
  --depth_;
  line("if (!{}.emplace({}.key(), std::move({})).second) decoder.duplicateKey({}.key(), {});", place.target, entries,
       element, entries, place.path);
  --level_;
  line("}}");
  if (schema.array.minItems || schema.array.maxItems) {
    line("decoder.checkItemCount({}.size(), {}, {}, {});", place.target, countLiteral(schema.array.minItems, 0),
         countLiteral(schema.array.maxItems, std::numeric_limits<std::uint64_t>::max()), place.path);
  }
  --level_;
  line("}}");
}

/// A value that is not null, into something that is no std::optional.
void DecodeWriter::present(const Schema& schema, const Place& place) {
  switch (schema.kind) {
    case Schema::Kind::string:
      return scalar("string", stringChecks(schema.string, place), place);
    case Schema::Kind::integer:
      return scalar("integer", integerChecks(schema.integer, place), place);
    case Schema::Kind::number:
      return scalar("number", numberChecks(schema.number, place), place);
    case Schema::Kind::array:
      return array(schema, place);
    case Schema::Kind::map:
      return map(schema, place);
    case Schema::Kind::boolean:
    case Schema::Kind::timestamp:
    case Schema::Kind::any:
    case Schema::Kind::null:
    case Schema::Kind::tuple:
    case Schema::Kind::reference:
      break;  // have no constraints of their own
  }
}

/// A value that is always there: what its C++ type alone says is left to the runtime's templates.
void DecodeWriter::value(const Schema& schema, const Place& place) {
  if (!hasConstraints(schema)) {
    line("decodeJson(decoder, {}, {}, {});", place.json, place.target, place.path);
  } else if (!schema.nullable) {
    present(schema, place);
  } else {
    const auto filled = local("present");
    line("if (!decoder.isNull({})) {{", place.json);
    ++level_;
    line("auto& {} = {}.emplace();", filled, place.target);
    present(schema, {place.json, filled, place.path});
    --level_;
    line("}}");
  }
}

void DecodeWriter::member(const Property& property, bool first) {
  line("{}if (key == {}) {{", first ? "" : "} else ", viewLiteral(property.wire));
  ++level_;
  line("if (std::exchange(seen.{}, true)) decoder.duplicateKey(key, path);", property.cppName);
  const Place place{"members.value()", "value." + property.cppName, "at"};
  if (property.required || property.schema.nullable) {
    value(property.schema, place);  // optional and nullable: null reads as absent
  } else if (!hasConstraints(property.schema)) {
    line("decodeJson(decoder, {}, {}.emplace(), {});", place.json, place.target, place.path);
  } else {
    line("auto& present = {}.emplace();", place.target);
    present(property.schema, {place.json, "present", place.path});
  }
  --level_;
}

std::string DecodeWriter::body(const NamedType& object) {
  const bool hasProperties = !object.properties.empty();
  const bool closed = object.unknownKeys == NamedType::UnknownKeys::refused;
  line("ObjectMembers members;");
  line("if (!decoder.object(json, members, path)) return;");
  if (hasProperties) {
    line("struct {{");
    ++level_;
    for (const auto& property : object.properties) line("bool {} = false;", property.cppName);
    --level_;
    line("}} seen;");
  }
  if (hasProperties || closed) {
    line("while (members.next()) {{");
    ++level_;
    line("const std::string_view key = members.key();");
    if (hasProperties) line("const Path at = Path::member(path, key);");
    bool first = true;
    for (const auto& property : object.properties) {
      member(property, first);
      first = false;
    }
    if (hasProperties && closed) {
      line("}} else {{");
      ++level_;
    }
    if (closed) line("decoder.unrecognizedKey(key, path);");
    if (hasProperties && closed) --level_;
    if (hasProperties) line("}}");
    --level_;
    line("}}");
  }
  for (const auto& property : object.properties) {
    if (!property.required) continue;
    line("if (!seen.{}) decoder.missing({}, {}, path);", property.cppName, viewLiteral(property.wire),
         viewLiteral(jsonTypeName(property.schema)));
  }
  return std::move(out_);
}

}  // namespace

std::string decodeBody(const NamedType& object) { return DecodeWriter().body(object); }

}  // namespace event_codegen
