#include "model/merge.hpp"
#include "model/schema_reader.hpp"
#include "model/schema_tools.hpp"

/// The part of Merger that merges unions: what the other parts say, each of the alternatives says too. A value is then
/// of the same alternatives as before if the other parts accept it, and else of none.
namespace event_codegen {
namespace {

/// Deeper than any that makes sense; only a union that holds itself, merged with another such, goes on for ever.
constexpr std::size_t MAX_UNION_DEPTH = 32;

/// What an alternative's type is called once it is merged.
std::string nameOf(const NamedType& variant, std::size_t index, const std::string& typeName) {
  const NamedType* const type = variant.alternatives[index].schema.reference;
  const std::string_view prefix = variant.cppName;
  if (type == nullptr || type->cppName == prefix) return typeName + "Alternative" + std::to_string(index + 1);
  if (type->cppName.starts_with(prefix)) return typeName + type->cppName.substr(prefix.size());
  // One with a title of its own, which nobody else can use.
  return variant.inPlace && type->inPlace ? type->cppName : typeName + type->cppName;
}

}  // namespace

std::optional<Schema> Merger::mergeUnion(const Schema& variant, const Schemas& others, const Site& site) {
  const NamedType& type = *variant.reference;
  if (others.empty()) return copyOf(variant);
  if (unionDepth_ == MAX_UNION_DEPTH) {
    diagnostics_.error("too-deep", site.span,
                       "more than " + std::to_string(MAX_UNION_DEPTH) +
                           " unions within each other are merged here: unions that hold themselves cannot be");
    return std::nullopt;
  }
  auto made = std::make_unique<NamedType>();
  made->kind = NamedType::Kind::variant;
  made->cppName = site.typeName.substr(0, MAX_TYPE_NAME);
  made->feature = site.draft->name;
  made->span = site.span;
  made->inPlace = site.inPlace;
  made->merged = true;
  made->match = type.match;
  made->discriminator = type.discriminator;
  ++unionDepth_;
  bool fine = true;
  for (std::size_t index = 0; index < type.alternatives.size() && fine; ++index) {
    const Alternative& alternative = type.alternatives[index];
    Site inner = site;
    inner.typeName = nameOf(type, index, site.typeName);
    inner.inPlace = true;
    Schemas parts{&alternative.schema};
    parts.insert(parts.end(), others.begin(), others.end());
    auto merged = mergeAll(parts, inner);
    fine = merged.has_value();
    if (fine && merged->nullable)
      fine = refuse(variant, *others.front(), "an alternative that is anything takes null as well: say what it is");
    if (fine) made->alternatives.push_back({std::move(*merged), {}, alternative.span});
  }
  --unionDepth_;
  if (!fine) return std::nullopt;
  Schema out;
  out.kind = Schema::Kind::reference;
  out.span = variant.span;
  out.reference = made.get();
  site.draft->types.push_back(std::move(made));
  return out;
}

}  // namespace event_codegen
