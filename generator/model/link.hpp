#pragma once

#include "model/application.hpp"
#include "model/draft.hpp"
#include "read/diagnostics.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

/// The passes that make one application out of the drafts of its files, in their order.
namespace event_codegen {

/// The features of an application by name, and their entries of `types:` by name.
class TypeIndex {
 public:
  explicit TypeIndex(std::vector<FeatureDraft>& drafts);

  FeatureDraft* findFeature(std::string_view name) const;
  TypeEntry* findType(std::string_view feature, std::string_view name) const;
  std::vector<std::string_view> featureNames() const;

 private:
  struct Names {
    FeatureDraft* draft = nullptr;
    std::unordered_map<std::string_view, TypeEntry*> types;
  };
  std::unordered_map<std::string_view, Names> features_;
};

/// Arrays and maps within each other, counted through names of schemas.
inline constexpr std::size_t MAX_SCHEMA_DEPTH = 64;
/// Schemas that one name stands for, and those that all names of an application do where they are used.
inline constexpr std::size_t MAX_SCHEMA_SIZE = 1'000;
inline constexpr std::size_t MAX_COPIED_SCHEMAS = 200'000;
/// Types that hold each other as members.
inline constexpr std::size_t MAX_TYPE_DEPTH = 200;

/// Puts a schema in the place of every name of one. Reports unknown names, and names that mean each other.
void resolveReferences(std::vector<FeatureDraft>& drafts, const TypeIndex& index, Diagnostics& diagnostics);

/// Removes types that were written in place and of which, after merging, nothing is left.
void dropUnusedTypes(Application& application, std::vector<FeatureDraft>& drafts);

/// Fills in what follows from types that are known: values of constants, alternatives of discriminators.
void completeTypes(Application& application, Diagnostics& diagnostics);

/// Checks defaults, examples and values of enums against their schemas.
void checkValues(const Application& application, const std::vector<FeatureDraft>& drafts, Diagnostics& diagnostics);

/// Orders the types of features so that what is used comes first, finds out which features declare their types
/// together, and puts boxes where types hold themselves. Reports types that hold themselves without end.
void orderTypes(Application& application, const std::vector<FeatureDraft>& drafts, Diagnostics& diagnostics);

/// Reports C++ names that two things would get, or that generated code uses; renames members that would hide a type.
void checkNames(const Application& application, Diagnostics& diagnostics);
void renameHidingMembers(Application& application);

/// Looks up the events of handlers.
void linkHandlers(Application& application, std::vector<FeatureDraft>& drafts, Diagnostics& diagnostics);
/// Checks the expressions of a handler against the schemas of its triggers.
void checkHandlerExpressions(const Handler& handler, Diagnostics& diagnostics);

/// Fills Event::fingerprint.
void computeFingerprints(Application& application);

}  // namespace event_codegen
