#pragma once

#include "model/application.hpp"
#include "model/schema.hpp"
#include "read/diagnostics.hpp"
#include "read/source.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

/// What one file says, before names that stand in other files are looked up. Drafts of several files are made at the
/// same time; their YAML is gone afterwards.
namespace event_codegen {

/// A schema that mentions a type by name: its kind is known once the name is.
struct PendingReference {
  Schema* schema = nullptr;  ///< stays where it is until the reference is resolved
  std::string feature;       ///< empty: the file's own
  std::string name;
  Span span;
};

/// An entry of `types:`. An enum or object is a NamedType, which `schema` refers to; anything else is another name for
/// a schema, which stands wherever the name is used.
struct TypeEntry {
  enum class State : std::uint8_t { untouched, underWay, resolved };

  std::string name;
  Span span;
  Schema schema;
  std::vector<PendingReference> pending;  ///< within `schema` itself
  std::size_t depth = 0;                  ///< of `schema`, once resolved
  State state = State::untouched;
  bool broken = false;  ///< was reported; uses of it are not
};

struct EventDraft {
  std::string constant;
  Span span;
  std::string description;
  std::string version;
  NamedType* payload = nullptr;
};

/// The name of an event, as a trigger or in `emits`.
struct EventMention {
  std::string name;
  Span span;
};

struct HandlerDraft {
  std::unique_ptr<Handler> handler;  ///< without triggers and emits
  std::vector<EventMention> triggers;
  std::vector<EventMention> emits;
};

struct FeatureDraft {
  const SourceFile* file = nullptr;
  bool readable = false;  ///< what is in it is known
  std::string name;
  Span span;
  std::vector<std::unique_ptr<TypeEntry>> entries;
  std::vector<std::unique_ptr<NamedType>> types;  ///< in the order of the file, inner ones before outer ones
  std::vector<PendingReference> pending;          ///< within properties of `types`
  std::vector<EventDraft> events;
  std::vector<HandlerDraft> handlers;
  Diagnostics diagnostics;
};

struct EventsDraft {
  bool readable = false;  ///< what is in it is known
  std::string app;
  std::string cppNamespace;
  std::vector<std::unique_ptr<Event>> events;
  std::vector<Spanned<std::string>> reserved;
  std::map<std::string, Spanned<Severity>, std::less<>> severities;
  Diagnostics diagnostics;
};

/// Reads events.yaml.
EventsDraft readEventsFile(const SourceFile& file);

class PatternCache;
/// Reads one types.yaml. `patterns` remembers patterns that were found good, for the next file of the same thread.
FeatureDraft readTypesFile(const SourceFile& file, PatternCache& patterns);

}  // namespace event_codegen
