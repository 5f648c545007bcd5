#include "model/schema_tools.hpp"

#include <algorithm>

namespace event_codegen {

EntryConstraints copyOf(const EntryConstraints& entries) {
  EntryConstraints copy;
  if (entries.names) copy.names = std::make_unique<Schema>(copyOf(*entries.names));
  copy.minProperties = entries.minProperties;
  copy.maxProperties = entries.maxProperties;
  return copy;
}

Schema copyOf(const Schema& schema) {
  Schema copy;
  copy.kind = schema.kind;
  copy.nullable = schema.nullable;
  copy.boxed = schema.boxed;
  copy.string = schema.string;
  copy.integer = schema.integer;
  copy.number = schema.number;
  if (schema.array.items) copy.array.items = std::make_unique<Schema>(copyOf(*schema.array.items));
  copy.array.minItems = schema.array.minItems;
  copy.array.maxItems = schema.array.maxItems;
  copy.array.uniqueItems = schema.array.uniqueItems;
  copy.tuple.items.reserve(schema.tuple.items.size());
  for (const Schema& item : schema.tuple.items) copy.tuple.items.push_back(copyOf(item));
  copy.tuple.required = schema.tuple.required;
  copy.tuple.rest = schema.tuple.rest;
  copy.entries = copyOf(schema.entries);
  copy.reference = schema.reference;
  copy.description = schema.description;
  copy.sensitive = schema.sensitive;
  copy.span = schema.span;
  return copy;
}

std::size_t depthOf(const Schema& schema) noexcept {
  std::size_t inner = schema.array.items ? depthOf(*schema.array.items) : 0;
  for (const Schema& item : schema.tuple.items) inner = std::max(inner, depthOf(item));
  return inner + 1;
}

std::size_t sizeOf(const Schema& schema) noexcept {
  std::size_t size = 1;
  if (schema.array.items) size += sizeOf(*schema.array.items);
  if (schema.entries.names) size += sizeOf(*schema.entries.names);
  for (const Schema& item : schema.tuple.items) size += sizeOf(item);
  return size;
}

}  // namespace event_codegen
