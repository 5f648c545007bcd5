#pragma once

#include "model/application.hpp"
#include "model/schema.hpp"
#include "read/diagnostics.hpp"
#include "read/source.hpp"
#include "read/yaml.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

/// What one file says, before names that stand in other files are looked up. Drafts of several files are made at the
/// same time; their YAML is gone afterwards.
namespace event_codegen {

/// The parts of a schema that is written with `allOf` or `extends`.
struct MergeDraft {
  std::vector<std::unique_ptr<Schema>> parts;
  std::string typeName;  ///< of the object or enum that they come to
  Span nameSpan;
  NamedType* result = nullptr;  ///< where it is known already that they come to an object: a payload
  bool extends = false;         ///< what the last part says of unknown keys is about the whole
  bool hasOwn = false;          ///< the last part is what stands beside `allOf` or `extends`
  bool inPlace = false;         ///< see NamedType
  bool described = false;       ///< the description stands at a member, else at the type
  bool broken = false;          ///< a part could not be read, which was reported
};

/// A schema that depends on what stands elsewhere: known once all names of types are.
struct PendingSchema {
  enum class Kind : std::uint8_t {
    reference,  ///< a type by its name
    variant,    ///< a union, to which `null` may belong
    merge,
  };

  Kind kind = Kind::reference;
  Schema* schema = nullptr;  ///< stays where it is until it is known
  Span span;
  std::string feature;  ///< of a reference; empty: the file's own
  std::string name;
  NamedType* variant = nullptr;
  std::unique_ptr<MergeDraft> merge;
  std::vector<PendingSchema> first;  ///< those that must be known before this one
};

/// A value that must be what a schema accepts: it is kept as it was written, for the places of its parts.
struct PendingValue {
  std::string_view keyword;
  const Schema* schema = nullptr;  ///< this, or the payload
  const NamedType* type = nullptr;
  YamlNode value;
};

/// An entry of `types:`. An enum, object or union is a NamedType, which `schema` refers to; anything else is another
/// name for a schema, which stands wherever the name is used.
struct TypeEntry {
  enum class State : std::uint8_t { untouched, underWay, resolved };

  std::string name;
  Span span;
  Schema schema;
  std::vector<PendingSchema> pending;  ///< within `schema` itself
  std::size_t depth = 0;               ///< of arrays, maps and tuples within each other in `schema`, once resolved
  std::size_t size = 0;                ///< how many schemas `schema` is made of, once resolved
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

struct TriggerDraft {
  EventMention event;              ///< of a schedule, only where it stands
  Spanned<std::string> condition;  ///< `if`; empty for none
  std::optional<CronTrigger> cron = std::nullopt;
};

struct HandlerDraft {
  std::unique_ptr<Handler> handler;  ///< without triggers and emits
  std::vector<TriggerDraft> triggers;
  std::vector<EventMention> cancelEvents;  ///< of `cancelOn`, in its order
  std::vector<EventMention> emits;
};

struct FeatureDraft {
  const SourceFile* file = nullptr;
  bool readable = false;  ///< what is in it is known
  std::string name;
  Span span;
  std::vector<std::unique_ptr<TypeEntry>> entries;
  std::vector<std::unique_ptr<NamedType>> types;      ///< in the order of the file, inner ones before outer ones
  std::vector<std::unique_ptr<NamedType>> fragments;  ///< objects that are parts of a merge alone
  std::vector<std::unique_ptr<Schema>> bases;         ///< what stands beside `enum`, and its values must meet
  std::vector<PendingSchema> pending;                 ///< within `types` and `fragments`
  std::vector<PendingValue> values;
  bool merges = false;          ///< there is a merge: types written in place may come to nothing
  std::set<std::string> named;  ///< other features whose types are used
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
