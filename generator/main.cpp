#include "commands/session.hpp"
#include "model/values.hpp"
#include "read/text.hpp"

#include <iostream>
#include <optional>

namespace {

using namespace event_codegen;

/// What to say where a command was expected and another word stands, `new` included; CLI11 would only say that there is
/// no command.
std::optional<std::string> explainUnknownCommand(const CLI::App& app) {
  const CLI::App* asked = &app;
  std::string path = app.get_name();
  while (!asked->get_subcommands().empty()) {
    asked = asked->get_subcommands().front();
    path += ' ' + asked->get_name();
  }
  const std::vector<const CLI::App*> commands = asked->get_subcommands([](const CLI::App*) { return true; });
  const std::vector<std::string> words = app.remaining(true);
  if (commands.empty() || words.empty() || words.front().starts_with('-')) return std::nullopt;
  std::vector<std::string_view> names;
  std::string list;
  for (const CLI::App* command : commands) {
    names.push_back(command->get_name());
    list += (list.empty() ? "" : ", ") + command->get_name();
  }
  const std::string meant = suggestion(words.front(), names);
  return path + " has no command " + inBackticks(words.front()) + (meant.empty() ? "; it has " + list : meant);
}

}  // namespace

int main(int argc, char** argv) {
  Session session;
  CLI::App app("Typed C++ from events.yaml and types.yaml.", "event_codegen");
  app.set_version_flag("--version", "event_codegen " EVENT_CODEGEN_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  addChoice<ErrorFormat>(app, "--error-format", session.options.errorFormat,
                         {{"text", ErrorFormat::text}, {"json", ErrorFormat::json}, {"github", ErrorFormat::github}},
                         "How to print complaints");
  addChoice<Colour>(app, "--color", session.options.colour,
                    {{"auto", Colour::automatic}, {"always", Colour::always}, {"never", Colour::never}},
                    "Whether to use colour");
  addGenerateCommand(app, session);
  addCheckCommand(app, session);
  addScaffoldCommand(app, session);
  auto* create = app.add_subcommand("new", "Add a feature or an event");
  create->require_subcommand(1);
  addNewFeatureCommand(*create, session);
  addNewEventCommand(*create, session);
  addListCommand(app, session);
  addCompletionCommand(app, session);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& error) {
    const auto complaint = explainUnknownCommand(app);
    if (!complaint) return app.exit(error) == 0 ? EXIT_FINE : EXIT_USAGE;
    std::cerr << *complaint << "\nRun with --help for more information.\n";
    return EXIT_USAGE;
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? EXIT_FINE : EXIT_USAGE;
  }
  return session.run();
}
