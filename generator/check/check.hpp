#pragma once

#include "model/application.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace event_codegen {

/// What a complaint is about, as a value: what the rule is for, how severe it is unless events.yaml says otherwise.
struct Rule {
  std::string_view id;       ///< `event-without-schema`
  std::string_view purpose;  ///< one sentence
  Severity severity;
  bool configurable = false;  ///< whether `check:` of events.yaml may change its severity
};

/// Every rule, by id: those of reading and of the model (always errors), and those of check.
const std::vector<Rule>& allRules();

struct CheckOptions {
  /// Where handlers' sources are looked for, beside each feature's own directory; empty: only there.
  std::string handlersDirectory;
  /// Whether a handler without a source file is reported: not before the skeletons are made.
  bool handlerSources = true;
};

/// The drift check: names without schema, schemas without name, duplicates, events nobody handles, handlers without
/// source file, sources without handler, naming conventions. An application with errors is checked too, as far as its
/// files could be read.
void check(const Application& application, const CheckOptions& options, Diagnostics& diagnostics);

}  // namespace event_codegen
