#include "render/result_check.hpp"

#include "model/schema_tools.hpp"
#include "render/constraints_text.hpp"

#include <algorithm>
#include <unordered_set>

namespace event_codegen {
namespace {

class SchemaCheck {
 public:
  /// Whether one of the named types that a schema is made of may break.
  bool mayBreak(const Schema& schema) {
    bool breaks = false;
    forEachSchema(schema, [&](const Schema& part, Holding) {
      breaks = breaks || (part.reference != nullptr && mayBreak(*part.reference));
    });
    return breaks;
  }

 private:
  bool mayBreak(const NamedType& type) {
    if (!seen_.insert(&type).second) return false;
    if (type.kind == NamedType::Kind::variant || !type.rules.empty() || isBounded(type.entries)) return true;
    const bool hasConstants = std::any_of(type.properties.begin(), type.properties.end(), [](const Property& property) {
      return property.required && property.initial != nullptr;
    });
    if (hasConstants) return true;
    bool breaks = false;
    forEachSchemaOf(type, [&](const Schema& part, Holding) { breaks = breaks || isBounded(part) || mayBreak(part); });
    return breaks;
  }

  static bool isBounded(const EntryConstraints& entries) {
    return entries.names != nullptr || entries.minProperties || entries.maxProperties;
  }

  /// By what the built-in type does not say. A double may be infinite, a timestamp beyond the years that are written.
  static bool isBounded(const Schema& schema) {
    return schema.kind == Schema::Kind::number || schema.kind == Schema::Kind::timestamp ||
           !constraintsText(schema.string, "patterns").empty() || !constraintsText(schema.integer).empty() ||
           schema.array.minItems || schema.array.maxItems || schema.array.uniqueItems || isBounded(schema.entries);
  }

  std::unordered_set<const NamedType*> seen_;
};

}  // namespace

bool mayBreakSchema(const Schema& schema) { return SchemaCheck().mayBreak(schema); }

}  // namespace event_codegen
