#pragma once

#include "model/application.hpp"
#include "read/diagnostics.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <map>
#include <string>
#include <vector>

namespace event_codegen {

enum class Colour { automatic, always, never };

/// What every subcommand can be told.
struct Options {
  std::string events;              ///< path of events.yaml; empty: look for it
  std::vector<std::string> types;  ///< paths of the types.yaml files; empty: look for them
  std::string app;                 ///< in place of `app:` of events.yaml; empty: that
  std::string handlersDirectory;   ///< where handlers' sources lie; empty: beside each types.yaml
  ErrorFormat errorFormat = ErrorFormat::text;
  Colour colour = Colour::automatic;
};

constexpr int EXIT_FINE = 0;
constexpr int EXIT_FINDINGS = 1;  ///< errors in the schemas, differences, files that cannot be written
constexpr int EXIT_USAGE = 2;

/// One run of the program: its options, what it has read, what it has to complain about.
class Session {
 public:
  Options options;
  Diagnostics diagnostics;
  Sources sources;
  Application application;

  /// Sets the subcommand that was chosen.
  void choose(std::function<int()> command) { command_ = std::move(command); }
  /// Runs it and prints all complaints. Returns the exit code.
  int run();

  /// Reads the schemas and makes the model. False where there are errors.
  bool load();
  /// The same for schemas that are there already, in `sources`.
  bool buildApplication();
  /// Whether an output stream (1 or 2) is to be coloured.
  bool usesColour(int descriptor) const;

 private:
  std::function<int()> command_;
};

/// An option whose value is one of a few words.
template <class Value>
void addChoice(CLI::App& command, const std::string& option, Value& value, const std::map<std::string, Value>& choices,
               const std::string& description) {
  std::string words;
  for (const auto& [word, meaning] : choices) words += (words.empty() ? "" : "|") + word;
  command
      .add_option_function<std::string>(
          option, [choices, &value](const std::string& word) { value = choices.at(word); }, description)
      ->type_name(words)
      ->check(CLI::Validator(
          [choices, words](std::string& word) {
            return choices.contains(word) ? std::string() : "`" + word + "` is none of " + words;
          },
          ""));
}

/// `--events`, `--types` and `--app`.
void addInputOptions(CLI::App& command, Session& session);
void addHandlersDirectoryOption(CLI::App& command, Session& session);

// One subcommand each; a file of the same name implements it.
void addGenerateCommand(CLI::App& app, Session& session);  ///< also `diff`
void addCheckCommand(CLI::App& app, Session& session);
void addScaffoldCommand(CLI::App& app, Session& session);
void addNewFeatureCommand(CLI::App& parent, Session& session);
void addNewEventCommand(CLI::App& parent, Session& session);
void addListCommand(CLI::App& app, Session& session);
void addCompletionCommand(CLI::App& app, Session& session);

}  // namespace event_codegen
