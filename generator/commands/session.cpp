#include "commands/session.hpp"

#include "commands/inputs.hpp"
#include "write/files.hpp"

#include <unistd.h>

#include <cstdlib>
#include <exception>
#include <iostream>

namespace event_codegen {

int Session::run() {
  int code = EXIT_FINDINGS;
  try {
    code = command_();
  } catch (const FileError& error) {
    diagnostics.error("file", {}, error.what());
  } catch (const std::exception& error) {
    diagnostics.error("internal", {},
                      std::string(error.what()) + "; this is a defect of event_codegen: please report it");
  }
  diagnostics.sort();
  printDiagnostics(std::cerr, diagnostics, options.errorFormat, usesColour(2));
  std::cout.flush();
  if (!std::cout && code == EXIT_FINE) {
    std::cerr << "event_codegen: cannot write to standard output\n";
    code = EXIT_FINDINGS;
  }
  return code == EXIT_FINE && diagnostics.hasErrors() ? EXIT_FINDINGS : code;
}

bool Session::load() {
  const auto inputs = findInputs(options, diagnostics);
  if (diagnostics.hasErrors()) return false;
  sources = readSources(inputs.events, inputs.types, diagnostics);
  return !diagnostics.hasErrors() && buildApplication();
}

bool Session::buildApplication() {
  application = buildModel(sources, diagnostics);
  if (!options.app.empty()) application.app = options.app;
  return !diagnostics.hasErrors();
}

bool Session::usesColour(int descriptor) const {
  switch (options.colour) {
    case Colour::always:
      return true;
    case Colour::never:
      return false;
    case Colour::automatic:
      break;
  }
  const char* noColour = std::getenv("NO_COLOR");  // https://no-color.org
  const char* terminal = std::getenv("TERM");
  if (noColour != nullptr && *noColour != '\0') return false;
  if (terminal == nullptr || std::string_view(terminal) == "dumb") return false;
  return ::isatty(descriptor) == 1;
}

void addInputOptions(CLI::App& command, Session& session) {
  command.add_option("--events", session.options.events, "The list of names; default: events.yaml here or in src/")
      ->type_name("FILE");
  command
      .add_option("--types", session.options.types,
                  "The schemas of the features; default: every types.yaml beneath the list of names")
      ->type_name("FILE");
  command.add_option("--app", session.options.app, "The application's id, in place of `app:` in events.yaml")
      ->type_name("ID")
      ->check(CLI::Validator(
          [](std::string& id) {
            const bool valid = !id.empty() &&
                               id.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos &&
                               id.front() >= 'a' && id.front() <= 'z';
            return valid ? std::string() : "`" + id + "` is no id: small letters, digits and `-`, a letter first";
          },
          ""));
}

void addHandlersDirectoryOption(CLI::App& command, Session& session) {
  command
      .add_option("--handlers-dir", session.options.handlersDirectory,
                  "Where handlers' sources lie, or in a folder for each feature; default: beside each types.yaml")
      ->type_name("DIR");
}

}  // namespace event_codegen
