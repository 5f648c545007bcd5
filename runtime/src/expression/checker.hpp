#pragma once

#include "expression/check.hpp"

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime::expression {

/// Infers the types of an expression's parts, from the leaves up, and collects what is wrong. Parts of which something
/// was reported may be anything, so that nothing else is said of them.
class Checker {
 public:
  Checker(const Program& program, const TypeEnvironment& environment);

  Type infer(const Node& node);
  void require(const Node& node, const Type& type, Purpose purpose);
  std::vector<Problem> take();

 private:
  // checker.cpp
  Type variable(const Node& node);
  Type list(const Node& node);
  Type map(const Node& node);
  Type call(const Node& node);
  Type invert(const Node& node);
  Type conditional(const Node& node);
  Type macro(const Node& node);
  void condition(const Node& node);
  Type unite(const Type& left, const Type& right);
  Type elementOf(const Type& type, std::optional<std::size_t> index = std::nullopt);
  const Type* keep(const Type& type) { return &types_.emplace_back(type); }
  Type report(std::size_t offset, std::size_t length, std::string message, bool isSchema = false);
  Type report(const Node& node, std::string message) { return report(node.offset, node.length, std::move(message)); }
  /// A part as it was written, for messages.
  std::string written(const Node& node) const { return written(node.offset, node.offset + node.length); }
  std::string written(std::size_t begin, std::size_t end) const;

  // check_path.cpp
  Type path(const Node& node);
  Type step(const Type& type, const Node& node, const PathStep& step);
  Type named(const Type& type, const Node& node, const PathStep& step);
  Type indexed(const Type& type, const Node& node, const PathStep& step);
  Type noParts(const Type& type, const Node& node, const PathStep& step);

  // check_operators.cpp
  Type binary(const Node& node);
  Type equality(const Node& node, const Type& left, const Type& right);
  void checkTexts(const Node& literal, const Node& other, const Type& type);
  void checkText(std::string_view text, std::size_t offset, std::size_t length, const Node& other, const Type& type);
  Type order(const Node& node, const Type& left, const Type& right);
  Type membership(const Node& node, const Type& left, const Type& right);
  Type arithmetic(const Node& node, const Type& left, const Type& right);
  Type negate(const Node& node);

  const Program& program_;
  const TypeEnvironment& environment_;
  std::vector<Type> locals_;
  std::deque<Type> types_;
  std::vector<Problem> problems_;
};

constexpr KindSet NULL_KIND = setOf(Kind::null);
constexpr KindSet CONTAINERS = setOf(Kind::list, Kind::map);

constexpr KindSet withoutNull(KindSet kinds) noexcept { return static_cast<KindSet>(kinds & ~NULL_KIND); }
/// What compares by value counts as one.
constexpr KindSet comparable(KindSet kinds) noexcept {
  return (kinds & NUMERIC) != 0 ? static_cast<KindSet>(kinds | NUMERIC) : kinds;
}

}  // namespace event_runtime::expression
