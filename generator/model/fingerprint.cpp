#include "model/components.hpp"
#include "model/json_values.hpp"
#include "model/link.hpp"
#include "model/schema_tools.hpp"
#include "model/values.hpp"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <unordered_map>
#include <utility>

namespace event_codegen {
namespace {

/// Hashes of types, by type.
using TypeHashes = std::unordered_map<const NamedType*, std::uint64_t>;

std::uint64_t hashOf(const std::string& text) noexcept { return XXH3_64bits(text.data(), text.size()); }

/// What a payload's schema means for the JSON on the wire, as one text: the same for the same language, whatever types
/// are called, in whatever order properties and alternatives stand and however they are described.
class Canonical {
 public:
  explicit Canonical(const TypeHashes& types) : types_(types) {}

  std::uint64_t hash(const NamedType& type) {
    text_.clear();
    switch (type.kind) {
      case NamedType::Kind::enumeration:
        enumeration(type);
        break;
      case NamedType::Kind::object:
        object(type);
        break;
      case NamedType::Kind::variant:
        variant(type);
        break;
    }
    return hashOf(text_);
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
  void optional(char tag, const std::optional<WideInteger>& value) {
    if (!value) return;
    add(tag);
    text_ += toText(*value);
  }
  void optional(char tag, const std::optional<std::string>& value) {
    if (!value) return;
    add(tag);
    add(std::string_view(*value));
  }

  void enumeration(const NamedType& type) {
    std::vector<std::string> values;
    for (const EnumValue& value : type.values) values.push_back((value.isString ? "" : "=") + value.wire);
    std::sort(values.begin(), values.end());
    add('E');
    for (const std::string& value : values) add(std::string_view(value));
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
      // A default says what an absent key means. A constant says nothing that its enum does not.
      if (!property->required && property->initial) add(std::string_view(canonicalText(*property->initial)));
      schema(property->schema);
    }
    // Of unknown keys it matters what their values are, not whether they are kept.
    if (type.extra && type.extra->kind != Schema::Kind::any) {
      add('+');
      schema(*type.extra);
    }
    entries(type.entries);
    for (const PayloadRule& rule : type.rules) {
      add('R');
      add(std::string_view(rule.check));
    }
  }

  void variant(const NamedType& type) {
    std::string all;
    std::vector<std::string> alternatives;
    all.swap(text_);
    for (const Alternative& alternative : type.alternatives) {
      schema(alternative.schema);
      alternatives.push_back(std::exchange(text_, {}));
    }
    std::sort(alternatives.begin(), alternatives.end());
    text_.swap(all);
    add('V');
    add(type.match == NamedType::Match::exactlyOne ? '1' : '*');  // a discriminator's values are disjoint
    for (const std::string& alternative : alternatives) add(std::string_view(alternative));
  }

  void entries(const EntryConstraints& entries) {
    optional('k', entries.minProperties);
    optional('K', entries.maxProperties);
    if (!entries.names) return;
    add('N');
    schema(*entries.names);
  }

  void items(const ArrayShape& array) {
    optional('l', array.minItems);
    optional('h', array.maxItems);
    if (array.uniqueItems) add('u');
    if (array.items) schema(*array.items);
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
        add(schema.tuple.rest == TupleRest::refused ? 'C' : 'O');
        for (const Schema& item : schema.tuple.items) this->schema(item);
        add('+');
        items(schema.array);
        add(')');
        break;
      case Schema::Kind::array:
        add('[');
        items(schema.array);
        add(']');
        break;
      case Schema::Kind::map:
        add('{');
        items(schema.array);
        entries(schema.entries);
        add('}');
        break;
      case Schema::Kind::reference: {
        const auto known = types_.find(schema.reference);
        add('r');
        add(known == types_.end() ? std::uint64_t{0} : known->second);
        break;
      }
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

  const TypeHashes& types_;
  std::string text_;
};

/// Types that lead to each other. In each round a type takes in what it knew of the others in the round before; in the
/// end, all of them, so that no change anywhere among them is missed.
void hashCircle(const std::vector<const NamedType*>& circle, TypeHashes& types) {
  constexpr int ROUNDS = 8;
  Canonical canonical(types);
  std::vector<std::uint64_t> hashes(circle.size());
  for (int round = 0; round < ROUNDS; ++round) {
    for (std::size_t index = 0; index < circle.size(); ++index) hashes[index] = canonical.hash(*circle[index]);
    for (std::size_t index = 0; index < circle.size(); ++index) types[circle[index]] = hashes[index];
  }
  std::vector<std::uint64_t> sorted = hashes;
  std::sort(sorted.begin(), sorted.end());
  for (std::size_t index = 0; index < circle.size(); ++index) {
    sorted.push_back(hashes[index]);
    types[circle[index]] = XXH3_64bits(sorted.data(), sorted.size() * sizeof sorted[0]);
    sorted.pop_back();
  }
}

}  // namespace

void computeFingerprints(Application& application) {
  std::vector<const NamedType*> all;
  std::unordered_map<const NamedType*, std::size_t> indexes;
  for (const auto& feature : application.features) {
    for (const auto& type : feature->types) {
      indexes.emplace(type.get(), all.size());
      all.push_back(type.get());
    }
  }
  Edges edges(all.size());
  for (std::size_t index = 0; index < all.size(); ++index) {
    forEachSchemaOf(*all[index], [&](const Schema& schema, Holding) {
      if (schema.kind == Schema::Kind::reference) edges[index].push_back(indexes.at(schema.reference));
    });
  }
  TypeHashes types;
  Canonical canonical(types);
  for (const auto& component : stronglyConnected(edges)) {
    const std::size_t first = component.front();
    const bool alone =
        component.size() == 1 && std::find(edges[first].begin(), edges[first].end(), first) == edges[first].end();
    if (alone) {
      types.emplace(all[first], canonical.hash(*all[first]));
      continue;
    }
    std::vector<const NamedType*> circle;
    for (const std::size_t index : component) circle.push_back(all[index]);
    hashCircle(circle, types);
  }
  for (const auto& event : application.events) {
    if (event->payload == nullptr) continue;
    char hex[20];
    std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(types.at(event->payload)));
    event->fingerprint = hex;
  }
}

}  // namespace event_codegen
