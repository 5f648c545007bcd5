// Whether operators can take what stands beside them.
#include "expression/checker.hpp"
#include "expression/did_you_mean.hpp"

#include <algorithm>

namespace event_runtime::expression {
namespace {

constexpr KindSet STRING = setOf(Kind::string), BOOL = setOf(Kind::boolean), TIME = setOf(Kind::timestamp),
                  LENGTH = setOf(Kind::duration), LIST = setOf(Kind::list), BYTES = setOf(Kind::bytes);

/// What one could write to make two values comparable.
std::string remedy(KindSet left, KindSet right) {
  const auto are = [&](KindSet a, KindSet b) {
    return ((left & a) != 0 && (right & b) != 0) || ((left & b) != 0 && (right & a) != 0);
  };
  if (are(STRING, TIME)) return ": make the text a timestamp with `timestamp(…)`";
  if (are(NUMERIC, TIME)) return ": make the number a timestamp with `date(…)`";
  if (are(STRING, LENGTH)) return ": make the text a duration with `duration(…)`";
  if (are(STRING, NUMERIC))
    return ": write numbers without quotes and texts with them, or convert one with `string(…)`";
  if (are(STRING, BOOL)) return ": write `true` and `false` without quotes";
  return "";
}

}  // namespace

Type Checker::binary(const Node& node) {
  const std::size_t before = problems_.size();
  const Type left = infer(*node.operands[0]);
  const Type right = infer(*node.operands[1]);
  if (problems_.size() != before && node.op <= Operator::modulo) return {};
  switch (node.op) {
    case Operator::equal:
    case Operator::notEqual:
      return equality(node, left, right);
    case Operator::less:
    case Operator::lessEqual:
    case Operator::greater:
    case Operator::greaterEqual:
      return order(node, left, right);
    case Operator::in:
      return membership(node, left, right);
    default:
      return arithmetic(node, left, right);
  }
}

Type Checker::equality(const Node& node, const Type& left, const Type& right) {
  const Node& leftNode = *node.operands[0];
  const Node& rightNode = *node.operands[1];
  const KindSet a = withoutNull(left.kinds), b = withoutNull(right.kinds);
  // Whoever asks for null may be careful.
  if (a == 0 || b == 0) return {BOOL, nullptr, nullptr};
  if ((comparable(a) & comparable(b)) == 0) {
    report(node, written(leftNode) + " is " + describe(left.kinds) + " and " + written(rightNode) + " is " +
                     describe(right.kinds) + ", which are never equal" + remedy(a, b));
  } else {
    checkTexts(leftNode, rightNode, right);
    checkTexts(rightNode, leftNode, left);
  }
  return {BOOL, nullptr, nullptr};
}

void Checker::checkTexts(const Node& literal, const Node& other, const Type& type) {
  if (literal.kind != Node::Kind::literal || !literal.literal.is(Kind::string)) return;
  checkText(literal.literal.asText(), literal.offset, literal.length, other, type);
}

/// A text beside something that may be one of a few.
void Checker::checkText(std::string_view text, std::size_t offset, std::size_t length, const Node& other,
                        const Type& type) {
  if (type.schema == nullptr) return;
  const std::vector<std::string_view> texts = environment_.texts(type.schema);
  if (texts.empty() || std::find(texts.begin(), texts.end(), text) != texts.end()) return;
  const std::string_view meant = didYouMean(text, texts);
  std::string message = written(other) + " is never \"" + std::string(text) + "\"";
  if (!meant.empty()) {
    message += ": did you mean \"" + std::string(meant) + "\"?";
  } else if (texts.size() <= 8) {
    message += "; it is ";
    for (std::size_t i = 0; i < texts.size(); ++i) {
      if (i > 0) message += i + 1 == texts.size() ? " or " : ", ";
      message += "\"" + std::string(texts[i]) + "\"";
    }
  }
  report(offset, length, std::move(message), true);
}

Type Checker::order(const Node& node, const Type& left, const Type& right) {
  constexpr KindSet ORDERED = BOOL | NUMERIC | STRING | BYTES | TIME | LENGTH;
  const KindSet a = withoutNull(left.kinds), b = withoutNull(right.kinds);
  if ((comparable(a) & comparable(b) & ORDERED) == 0) {
    report(node, "`" + std::string(nameOf(node.op)) + "` cannot compare " + describe(left.kinds) + " with " +
                     describe(right.kinds) + remedy(a, b));
  }
  return {BOOL, nullptr, nullptr};
}

Type Checker::membership(const Node& node, const Type& left, const Type& right) {
  if ((right.kinds & CONTAINERS) == 0) {
    report(*node.operands[1], "`in` looks into a list or a map, and this is " + describe(right.kinds) +
                                  ((right.kinds & STRING) != 0 ? ": texts are searched with `contains(…)`" : ""));
    return {BOOL, nullptr, nullptr};
  }
  const Node& list = *node.operands[1];
  // A list that is written out: each element for itself. Constant ones were evaluated.
  if (list.kind == Node::Kind::literal && list.literal.is(Kind::list) && left.kinds != NULL_KIND) {
    KindSet elements = 0;
    for (std::size_t i = 0; i < list.literal.itemCount(); ++i) {
      const Value& item = list.literal.items()[i];
      elements = static_cast<KindSet>(elements | setOf(item.kind()));
      if (!item.is(Kind::string)) continue;
      // Where the text stands in the list, if it is written without escapes.
      const std::string_view source = std::string_view(program_.text).substr(list.offset, list.length);
      std::size_t offset = list.offset, length = list.length;
      for (const char quote : {'"', '\''}) {
        const std::string quoted = quote + std::string(item.asText()) + quote;
        const auto at = source.find(quoted);
        if (at == std::string_view::npos) continue;
        offset += at;
        length = quoted.size();
        break;
      }
      checkText(item.asText(), offset, length, *node.operands[0], left);
    }
    const KindSet a = withoutNull(left.kinds);
    if (elements != 0 && (comparable(a) & comparable(elements)) == 0 && (elements & NULL_KIND) == 0) {
      report(node, written(*node.operands[0]) + " is " + describe(left.kinds) + " and the list has " +
                       describe(elements) + ", which are never equal" + remedy(a, elements));
    }
    return {BOOL, nullptr, nullptr};
  }
  if ((right.kinds & setOf(Kind::map)) != 0 || (right.element == nullptr && right.schema == nullptr))
    return {BOOL, nullptr, nullptr};
  const Type element = elementOf(right);
  const KindSet a = withoutNull(left.kinds), b = withoutNull(element.kinds);
  if (a != 0 && b != 0 && (comparable(a) & comparable(b)) == 0) {
    report(node, written(*node.operands[0]) + " is " + describe(left.kinds) + " and an element of " +
                     written(*node.operands[1]) + " " + describe(element.kinds) + ", which are never equal" +
                     remedy(a, b));
  } else {
    checkTexts(*node.operands[0], *node.operands[1], element);
  }
  return {BOOL, nullptr, nullptr};
}

Type Checker::arithmetic(const Node& node, const Type& left, const Type& right) {
  const KindSet a = left.kinds, b = right.kinds;
  KindSet result = 0;
  const auto combine = [&](KindSet x, KindSet y, KindSet gives) {
    if ((a & x) != 0 && (b & y) != 0) result = static_cast<KindSet>(result | gives);
  };
  constexpr KindSet DOUBLE = setOf(Kind::number);
  constexpr KindSet INTEGERS = setOf(Kind::integer, Kind::unsignedInteger);
  combine(INTEGERS, INTEGERS, static_cast<KindSet>((a | b) & INTEGERS));
  if (node.op != Operator::modulo) {
    combine(DOUBLE, NUMERIC, DOUBLE);
    combine(NUMERIC, DOUBLE, DOUBLE);
  }
  if (node.op == Operator::add) {
    combine(STRING, STRING, STRING);
    combine(BYTES, BYTES, BYTES);
    combine(LIST, LIST, LIST);
    combine(TIME, LENGTH, TIME);
    combine(LENGTH, TIME, TIME);
    combine(LENGTH, LENGTH, LENGTH);
  } else if (node.op == Operator::subtract) {
    combine(TIME, TIME, LENGTH);
    combine(TIME, LENGTH, TIME);
    combine(LENGTH, LENGTH, LENGTH);
  }
  if (result == 0) {
    const bool joinsText = node.op == Operator::add && ((a | b) & STRING) != 0;
    return report(node,
                  "`" + std::string(nameOf(node.op)) + "` does not take " + describe(a) + " and " + describe(b) +
                      (joinsText                                                ? ": make both texts with `string(…)`"
                       : node.op == Operator::modulo && ((a | b) & DOUBLE) != 0 ? ": make them integers with `int(…)`"
                                                                                : ""));
  }
  // A number without a fraction is an int in a payload: 5 / 2 is 2, and 5.5 / 2 is 2.75.
  const auto variesBy = [&](KindSet kinds) {
    return kinds != ANY_KIND && (kinds & DOUBLE) != 0 && (kinds & INTEGERS) != 0;
  };
  if (node.op == Operator::divide && (variesBy(a) || variesBy(b)) && (withoutNull(a) & ~NUMERIC) == 0 &&
      (withoutNull(b) & ~NUMERIC) == 0 && withoutNull(a) != DOUBLE && withoutNull(b) != DOUBLE) {
    return report(
        node,
        "this drops the remainder when both sides happen to have no fraction: write `double(…)` around one of them");
  }
  if (((a | b) & NULL_KIND) != 0) result = static_cast<KindSet>(result | NULL_KIND);
  return {result, nullptr, nullptr};
}

Type Checker::negate(const Node& node) {
  const Type type = infer(*node.operands[0]);
  if ((type.kinds & (NUMERIC | LENGTH)) == 0) return report(node, "`-` does not take " + describe(type.kinds));
  return {static_cast<KindSet>(type.kinds & (setOf(Kind::integer, Kind::number) | LENGTH | NULL_KIND)), nullptr,
          nullptr};
}

}  // namespace event_runtime::expression
