#include "model/schema_reader.hpp"
#include "read/text.hpp"

#include <algorithm>

/// The part of SchemaReader that reads arrays and tuples.
namespace event_codegen {

using Kind = YamlNode::Kind;

void SchemaReader::readArray(const SchemaKeywords& keywords, const Place& place, bool fromWord, Pending& pending,
                             Schema& out) {
  readArrayBounds(keywords, out.array, draft_.diagnostics);
  const Member* items = keywords.get(Keyword::items);
  if (fromWord) {
    if (items != nullptr) {
      draft_.diagnostics.error("contradictory-types", items->keySpan,
                               "`type` says what the items are already: remove `items`");
    }
    return;
  }
  out.kind = Schema::Kind::array;
  out.array.items = std::make_unique<Schema>();
  out.array.items->kind = Schema::Kind::any;
  out.array.items->span = out.span;
  if (items == nullptr) return;
  const YamlNode& written = items->value;
  const bool listOfSchemas =
      written.kind == Kind::sequence && std::any_of(written.items.begin(), written.items.end(),
                                                    [](const YamlNode& item) { return item.kind == Kind::mapping; });
  if (listOfSchemas) {
    draft_.diagnostics.error("wrong-kind", items->keySpan,
                             "a list of schemas, one for each item in turn, is written `prefixItems`");
    return;
  }
  out.array.items->kind = Schema::Kind::string;
  Place itemPlace;
  itemPlace.parent = &place;
  itemPlace.part = "Item";
  itemPlace.nameSpan = items->keySpan;
  readSchema(written, "`items`", itemPlace, pending, *out.array.items);
}

void SchemaReader::readTuple(const SchemaKeywords& keywords, const Place& place, Pending& pending, Schema& out) {
  Diagnostics& diagnostics = draft_.diagnostics;
  const Member& prefix = *keywords.get(Keyword::prefixItems);
  out.kind = Schema::Kind::tuple;
  readArrayBounds(keywords, out.array, diagnostics);
  if (!checkCount(prefix, "schemas")) return;
  const std::size_t count = prefix.value.items.size();
  out.tuple.items.reserve(count);  // what is pending points into it
  for (std::size_t index = 0; index < count; ++index) {
    const std::string name = "Item" + std::to_string(index + 1);
    Place itemPlace;
    itemPlace.parent = &place;
    itemPlace.part = name;
    itemPlace.nameSpan = prefix.value.items[index].span;
    readSchema(prefix.value.items[index], "an item of `prefixItems`", itemPlace, pending,
               out.tuple.items.emplace_back());
  }
  if (const Member* rest = keywords.get(Keyword::items)) {
    const bool refused =
        rest->value.kind == Kind::boolean && rest->value.scalar[0] != 't' && rest->value.scalar[0] != 'T';
    out.tuple.rest = refused ? TupleRest::refused : TupleRest::kept;
    if (!refused) {
      Place restPlace;
      restPlace.parent = &place;
      restPlace.part = "Rest";
      restPlace.nameSpan = rest->keySpan;
      out.array.items = std::make_unique<Schema>();
      readSchema(rest->value, "`items`", restPlace, pending, *out.array.items);
    }
  }
  out.tuple.required = std::min<std::uint64_t>(out.array.minItems.value_or(count), count);
  const bool refused = out.tuple.rest == TupleRest::refused;
  if (refused && out.array.minItems > count) {
    diagnostics.error(
        "contradictory-bounds", keywords.get(Keyword::minItems)->value.span,
        "`prefixItems` has no more than " + std::to_string(count) + ", and `items: false` refuses others");
  }
  if (out.array.maxItems && *out.array.maxItems < count) {
    diagnostics.error("contradictory-bounds", keywords.get(Keyword::maxItems)->value.span,
                      "`prefixItems` has " + std::to_string(count) +
                          ": leave the last ones out, or allow that many; `minItems` makes the last ones optional");
  }
  if (out.array.minItems <= count) out.array.minItems.reset();
  if (refused) out.array.maxItems.reset();
}

}  // namespace event_codegen
