#include "expression/checker.hpp"

#include <algorithm>
#include <utility>

namespace event_runtime::expression {

std::string describe(KindSet kinds) {
  if (kinds == ANY_KIND) return "anything";
  constexpr std::pair<Kind, std::string_view> NOUNS[] = {
      {Kind::boolean, "a bool"},      {Kind::integer, "an int"},  {Kind::unsignedInteger, "a uint"},
      {Kind::number, "a double"},     {Kind::string, "a string"}, {Kind::bytes, "bytes"},
      {Kind::list, "a list"},         {Kind::map, "a map"},       {Kind::timestamp, "a timestamp"},
      {Kind::duration, "a duration"}, {Kind::type, "a type"},     {Kind::null, "null"},
  };
  std::vector<std::string_view> nouns;
  const bool isNumber = (kinds & NUMERIC) == NUMERIC;
  if (isNumber) {
    nouns.push_back("a number");
    kinds = static_cast<KindSet>(kinds & ~NUMERIC);
  }
  for (const auto& [kind, noun] : NOUNS) {
    if ((kinds & setOf(kind)) != 0) nouns.push_back(noun);
  }
  std::string out;
  for (std::size_t i = 0; i < nouns.size(); ++i) {
    if (i > 0) out += i + 1 == nouns.size() ? " or " : ", ";
    out += nouns[i];
  }
  return out;
}

Checker::Checker(const Program& program, const TypeEnvironment& environment)
    : program_(program), environment_(environment), locals_(program.slots) {}

std::vector<Problem> Checker::take() {
  std::stable_sort(problems_.begin(), problems_.end(),
                   [](const Problem& a, const Problem& b) { return a.offset < b.offset; });
  return std::move(problems_);
}

Type Checker::report(std::size_t offset, std::size_t length, std::string message, bool isSchema) {
  problems_.push_back({offset, length, std::move(message), isSchema});
  return {};
}

std::string Checker::written(std::size_t begin, std::size_t end) const {
  constexpr std::size_t MOST = 60;
  std::string_view text = std::string_view(program_.text).substr(begin, end - begin);
  if (text.size() <= MOST) return "`" + std::string(text) + "`";
  std::size_t cut = MOST;
  while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0U) == 0x80) --cut;
  return "`" + std::string(text.substr(0, cut)) + "…`";
}

Type Checker::unite(const Type& left, const Type& right) {
  Type both{static_cast<KindSet>(left.kinds | right.kinds), nullptr, nullptr};
  // What only one side can be has that side's parts.
  const bool leftHasParts = (left.kinds & CONTAINERS) != 0, rightHasParts = (right.kinds & CONTAINERS) != 0;
  const bool leftHasTexts = (left.kinds & setOf(Kind::string)) != 0,
             rightHasTexts = (right.kinds & setOf(Kind::string)) != 0;
  const bool isSame = left.schema == right.schema && left.element == right.element;
  if (isSame || (leftHasParts && !rightHasParts && !rightHasTexts)) {
    both.schema = left.schema, both.element = left.element;
  } else if (rightHasParts && !leftHasParts && !leftHasTexts) {
    both.schema = right.schema, both.element = right.element;
  }
  return both;
}

Type Checker::elementOf(const Type& type, std::optional<std::size_t> index) {
  if (type.element != nullptr) return *type.element;
  return type.schema == nullptr ? Type() : environment_.element(type.schema, index);
}

Type Checker::infer(const Node& node) {
  const std::size_t before = problems_.size();
  Type type;
  switch (node.kind) {
    case Node::Kind::literal:
      return {setOf(node.literal.kind()), nullptr, nullptr};
    case Node::Kind::variable:
      return variable(node);
    case Node::Kind::local:
      return locals_[node.slot];
    case Node::Kind::path:
      type = path(node);
      break;
    case Node::Kind::has:
      path(*node.operands[0]);
      return {setOf(Kind::boolean), nullptr, nullptr};
    case Node::Kind::list:
      type = list(node);
      break;
    case Node::Kind::map:
      type = map(node);
      break;
    case Node::Kind::call:
      type = call(node);
      break;
    case Node::Kind::binary:
      type = binary(node);
      break;
    case Node::Kind::negate:
      type = negate(node);
      break;
    case Node::Kind::invert:
      return invert(node);
    case Node::Kind::all:
    case Node::Kind::any:
      for (const Node* operand : node.operands) condition(*operand);
      return {setOf(Kind::boolean), nullptr, nullptr};
    case Node::Kind::conditional:
      return conditional(node);
    case Node::Kind::macro:
      return macro(node);
  }
  if (node.failure != nullptr && problems_.size() == before)
    return report(node.failure->offset, node.failure->length, node.failure->message);
  return type;
}

Type Checker::variable(const Node& node) {
  if (const auto type = environment_.variable(node.variable)) return *type;
  return report(node, environment_.whyNot(node.variable));
}

Type Checker::list(const Node& node) {
  if (node.operands.empty()) return {setOf(Kind::list), nullptr, nullptr};
  Type element = infer(*node.operands[0]);
  for (std::size_t i = 1; i < node.operands.size(); ++i) element = unite(element, infer(*node.operands[i]));
  return {setOf(Kind::list), nullptr, keep(element)};
}

Type Checker::map(const Node& node) {
  if (node.operands.empty()) return {setOf(Kind::map), nullptr, nullptr};
  Type element{NULL_KIND, nullptr, nullptr};  // of the keys that it lacks
  constexpr KindSet KEYS = setOf(Kind::string, Kind::integer, Kind::unsignedInteger, Kind::boolean);
  for (std::size_t i = 0; i < node.operands.size(); i += 2) {
    const Type key = infer(*node.operands[i]);
    if ((key.kinds & KEYS) == 0)
      report(*node.operands[i],
             "the key of a map is a string, an int, a uint or a bool, and never " + describe(key.kinds));
    element = unite(element, infer(*node.operands[i + 1]));
  }
  return {setOf(Kind::map), nullptr, keep(element)};
}

Type Checker::call(const Node& node) {
  const Signature* const signature = node.signature;
  bool mayBeNull = false;
  Type first;
  for (std::size_t i = 0; i < node.operands.size(); ++i) {
    const Type argument = infer(*node.operands[i]);
    if (i == 0) first = argument;
    mayBeNull = mayBeNull || (argument.kinds & NULL_KIND) != 0;
    if ((argument.kinds & signature->parameters[i]) == 0) {
      return report(*node.operands[i], "`" + std::string(signature->name) + "` takes " +
                                           describe(withoutNull(signature->parameters[i])) + ", and this is " +
                                           describe(argument.kinds));
    }
  }
  if (node.function == Function::toDyn) return {};
  Type result{signature->result, nullptr, nullptr};
  if (node.function == Function::split) result.element = keep({setOf(Kind::string), nullptr, nullptr});
  if (mayBeNull && !takesNull(node.function)) result.kinds = static_cast<KindSet>(result.kinds | NULL_KIND);
  return result;
}

void Checker::condition(const Node& node) {
  const Type type = infer(node);
  if ((type.kinds & setOf(Kind::boolean)) == 0) {
    report(node, "this must be true or false, and is " + describe(type.kinds) +
                     ((type.kinds & setOf(Kind::string)) != 0 ? ": compare it, as in `x != \"\"`"
                      : (type.kinds & NUMERIC) != 0           ? ": compare it, as in `x > 0`"
                                                              : ""));
  }
}

Type Checker::invert(const Node& node) {
  condition(*node.operands[0]);
  return {setOf(Kind::boolean), nullptr, nullptr};
}

Type Checker::conditional(const Node& node) {
  condition(*node.operands[0]);
  const Type yes = infer(*node.operands[1]);
  return unite(yes, infer(*node.operands[2]));
}

Type Checker::macro(const Node& node) {
  const Type range = infer(*node.operands[0]);
  Type variable;
  if ((range.kinds & CONTAINERS) == 0) {
    report(*node.operands[0], "this must be a list or a map, and is " + describe(range.kinds));
  } else if ((range.kinds & setOf(Kind::map)) == 0) {
    variable = elementOf(range);
  } else if ((range.kinds & setOf(Kind::list)) == 0 && range.schema != nullptr) {
    variable = {setOf(Kind::string), nullptr, nullptr};
  }
  locals_[node.slot] = variable;
  Type result{setOf(Kind::boolean), nullptr, nullptr};
  if (node.macro == Macro::map) {
    if (node.operands.size() == 3) condition(*node.operands[1]);
    const Type element = infer(*node.operands.back());
    result = {setOf(Kind::list), nullptr, keep(element)};
  } else {
    condition(*node.operands[1]);
    if (node.macro == Macro::filter) result = {setOf(Kind::list), nullptr, keep(variable)};
  }
  return result;
}

void Checker::require(const Node& node, const Type& type, Purpose purpose) {
  switch (purpose) {
    case Purpose::value:
      return;
    case Purpose::condition:
      if ((type.kinds & setOf(Kind::boolean)) == 0)
        report(node, "the result must be true or false, and is " + describe(type.kinds));
      return;
    case Purpose::integer:
      if ((type.kinds & setOf(Kind::integer, Kind::unsignedInteger)) == 0) {
        report(node, "the result must be an integer, and is " + describe(type.kinds) +
                         ((type.kinds & setOf(Kind::number)) != 0 ? ": write `int(…)`" : ""));
      }
      return;
    case Purpose::key:
      if ((withoutNull(type.kinds) & ~CONTAINERS) == 0) {
        report(node, written(node) + " is " + describe(type.kinds) + ", and a key is one string, number or boolean" +
                         ((type.kinds & CONTAINERS) != 0 ? ": name a part of it" : ""));
      }
      return;
  }
}

std::vector<Problem> check(const Expression& expression, const TypeEnvironment& environment, Purpose purpose) {
  const Program& program = expression.program();
  Checker checker(program, environment);
  const Type type = checker.infer(*program.root);
  checker.require(*program.root, type, purpose);
  return checker.take();
}

}  // namespace event_runtime::expression
