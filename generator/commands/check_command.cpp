#include "check/check.hpp"
#include "commands/session.hpp"
#include "read/text.hpp"

#include <iostream>

namespace event_codegen {

namespace {

int checkAll(Session& session) {
  // What is wrong within the schemas does not hide drift between them.
  if (!session.load() && session.application.eventsFile == nullptr) return EXIT_FINDINGS;
  check(session.application, {session.options.handlersDirectory, true}, session.diagnostics);
  if (session.diagnostics.hasErrors()) return EXIT_FINDINGS;
  if (session.options.errorFormat == ErrorFormat::text) {
    std::size_t handlers = 0;
    for (const auto& feature : session.application.features) handlers += feature->handlers.size();
    std::cout << session.application.app << ": " << counted(session.application.features.size(), "feature") << ", "
              << counted(session.application.events.size(), "event") << ", " << counted(handlers, "handler")
              << ": no errors\n";
  }
  return EXIT_FINE;
}

}  // namespace

void addCheckCommand(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand("check", "Report drift between names, schemas and handlers");
  addInputOptions(*command, session);
  addHandlersDirectoryOption(*command, session);
  command->callback([&session] { session.choose([&session] { return checkAll(session); }); });
}

}  // namespace event_codegen
