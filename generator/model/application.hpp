#pragma once

#include "model/handler_options.hpp"
#include "model/schema.hpp"
#include "read/diagnostics.hpp"
#include "read/source.hpp"

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace event_codegen {

struct Handler;
struct Feature;

/// An event: its name from events.yaml, its schema from the feature that owns it.
struct Event {
  std::string constant;     ///< `USER_SIGNED_UP`
  std::string name;         ///< `user/signed-up`
  std::string description;  ///< of types.yaml, else of events.yaml
  std::string owner;
  std::string deprecated;  ///< what to do instead, such as `use TICKET_OPENED`; empty if it is not
  std::string version;     ///< travels as `v`; empty if none
  const NamedType* payload =
      nullptr;  ///< nullptr: no feature declares it, which is an error of rule `event-without-schema`
  const Feature* feature = nullptr;
  std::string fingerprint;  ///< hex: changes when the schema does; descriptions do not count
  Span constantSpan;        ///< in events.yaml
  Span nameSpan;
  Span schemaSpan;  ///< in types.yaml
  Span deprecatedSpan;
};

/// A schedule of a handler.
struct CronTrigger {
  enum class Missed : std::uint8_t { skip, once, all };

  std::string expression;  ///< as written
  std::string timezone;    ///< empty: that of the expression, or UTC
  std::optional<std::chrono::milliseconds> jitter;
  Missed missed = Missed::skip;
  std::string text;  ///< as the runtime names it: `TZ=Europe/Paris 0 9 * * 1-5`
};

/// What starts a handler.
struct Trigger {
  enum class Kind : std::uint8_t {
    event,    ///< an event of the application
    failure,  ///< `inngest/function.failed`, the runtime's own
    pattern,  ///< every event whose name a pattern such as `order/*` takes
    cron,     ///< a schedule
  };

  Kind kind = Kind::event;
  const Event* event = nullptr;    ///< of Kind::event
  std::string name;                ///< as it travels; or the pattern; of a schedule, that of its events
  Spanned<std::string> condition;  ///< Inngest's `if`, an expression; empty for none
  Span span;
  std::optional<CronTrigger> cron;  ///< of Kind::cron
};

struct Handler {
  std::string id;        ///< `user-signed-up-handler`
  std::string cppName;   ///< `userSignedUpHandler`
  std::string constant;  ///< `USER_SIGNED_UP_HANDLER`, by which others call it
  std::string fileName;  ///< `user_signed_up_handler.cpp`
  std::string description;
  std::vector<Trigger> triggers;  ///< at least one
  HandlerOptions options;
  std::unique_ptr<Schema> returns;  ///< of its result; nullptr: any JSON
  std::vector<const Event*> emits;
  std::vector<Span> emitSpans;  ///< where each of `emits` stands
  const Feature* feature = nullptr;
  Span span;
};

/// The function that `onFailure` stands for, and its source: `userSignedUpHandlerOnFailure`.
std::string failureHandlerName(const Handler& handler);
std::string failureHandlerFile(const Handler& handler);

/// What one types.yaml says.
struct Feature {
  std::string name;       ///< `user`; also the folder of its generated files
  std::string directory;  ///< where its types.yaml lies, as given; handlers are looked for there by default
  const SourceFile* file = nullptr;
  Span span;                                      ///< where it is named, else the file
  std::vector<std::unique_ptr<NamedType>> types;  ///< every type it declares, each after those it uses; payloads too
  std::vector<Event*> events;                     ///< in the order of the file
  std::vector<std::unique_ptr<Handler>> handlers;
  /// The feature whose types.hpp declares this one's types: itself, or the first by name of those features whose types
  /// use each other in a circle. The types.hpp of the others only includes it.
  const Feature* typesHome = nullptr;
  /// What its types.hpp declares and its types.cpp defines, each after those it holds: its own types, and those of
  /// features whose home it is; nothing where the home is another.
  std::vector<const NamedType*> declares;
  std::vector<const Feature*> uses;  ///< other features whose types its own types mention, by name, each once
  std::vector<const Feature*>
      dependsOn;  ///< `uses`, and features whose names of schemas it uses: its files depend on theirs
  std::vector<const Feature*> triggersOf;  ///< other features whose events its handlers take
};

/// All of an application.
struct Application {
  bool readable = false;     ///< every file could be read to its end: what is not here is nowhere
  std::string app;           ///< `max-amex`
  std::string cppNamespace;  ///< `max_amex`; may be nested, `a::b`
  const SourceFile* eventsFile = nullptr;
  std::vector<std::unique_ptr<Event>> events;                        ///< in the order of events.yaml
  std::vector<std::unique_ptr<Feature>> features;                    ///< by name
  std::vector<Spanned<std::string>> reserved;                        ///< names that no event may have again
  std::map<std::string, Spanned<Severity>, std::less<>> severities;  ///< `check:` of events.yaml, by rule

  const Event* findEvent(std::string_view constant) const noexcept;
};

/// Whether a trigger, which may be a pattern, takes events of this name.
bool takesName(std::string_view trigger, std::string_view name) noexcept;

/// The files of a run, read. Spans point into them, so they outlive everything else.
struct Sources {
  std::unique_ptr<SourceFile> events;
  std::vector<std::unique_ptr<SourceFile>> types;
};

/// Reads events.yaml and every types.yaml. A file that is missing, unreadable or not UTF-8 is reported.
Sources readSources(const std::string& eventsPath, const std::vector<std::string>& typesPaths,
                    Diagnostics& diagnostics);

/// Makes the model: names resolved, types typed, C++ names chosen. Reports what cannot be understood; the model is then
/// incomplete and must not be rendered. Independent files are read on several threads.
Application buildModel(const Sources& sources, Diagnostics& diagnostics);

}  // namespace event_codegen
