#pragma once

#include "model/application.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

/// How schemas are spelt in C++.
namespace event_codegen {

/// How a named type is spelt inside a class that has members, or nested types, of the same name: qualified.
class NameScope {
 public:
  NameScope() = default;
  /// Inside a struct: its members hide types.
  NameScope(const Application& application, const NamedType& type);
  /// Inside a class that declares these names.
  NameScope(const Application& application, std::set<std::string, std::less<>> hidden);

  std::string spell(const NamedType& type) const;

 private:
  std::string qualifier_;
  std::set<std::string, std::less<>> hidden_;
};

/// The type of a value that is always there: `std::vector<Address>`; `std::optional<…>` if the schema is nullable.
std::string cppType(const Schema& schema, const NameScope& scope = {});
/// The same without the std::optional of a nullable schema.
std::string cppTypeOfPresent(const Schema& schema, const NameScope& scope = {});
/// The type of a member: std::optional<…> where it is optional or nullable.
std::string cppMemberType(const Property& property, const NameScope& scope);

/// Whether decoding needs more than the runtime's decoder of its C++ type.
bool hasConstraints(const Schema& schema);

/// The schema's type in JSON's words, for issues: `string`, `array`.
std::string jsonTypeName(const Schema& schema);
/// The values of an enumeration for issues: `google | email`.
std::string enumValues(const NamedType& type);

/// What the types of a feature need from the standard library and the runtime.
struct UsedHeaders {
  std::set<std::string> standard;  ///< `<string>`
  std::set<std::string> runtime;   ///< `<event_runtime/time.hpp>`
};
UsedHeaders headersOfTypes(const Feature& feature);

/// `#include` lines in groups, each followed by an empty line; a group without a line vanishes.
std::string includeLines(const std::vector<std::set<std::string>>& groups);

/// Names of the runtime as generated code writes them: short, with a using-declaration, unless a type of the application
/// has the same name.
class RuntimeNames {
 public:
  /// `taken` are those that the application's types bear too.
  RuntimeNames(std::vector<std::string> names, const std::vector<std::string>& taken);

  std::string spell(std::string_view name) const;
  /// Those that a using-declaration makes short.
  const std::vector<std::string>& shortNames() const noexcept { return short_; }

 private:
  std::vector<std::string> short_;
};

/// Every name of the runtime that generated code writes short.
const std::vector<std::string>& shortRuntimeNames();

/// The payload a handler's event carries: one type, or a std::variant of several, in the order of the triggers.
std::string handlerPayload(const Handler& handler);

/// The schema file as the comment at the top of a generated file names it: relative to events.yaml, so that the text is
/// the same wherever it is generated.
std::string sourceName(const Application& application, const SourceFile* file);

}  // namespace event_codegen
