#pragma once

#include "model/schema.hpp"

#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

namespace re2 {
class RE2;
}

namespace event_codegen {

/// A step into a value: a key or an index.
using ValueStep = std::variant<std::string, std::size_t>;

/// What is wrong with a part of a value.
struct ValueIssue {
  std::vector<ValueStep> path;
  bool atKey = false;  ///< it is the last step's key that is wrong, not what it leads to
  std::string message;
};

/// Checks JSON values against schemas of the model, as generated code does at run time: with the same formats and
/// regular expressions. The work it does in all is bounded.
class ValueValidator {
 public:
  ValueValidator();
  ~ValueValidator();

  /// What is wrong; at most MAX_ISSUES.
  std::vector<ValueIssue> validate(const Schema& schema, const nlohmann::json& value);
  std::vector<ValueIssue> validate(const NamedType& type, const nlohmann::json& value);
  bool accepts(const Schema& schema, const nlohmann::json& value) { return validate(schema, value).empty(); }
  /// The work was too much: values since then were not looked at.
  bool exhausted() const noexcept { return steps_ > MAX_STEPS; }

 private:
  static constexpr std::size_t MAX_STEPS = 1'000'000;
  static constexpr std::size_t MAX_ISSUES = 20;
  using Json = nlohmann::json;

  void check(const Schema& schema, const Json& value);
  void checkType(const NamedType& type, const Json& value);
  void checkString(const StringConstraints& constraints, const std::string& text);
  void checkInteger(const IntegerConstraints& constraints, const Json& value);
  void checkNumber(const NumberConstraints& constraints, double value);
  void checkArray(const Schema& schema, const Json& value);
  void checkMap(const Schema& schema, const Json& value);
  void checkObject(const NamedType& type, const Json& value);
  void checkEntries(const EntryConstraints& entries, const Json& value);
  void checkEnum(const NamedType& type, const Json& value);
  void checkUnion(const NamedType& type, const Json& value);
  void checkChosen(const NamedType& type, const Json& value);
  bool matches(const std::string& pattern, const std::string& text);
  void issue(std::string message, bool atKey = false);
  void expected(std::string_view what, const Json& value);

  std::vector<ValueStep> path_;
  std::vector<ValueIssue> issues_;
  std::unordered_map<std::string, std::unique_ptr<re2::RE2>> patterns_;
  std::size_t steps_ = 0;
  std::size_t depth_ = 0;
};

}  // namespace event_codegen
