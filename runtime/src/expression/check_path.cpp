// Whether the parts of a path are there.
#include "expression/characters.hpp"
#include "expression/checker.hpp"
#include "expression/did_you_mean.hpp"
#include "expression/operators.hpp"

namespace event_runtime::expression {

Type Checker::path(const Node& node) {
  Type type = infer(*node.operands[0]);
  for (const PathStep& part : node.steps) type = step(type, node, part);
  return type;
}

Type Checker::step(const Type& type, const Node& node, const PathStep& step) {
  if (withoutNull(type.kinds) == 0) return {};  // null has parts, which are null
  Type part = step.index == nullptr ? named(type, node, step) : indexed(type, node, step);
  // What may be missing has parts that may be.
  if ((type.kinds & NULL_KIND) != 0) part.kinds = static_cast<KindSet>(part.kinds | NULL_KIND);
  return part;
}

Type Checker::named(const Type& type, const Node& node, const PathStep& step) {
  if ((type.kinds & setOf(Kind::map)) == 0) return noParts(type, node, step);
  if (type.element != nullptr) return *type.element;
  if (type.schema == nullptr) return {};
  if (const auto member = environment_.member(type.schema, step.name)) return *member;
  std::vector<std::string_view> names = environment_.members(type.schema);
  const std::string_view meant = didYouMean(step.name, names);
  std::string message = environment_.name(type.schema) + " has no property `" + std::string(step.name) + "`";
  if (!meant.empty()) {
    message += isName(meant) ? ": did you mean `" + std::string(meant) + "`?"
                             : ": did you mean `[\"" + std::string(meant) + "\"]`?";
  } else if (!names.empty() && names.size() <= 8) {
    message += "; it has ";
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (i > 0) message += i + 1 == names.size() ? " and " : ", ";
      message += "`" + std::string(names[i]) + "`";
    }
  }
  return report(step.offset, step.length, std::move(message), true);
}

Type Checker::indexed(const Type& type, const Node& node, const PathStep& step) {
  const Type index = infer(*step.index);
  const bool isList = (type.kinds & setOf(Kind::list)) != 0, isMap = (type.kinds & setOf(Kind::map)) != 0;
  if (!isList && !isMap) return noParts(type, node, step);
  const bool mayIndex = (index.kinds & NUMERIC) != 0;
  const bool mayName = (index.kinds & setOf(Kind::string)) != 0;
  if (isList && !isMap && !mayIndex) {
    return report(step.offset, step.length,
                  "a list has indexes, and this is " + describe(index.kinds) + ": write `[0]` for its first element");
  }
  if (isMap && !isList && type.schema != nullptr && !mayName) {
    return report(step.offset, step.length,
                  "an object has names, and this is " + describe(index.kinds) + ": write it in quotes if it is one");
  }
  if (isList && isMap) return {};
  std::optional<std::size_t> position;
  if (step.index->kind == Node::Kind::literal) {
    if (const auto number = asIndex(step.index->literal); number && *number >= 0)
      position = static_cast<std::size_t>(*number);
  }
  Type element = elementOf(type, position);
  element.kinds = static_cast<KindSet>(element.kinds | NULL_KIND);  // it may be outside of the list
  return element;
}

Type Checker::noParts(const Type& type, const Node& node, const PathStep& step) {
  if ((type.kinds & setOf(Kind::list)) != 0) {
    return report(step.offset, step.length,
                  "a list has indexes and no properties: write `[0]` for its first element, or ask with "
                  "`exists(each, …)`");
  }
  // Up to the dot or bracket before this part.
  std::size_t end = step.offset;
  while (end > node.offset && program_.text[end - 1] != '.' && program_.text[end - 1] != '[') --end;
  return report(step.offset, step.length,
                written(node.offset, end > node.offset ? end - 1 : end) + " is " + describe(withoutNull(type.kinds)) +
                    " and has no parts");
}

}  // namespace event_runtime::expression
