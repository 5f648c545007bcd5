#include "commands/session.hpp"

int main(int argc, char** argv) {
  using namespace event_codegen;
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
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? EXIT_FINE : EXIT_USAGE;
  }
  return session.run();
}
