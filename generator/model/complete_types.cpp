#include "model/json_values.hpp"
#include "model/link.hpp"
#include "model/schema_tools.hpp"
#include "model/values.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <iterator>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace event_codegen {
namespace {

using Json = nlohmann::json;

const NamedType* enumerationOf(const Schema& schema) noexcept {
  const NamedType* type = schema.kind == Schema::Kind::reference ? schema.reference : nullptr;
  return type != nullptr && type->kind == NamedType::Kind::enumeration ? type : nullptr;
}

std::string jsonOf(const EnumValue& value) { return value.isString ? Json(value.wire).dump() : value.wire; }

/// What a type's schemas say about each other, once all of them are known.
class TypeCompleter {
 public:
  explicit TypeCompleter(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void complete(NamedType& type) {
    if (type.kind == NamedType::Kind::object) {
      for (Property& property : type.properties) initialise(property);
      checkKeys(type);
      if (type.entries.names) checkNames(*type.entries.names);
    }
    if (type.kind == NamedType::Kind::variant && !type.discriminator.empty()) discriminate(type);
    forEachSchemaOf(type, [&](const Schema& schema, Holding) {
      if (schema.kind == Schema::Kind::map && schema.entries.names) checkNames(*schema.entries.names);
    });
  }

 private:
  /// A member that can have one value alone has it from the beginning.
  static void initialise(Property& property) {
    const NamedType* type = enumerationOf(property.schema);
    const bool constant = type != nullptr && type->values.size() == 1 && !property.schema.nullable;
    if (!constant || !property.required || property.initial) return;
    const EnumValue& value = type->values.front();
    property.initial = std::make_shared<const Json>(value.isString ? Json(value.wire) : Json::parse(value.wire));
  }

  void checkKeys(const NamedType& type) {
    const auto required = static_cast<std::uint64_t>(std::count_if(
        type.properties.begin(), type.properties.end(), [](const Property& property) { return property.required; }));
    if (type.entries.maxProperties && *type.entries.maxProperties < required) {
      diagnostics_.error("contradictory-bounds", type.span,
                         "`maxProperties` allows " + std::to_string(*type.entries.maxProperties) +
                             ", and the properties that are required are " + std::to_string(required));
    }
    const bool closed = type.unknownKeys == NamedType::UnknownKeys::refused;
    if (closed && type.entries.minProperties && *type.entries.minProperties > type.properties.size()) {
      diagnostics_.error("contradictory-bounds", type.span,
                         "`minProperties` demands " + std::to_string(*type.entries.minProperties) +
                             ", and `additionalProperties: false` allows no more than " +
                             std::to_string(type.properties.size()));
    }
  }

  void checkNames(Schema& names) {
    names.nullable = false;
    const NamedType* enumeration = enumerationOf(names);
    const bool unknown = names.kind == Schema::Kind::reference && names.reference == nullptr;  // was reported
    if (unknown || names.kind == Schema::Kind::string || (enumeration != nullptr && enumeration->allStrings)) return;
    diagnostics_.error("contradictory-types", names.span,
                       "names of keys are strings: write a string's keywords, or an enum of strings");
  }

  void discriminate(NamedType& type) {
    std::unordered_map<std::string, const Alternative*> chosen;
    for (Alternative& alternative : type.alternatives) {
      const NamedType* object =
          alternative.schema.kind == Schema::Kind::reference ? alternative.schema.reference : nullptr;
      if (alternative.schema.kind == Schema::Kind::reference && object == nullptr) continue;  // was reported
      if (object == nullptr || object->kind != NamedType::Kind::object) {
        report(alternative.span, "this alternative is no object, so that " + inBackticks(type.discriminator) +
                                     " cannot tell it: remove `discriminator`, or this alternative");
        continue;
      }
      const auto property = std::find_if(object->properties.begin(), object->properties.end(),
                                         [&](const Property& one) { return one.wire == type.discriminator; });
      if (property == object->properties.end()) {
        report(alternative.span, inBackticks(object->cppName) + " has no property " + inBackticks(type.discriminator) +
                                     ": add it, with a `const` that tells this alternative from the others")
            .notes.push_back({object->span, "it is declared here"});
        continue;
      }
      if (addValues(alternative, *property)) claim(type, alternative, chosen);
    }
  }

  bool addValues(Alternative& alternative, const Property& property) {
    if (property.schema.kind == Schema::Kind::reference && property.schema.reference == nullptr) return false;
    const NamedType* enumeration = enumerationOf(property.schema);
    const bool tells = enumeration != nullptr && !property.schema.nullable && property.required &&
                       std::all_of(enumeration->values.begin(), enumeration->values.end(), [](const EnumValue& value) {
                         return value.isString || value.wire.find_first_not_of("-0123456789") == std::string::npos;
                       });
    if (!tells) {
      report(property.span,
             inBackticks(property.wire) +
                 " chooses an alternative: it must be required, and a `const` or an `enum` of strings or "
                 "integers")
          .notes.push_back({alternative.span, "of this alternative"});
      return false;
    }
    for (const EnumValue& value : enumeration->values) alternative.discriminators.push_back(jsonOf(value));
    return true;
  }

  void claim(const NamedType& type, const Alternative& alternative,
             std::unordered_map<std::string, const Alternative*>& chosen) {
    for (const std::string& value : alternative.discriminators) {
      const auto [first, isNew] = chosen.emplace(value, &alternative);
      if (isNew) continue;
      report(alternative.span,
             inBackticks(type.discriminator) + " is " + inBackticks(value) + " in two alternatives: give each its own")
          .notes.push_back({first->second->span, "the other is here"});
    }
  }

  Diagnostic& report(const Span& span, std::string message) {
    return diagnostics_.error("invalid-discriminator", span, std::move(message));
  }

  Diagnostics& diagnostics_;
};

}  // namespace

void completeTypes(Application& application, Diagnostics& diagnostics) {
  TypeCompleter completer(diagnostics);
  for (const auto& feature : application.features) {
    for (const auto& type : feature->types) completer.complete(*type);
  }
}

void dropUnusedTypes(Application& application, std::vector<FeatureDraft>& drafts) {
  const bool mayBeUnused =
      std::any_of(drafts.begin(), drafts.end(), [](const FeatureDraft& draft) { return draft.merges; });
  if (!mayBeUnused) return;
  std::unordered_set<const NamedType*> used;
  std::vector<const NamedType*> work;
  const auto use = [&](const NamedType* type) {
    if (type != nullptr && used.insert(type).second) work.push_back(type);
  };
  for (const auto& feature : application.features) {
    for (const auto& type : feature->types) {
      if (!type->inPlace) use(type.get());
    }
  }
  const auto useAll = [&](const Schema& schema, Holding) {
    if (schema.kind == Schema::Kind::reference) use(schema.reference);
  };
  for (const FeatureDraft& draft : drafts) {
    for (const HandlerDraft& handler : draft.handlers) {
      if (handler.handler->returns) forEachSchema(*handler.handler->returns, useAll);
    }
  }
  while (!work.empty()) {
    const NamedType* type = work.back();
    work.pop_back();
    forEachSchemaOf(*type, useAll);
  }
  for (const auto& feature : application.features) {
    const auto unused = std::stable_partition(feature->types.begin(), feature->types.end(),
                                              [&](const auto& type) { return used.contains(type.get()); });
    // What they say is still checked.
    std::move(unused, feature->types.end(), std::back_inserter(drafts.front().fragments));
    feature->types.erase(unused, feature->types.end());
  }
}

}  // namespace event_codegen
