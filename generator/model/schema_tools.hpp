#pragma once

#include "model/schema.hpp"

#include <cstddef>

/// What the passes over the model do with schemas.
namespace event_codegen {

/// A copy that refers to the same named types.
Schema copyOf(const Schema& schema);
EntryConstraints copyOf(const EntryConstraints& entries);

/// How many arrays, maps and tuples are within each other; 1 for any other schema.
std::size_t depthOf(const Schema& schema) noexcept;
/// How many schemas it is made of, named types not counted.
std::size_t sizeOf(const Schema& schema) noexcept;

/// How a schema's value lies in what holds it.
enum class Holding { inside, apart };

/// Calls `each(schema, holding)` for the schema and those within it: `apart` is what a vector or map holds, which may
/// be incomplete where its type is declared.
template <class AnySchema, class Function>
void forEachSchema(AnySchema& schema, const Function& each, Holding holding = Holding::inside) {
  each(schema, holding);
  for (auto& item : schema.tuple.items) forEachSchema(item, each, holding);
  if (schema.array.items) {
    AnySchema& items = *schema.array.items;
    forEachSchema(items, each, Holding::apart);
  }
  if (schema.entries.names) {
    AnySchema& names = *schema.entries.names;
    forEachSchema(names, each, Holding::apart);
  }
}

/// The same for every schema of a named type: of its properties and alternatives, of its unknown keys and of keys'
/// names.
template <class AnyType, class Function>
void forEachSchemaOf(AnyType& type, const Function& each) {
  for (auto& property : type.properties) forEachSchema(property.schema, each);
  for (auto& alternative : type.alternatives) forEachSchema(alternative.schema, each);
  if (type.extra) forEachSchema(*type.extra, each, Holding::apart);
  if (type.entries.names) forEachSchema(*type.entries.names, each, Holding::apart);
}

}  // namespace event_codegen
