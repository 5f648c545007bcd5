#pragma once

#include "expression/functions.hpp"
#include "expression/value.hpp"
#include "expression/workspace.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace re2 {
class RE2;
}

namespace event_runtime::expression {

/// What an expression may name: the event, the one that was waited for or cancels, constants of the environment, and
/// the payload that a rule is about.
enum class Variable : std::uint8_t { event, async, vars, data };
std::string_view nameOf(Variable variable) noexcept;

enum class Operator : std::uint8_t {
  add,
  subtract,
  multiply,
  divide,
  modulo,
  equal,
  notEqual,
  less,
  lessEqual,
  greater,
  greaterEqual,
  in
};
/// As it is written: `+`.
std::string_view nameOf(Operator op) noexcept;

enum class Macro : std::uint8_t { all, exists, existsOne, filter, map };

struct Node;

/// One part of a path: `.name`, `["name"]` or `[index]`.
struct PathStep {
  std::string_view name;        ///< unless `index` is there
  const Node* index = nullptr;  ///< an expression; texts that are literals are names
  std::uint32_t offset = 0;     ///< of the name, or of what stands between the brackets
  std::uint32_t length = 0;
};

/// A part of a parsed expression.
struct Node {
  enum class Kind : std::uint8_t {
    literal,
    variable,
    local,        ///< the variable of a macro
    path,         ///< operands[0], and steps from there
    has,          ///< whether the last step of the path operands[0] is there
    list,         ///< operands
    map,          ///< operands: keys and values in turn
    call,         ///< operands: arguments, the one before the dot first
    binary,       ///< operands[0] op operands[1]
    negate,       ///< `-`, `count` times
    invert,       ///< `!`, an odd number of times
    all,          ///< operands joined by `&&`
    any,          ///< operands joined by `||`
    conditional,  ///< operands[0] ? operands[1] : operands[2]
    macro,        ///< operands: the range, a condition or result, and for `map` with both the result
  };

  Node();
  ~Node();
  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;

  Kind kind = Kind::literal;
  Operator op = Operator::add;
  Function function = Function::size;
  Macro macro = Macro::all;
  Variable variable = Variable::event;
  bool isConstant = false;   ///< depends on no variable and no clock
  std::uint16_t depth = 1;   ///< of the tree below, itself included
  std::uint32_t offset = 0;  ///< where it stands in the text
  std::uint32_t length = 0;
  std::uint32_t count = 1;
  std::uint32_t slot = 0;  ///< of a local, or of the one that a macro declares
  Value literal;
  std::string_view name;                 ///< of a local, or of the one that a macro declares
  const Signature* signature = nullptr;  ///< of a call
  std::vector<const Node*> operands;
  std::vector<PathStep> steps;
  std::unique_ptr<re2::RE2> pattern;  ///< of matches() with a literal
  const Failure* failure = nullptr;   ///< why a constant part has no value
};

/// A parsed expression and all that it refers to.
struct Program {
  Program();
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  Node& add(Node::Kind kind, std::size_t begin, std::size_t end);
  std::string_view keep(std::string text);

  std::string text;
  std::deque<Node> nodes;
  std::deque<std::string> strings;
  Workspace constants;  ///< what parts that are constant were evaluated to
  const Node* root = nullptr;
  std::uint32_t slots = 0;  ///< locals that exist at the same time
  bool uses[4] = {};        ///< by Variable
  bool usesClock = false;
};

}  // namespace event_runtime::expression
