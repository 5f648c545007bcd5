// Calls of functions, and the macros that look like them.
#include "expression/did_you_mean.hpp"
#include "expression/parser_impl.hpp"
#include "expression/regex.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace event_runtime::expression {
namespace {

std::optional<Macro> findMacro(std::string_view name) noexcept {
  if (name == "all") return Macro::all;
  if (name == "exists") return Macro::exists;
  if (name == "exists_one" || name == "existsOne") return Macro::existsOne;
  if (name == "filter") return Macro::filter;
  if (name == "map") return Macro::map;
  return std::nullopt;
}

std::string quoted(std::string_view name) { return "`" + std::string(name) + "`"; }

}  // namespace

Node* Parser::call(const Token& name, Node* receiver) {
  if (receiver == nullptr && name.text == "has") return has(name);
  if (receiver != nullptr) {
    if (const auto found = findMacro(name.text)) return macro(name, *found, receiver);
  }
  std::vector<const Node*> operands;
  if (receiver != nullptr) operands.push_back(receiver);
  if (!arguments(operands)) return nullptr;
  for (const Signature& signature : signatures()) {
    if (signature.name != name.text || signature.isMethod != (receiver != nullptr) ||
        signature.count != operands.size())
      continue;
    Node& node = program_->add(Node::Kind::call, receiver == nullptr ? name.begin : receiver->offset, previousEnd_);
    node.function = signature.function;
    node.signature = &signature;
    node.operands = std::move(operands);
    if (node.function == Function::matches && !compilePattern(node)) return nullptr;
    return finish(node);
  }
  return noSuchFunction(name, receiver != nullptr, operands.size());
}

bool Parser::arguments(std::vector<const Node*>& out) {
  take("(");
  while (!isSymbol(")")) {
    Node* const argument = expression();
    if (argument == nullptr) return false;
    out.push_back(argument);
    if (!take(",")) break;
    if (isSymbol(")")) return unexpected() != nullptr;
  }
  return expect(")", "`)` is missing at the end of these arguments");
}

Node* Parser::noSuchFunction(const Token& name, bool isMethod, std::size_t count) {
  std::vector<std::string_view> known;
  std::string counts;
  bool exists = false, existsOtherwise = false;
  for (const Signature& signature : signatures()) {
    known.push_back(signature.name);
    if (signature.name != name.text) continue;
    (signature.isMethod == isMethod ? exists : existsOtherwise) = true;
    if (signature.isMethod != isMethod) continue;
    if (!counts.empty()) counts += " or ";
    counts += std::to_string(signature.count - (isMethod ? 1 : 0));
  }
  if (exists) {
    return fail(name.begin, name.end,
                quoted(name.text) + " takes " + counts + (counts == "1" ? " argument" : " arguments") + ", not " +
                    std::to_string(count - (isMethod ? 1 : 0)));
  }
  if (existsOtherwise) {
    return fail(name.begin, name.end,
                isMethod ? quoted(name.text) + " is called with its value between the brackets: `" +
                               std::string(name.text) + "(x)`"
                         : quoted(name.text) + " is called on a value: `x." + std::string(name.text) + "(…)`");
  }
  if (findMacro(name.text)) {
    return fail(name.begin, name.end,
                quoted(name.text) + " is called on a list or map: `x." + std::string(name.text) + "(each, …)`");
  }
  known.insert(known.end(), {"has", "all", "exists", "exists_one", "filter", "map"});
  const std::string_view meant = didYouMean(name.text, known);
  return fail(name.begin, name.end,
              "there is no function " + quoted(name.text) +
                  (meant.empty() ? std::string() : ": did you mean " + quoted(meant) + "?"));
}

Node* Parser::has(const Token& name) {
  std::vector<const Node*> operands;
  if (!arguments(operands)) return nullptr;
  if (operands.size() != 1 || operands[0]->kind != Node::Kind::path || operands[0]->steps.back().index != nullptr) {
    return fail(name.begin, previousEnd_, "`has` asks for one property, as in `has(event.data.userId)`");
  }
  Node& node = program_->add(Node::Kind::has, name.begin, previousEnd_);
  node.operands = std::move(operands);
  return finish(node);
}

Node* Parser::macro(const Token& name, Macro macro, Node* range) {
  take("(");
  const Token variable = token_;
  const std::string usage = "`" + std::string(name.text) +
                            "` takes the name of a variable and what is asked of it, as in `x." +
                            std::string(name.text) + "(each, each > 0)`";
  if (variable.kind != TokenKind::name || variable.text == "true" || variable.text == "false" ||
      variable.text == "null" || variable.text == "in" || isReserved(variable.text)) {
    return fail(variable.begin, variable.end, usage);
  }
  previousEnd_ = variable.end;
  advance();
  if (!expect(",", usage)) return nullptr;

  Node& node = program_->add(Node::Kind::macro, range->offset, range->offset);
  node.macro = macro;
  node.name = variable.text;
  node.slot = static_cast<std::uint32_t>(locals_.size());
  node.operands.push_back(range);
  locals_.push_back({variable.text, node.slot});
  program_->slots = std::max<std::uint32_t>(program_->slots, node.slot + 1);
  const std::size_t most = macro == Macro::map ? 2 : 1;
  do {
    Node* const part = expression();
    if (part == nullptr) return nullptr;
    node.operands.push_back(part);
  } while (node.operands.size() <= most && take(","));
  locals_.pop_back();
  if (!expect(")", "`)` is missing at the end of this `" + std::string(name.text) + "`")) return nullptr;
  node.length = static_cast<std::uint32_t>(previousEnd_ - node.offset);
  return finish(node);
}

bool Parser::compilePattern(Node& call) {
  const Node& pattern = *call.operands[1];
  if (pattern.kind != Node::Kind::literal || !pattern.literal.is(Kind::string)) return true;
  call.pattern = compileRegex(pattern.literal.asText());
  if (call.pattern->ok()) return true;
  fail(pattern.offset, pattern.offset + pattern.length, "this pattern cannot be used: " + call.pattern->error());
  return false;
}

}  // namespace event_runtime::expression
