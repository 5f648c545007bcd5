#pragma once

#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime {

/// What is wrong with a value. The names, written by toString() as `invalid_type` and so on, are Zod's.
enum class IssueCode : std::uint8_t {
  invalidType,       ///< another JSON type than the schema's, or a required key is missing
  tooSmall,          ///< below `minimum`, `minLength`, `minItems` or `minProperties`
  tooBig,            ///< above `maximum`, `maxLength`, `maxItems` or `maxProperties`
  invalidFormat,     ///< `format`, `pattern`, `startsWith`, `endsWith`, `includes`; also JSON that does not parse
  notMultipleOf,     ///< `multipleOf`
  unrecognizedKeys,  ///< a key the schema forbids
  invalidUnion,      ///< no alternative of `oneOf` or `anyOf` fits
  invalidKey,        ///< a map's key breaks `propertyNames`, or a key stands twice
  invalidElement,    ///< a map's value, or a duplicate under `uniqueItems`
  invalidValue,      ///< not one of `enum`, not the `const`
  custom,            ///< a rule of the schema
};

std::string_view toString(IssueCode code) noexcept;

/// One reason why a value does not fit its schema.
struct Issue {
  IssueCode code = IssueCode::custom;
  std::string path;      ///< JSON pointer (RFC 6901); empty for the whole document
  std::string message;   ///< a sentence for people
  std::string expected;  ///< what the schema asks for: `uuid`, `>= 1`, `google | email`
  std::string received;  ///< what stood there, shortened: `string`, `0`; empty where it adds nothing

  friend bool operator==(const Issue&, const Issue&) = default;
};

/// `path: message` a line, for logs and exceptions.
std::string formatIssues(std::span<const Issue> issues);

/// A payload does not fit its schema. what() lists every issue.
class ValidationError : public std::runtime_error {
 public:
  ValidationError(std::string_view what, std::vector<Issue> issues);
  const std::vector<Issue>& issues() const noexcept { return issues_; }

 private:
  std::vector<Issue> issues_;
};

}  // namespace event_runtime
