#pragma once

#include "model/application.hpp"

#include <set>
#include <string>
#include <string_view>
#include <vector>

/// How schemas are spelt in C++. The model has seen to it that no two names of the application clash, nor with the
/// names that generated code uses itself.
namespace event_codegen {

/// The type of a value that is always there: `std::vector<Address>`; `std::optional<…>` if the schema is nullable.
std::string cppType(const Schema& schema);
/// The same without the std::optional of a nullable schema.
std::string cppTypeOfPresent(const Schema& schema);
/// The std::variant that a union is: the types of its alternatives, each once. And the place of each alternative in it.
struct UnionPlaces {
  std::vector<std::string> types;
  std::vector<std::size_t> places;  ///< for each alternative
};
UnionPlaces unionPlaces(const NamedType& variant);
/// The type of a member: std::optional<…> where it is optional or nullable.
std::string cppMemberType(const Property& property);

/// Whether a member is a std::optional.
bool isOptionalMember(const Property& property);

/// Whether decoding needs more than the runtime's decoder of its C++ type.
/// A string, number, boolean or time that is no std::optional: what the codec has a function of its own for, so that no
/// overload has to be looked for among those of all types.
bool isScalar(const Schema& schema);
bool hasConstraints(const Schema& schema);

/// Whether a value, or something in a list, tuple or map of values, does not belong into logs. Named types mask their
/// own members.
bool isSensitive(const Schema& schema);

/// The schema's type in JSON's words, for issues: `string`, `array`.
std::string jsonTypeName(const Schema& schema);
/// The values of an enumeration for issues: `google | email`.
std::string enumValues(const NamedType& type);

/// The alternatives of a union for issues: `Card | Transfer`. One is called by its type's name if it has one, else in
/// JSON's words.
std::string alternativeName(const Schema& schema);
std::string alternativeNames(const NamedType& variant);

/// What the types of a feature need from the standard library and the runtime.
struct UsedHeaders {
  std::set<std::string> standard;  ///< `<string>`
  std::set<std::string> runtime;   ///< `<event_runtime/time.hpp>`
};
UsedHeaders headersOfTypes(const Feature& feature);
/// The same for one schema in use; headers of named types are not among them.
UsedHeaders headersOf(const Schema& schema);

/// `#include` lines in groups, each followed by an empty line; a group without a line vanishes.
std::string includeLines(const std::vector<std::set<std::string>>& groups);

/// The payload a handler's event carries: one type, or a std::variant of several, in the order of the triggers.
std::string handlerPayload(const Handler& handler);
/// Its first parameter: `const Event<UserSignedUp>& event`, or `const std::vector<Event<…>>& events`.
std::string handlerParameter(const Handler& handler);
/// What it returns: `Json`, or what `returns` says.
std::string handlerResult(const Handler& handler);

/// The schema file as the comment at the top of a generated file names it: relative to events.yaml, so that the text is
/// the same wherever it is generated.
std::string sourceName(const Application& application, const SourceFile* file);

}  // namespace event_codegen
