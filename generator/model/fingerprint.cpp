#include "model/link.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <unordered_map>

namespace event_codegen {
namespace {

/// What a payload's schema means for the JSON on the wire, as one text: the same for the same language, whatever types
/// are called, in whatever order properties stand and however they are described.
class Canonical {
 public:
  explicit Canonical(const std::unordered_map<const NamedType*, std::uint64_t>& types) : types_(types) {}

  std::uint64_t hash(const NamedType& type) {
    text_.clear();
    if (type.kind == NamedType::Kind::enumeration)
      enumeration(type);
    else
      object(type);
    return XXH3_64bits(text_.data(), text_.size());
  }

 private:
  void add(char c) { text_ += c; }
  void add(std::uint64_t value) {
    char digits[24];
    text_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
  }
  /// With its length, so that no text can pass for another.
  void add(std::string_view text) {
    add(std::uint64_t{text.size()});
    add(':');
    text_ += text;
  }
  template <class Number>
  void optional(char tag, const std::optional<Number>& value) {
    if (!value) return;
    char digits[40];
    add(tag);
    text_.append(digits, std::to_chars(digits, digits + sizeof digits, *value).ptr);
  }
  void optional(char tag, const std::optional<std::string>& value) {
    if (!value) return;
    add(tag);
    add(std::string_view(*value));
  }

  void enumeration(const NamedType& type) {
    std::vector<std::string_view> values;
    for (const EnumValue& value : type.values) values.push_back(value.wire);
    std::sort(values.begin(), values.end());
    add('E');
    for (const std::string_view value : values) add(value);
  }

  void object(const NamedType& type) {
    std::vector<const Property*> properties;
    for (const Property& property : type.properties) properties.push_back(&property);
    std::sort(properties.begin(), properties.end(),
              [](const Property* a, const Property* b) { return a->wire < b->wire; });
    add(type.unknownKeys == NamedType::UnknownKeys::refused ? 'C' : 'O');
    for (const Property* property : properties) {
      add(std::string_view(property->wire));
      add(property->required ? '!' : '?');
      schema(property->schema);
    }
  }

  void schema(const Schema& schema) {
    if (schema.nullable) add('n');
    switch (schema.kind) {
      case Schema::Kind::string:
        string(schema.string);
        break;
      case Schema::Kind::integer:
        add('i');
        add(static_cast<std::uint64_t>(schema.integer.width));
        optional('l', schema.integer.minimum);
        optional('h', schema.integer.maximum);
        optional('m', schema.integer.multipleOf);
        break;
      case Schema::Kind::number:
        add('d');
        optional('l', schema.number.minimum);
        optional('h', schema.number.maximum);
        optional('L', schema.number.exclusiveMinimum);
        optional('H', schema.number.exclusiveMaximum);
        optional('m', schema.number.multipleOf);
        break;
      case Schema::Kind::boolean:
        add('b');
        break;
      case Schema::Kind::timestamp:
        add('t');
        break;
      case Schema::Kind::any:
        add('*');
        break;
      case Schema::Kind::null:
        add('0');
        break;
      case Schema::Kind::tuple:
        add('(');
        add(schema.tuple.required);
        add(static_cast<std::uint64_t>(schema.tuple.rest));
        for (const Schema& item : schema.tuple.items) this->schema(item);
        if (schema.array.items) this->schema(*schema.array.items);
        add(')');
        break;
      case Schema::Kind::array:
        add('[');
        optional('l', schema.array.minItems);
        optional('h', schema.array.maxItems);
        this->schema(*schema.array.items);
        add(']');
        break;
      case Schema::Kind::map:
        add('{');
        this->schema(*schema.array.items);
        add('}');
        break;
      case Schema::Kind::reference:
        add('r');
        add(types_.at(schema.reference));
        break;
    }
    add(';');
  }

  void string(const StringConstraints& string) {
    add('s');
    add(static_cast<std::uint64_t>(string.format));
    optional('l', string.minLength);
    optional('h', string.maxLength);
    for (const std::string& pattern : string.patterns) {
      add('p');
      add(std::string_view(pattern));
    }
    optional('<', string.startsWith);
    optional('>', string.endsWith);
    optional('~', string.includes);
  }

  const std::unordered_map<const NamedType*, std::uint64_t>& types_;
  std::string text_;
};

/// Features after those they use. Without recursion: there may be a chain of thousands.
std::vector<const Feature*> inOrderOfUse(const Application& application) {
  std::vector<const Feature*> ordered;
  std::unordered_map<const Feature*, std::size_t> next;  // which of a feature's uses comes next
  std::vector<const Feature*> stack;
  for (const auto& start : application.features) {
    if (next.contains(start.get())) continue;
    next.emplace(start.get(), 0);
    stack.push_back(start.get());
    while (!stack.empty()) {
      const Feature* feature = stack.back();
      std::size_t& at = next.at(feature);
      if (at == feature->uses.size()) {
        ordered.push_back(feature);
        stack.pop_back();
      } else if (const Feature* used = feature->uses[at++]; next.emplace(used, 0).second) {
        stack.push_back(used);
      }
    }
  }
  return ordered;
}

}  // namespace

void computeFingerprints(Application& application) {
  std::unordered_map<const NamedType*, std::uint64_t> types;
  Canonical canonical(types);
  for (const Feature* feature : inOrderOfUse(application)) {
    for (const auto& type : feature->types) types.emplace(type.get(), canonical.hash(*type));
    for (Event* event : feature->events) {
      char hex[20];
      std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(types.at(event->payload)));
      event->fingerprint = hex;
    }
  }
}

}  // namespace event_codegen
