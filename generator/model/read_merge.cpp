#include "model/schema_reader.hpp"
#include "read/text.hpp"

#include <optional>
#include <utility>

/// The part of SchemaReader that reads `allOf` and `extends`, and unions beside which more is said.
namespace event_codegen {

using Kind = YamlNode::Kind;

namespace {

/// Where the first of the keywords stands that demand something.
Span spanOf(const SchemaKeywords& keywords) {
  std::optional<Span> first;
  keywords.forEach([&](Keyword keyword, const Member& member) {
    if (!first && (keyword == Keyword::type || keyword >= Keyword::format)) first = member.keySpan;
  });
  return first.value_or(Span{});
}

}  // namespace

void SchemaReader::readParts(const Member& member, const Place& place, Pending& pending, MergeDraft& merge) {
  const auto read = [&](const YamlNode& node) {
    Schema& part = *merge.parts.emplace_back(std::make_unique<Schema>());
    readSchema(node, "a part of " + inBackticks(member.key), place, pending, part);
  };
  if (member.key == "extends" && member.value.kind != Kind::sequence) {
    if (member.value.kind == Kind::string) return read(member.value);
    return reportWrongKind(member, "the name of a type, or a list of names", draft_.diagnostics);
  }
  if (!checkCount(member, member.key == "extends" ? "types" : "schemas")) return;
  for (const YamlNode& node : member.value.items) read(node);
}

void SchemaReader::readMerge(const YamlNode& node, const SchemaKeywords& keywords, const Place& place, Pending& pending,
                             Schema& out) {
  using enum Keyword;
  const std::size_t errors = draft_.diagnostics.list().size();
  const Place named = titled(keywords, place);
  auto merge = std::make_unique<MergeDraft>();
  merge->typeName = named.typeName();
  merge->nameSpan = named.nameSpan;
  merge->inPlace = !named.declaration;
  merge->described = place.property != nullptr;
  merge->extends = keywords.has(extends);
  draft_.merges = true;
  Pending first;
  Place partPlace;
  partPlace.part = merge->typeName;
  partPlace.nameSpan = named.nameSpan;
  partPlace.fragment = true;
  for (const Keyword keyword : {extends, allOf}) {
    if (const Member* member = keywords.get(keyword)) readParts(*member, partPlace, first, *merge);
  }
  const SchemaKeywords own = keywords.without({extends, allOf, examples, defaultValue});
  const bool besideUnion = own.hasAnyOf(oneOf, anyOf);
  const auto readOwn = [&](const SchemaKeywords& part) {
    if (!part.hasConstraints() && !part.has(type)) return;
    Schema& schema = *merge->parts.emplace_back(std::make_unique<Schema>());
    schema.span = besideUnion ? spanOf(part) : node.span;
    readKeywords(node, part, partPlace, first, schema);
    merge->hasOwn = true;
  };
  if (besideUnion) {
    const SchemaKeywords unions = own.only(SchemaClass::variant).without({type, title});
    readOwn(unions.without({own.has(oneOf) ? anyOf : oneOf}));
    if (own.has(oneOf) && own.has(anyOf)) readOwn(unions.without({oneOf, discriminator}));
  }
  readOwn(besideUnion ? own.without({oneOf, anyOf, discriminator}) : own);
  merge->broken = draft_.diagnostics.list().size() != errors;
  out.kind = Schema::Kind::reference;
  PendingSchema& waiting = pending.emplace_back();
  waiting.kind = PendingSchema::Kind::merge;
  waiting.schema = &out;
  waiting.span = out.span;
  waiting.merge = std::move(merge);
  waiting.first = std::move(first);
}

NamedType* SchemaReader::mergePayload(const Place& place, const Member* extends, const Member* allOf,
                                      const ObjectKeywords& own) {
  const std::size_t errors = draft_.diagnostics.list().size();
  auto merge = std::make_unique<MergeDraft>();
  merge->typeName = place.typeName();
  merge->nameSpan = place.nameSpan;
  merge->extends = extends != nullptr;
  merge->hasOwn = true;
  draft_.merges = true;
  Pending first;
  Place partPlace = place;
  partPlace.fragment = true;
  partPlace.declaration = false;
  for (const Member* member : {extends, allOf}) {
    if (member != nullptr) readParts(*member, partPlace, first, *merge);
  }
  Schema& part = *merge->parts.emplace_back(std::make_unique<Schema>());
  part.kind = Schema::Kind::reference;
  part.span = own.properties != nullptr ? own.properties->keySpan : place.nameSpan;
  part.reference = makeObject(partPlace, own);

  NamedType* payload = keep(makeType(NamedType::Kind::object, place), place);
  merge->result = payload;
  merge->broken = draft_.diagnostics.list().size() != errors;
  Schema& use = *draft_.bases.emplace_back(std::make_unique<Schema>());
  use.kind = Schema::Kind::reference;
  use.span = place.nameSpan;
  PendingSchema& waiting = draft_.pending.emplace_back();
  waiting.kind = PendingSchema::Kind::merge;
  waiting.schema = &use;
  waiting.span = place.nameSpan;
  waiting.merge = std::move(merge);
  waiting.first = std::move(first);
  return payload;
}

}  // namespace event_codegen
