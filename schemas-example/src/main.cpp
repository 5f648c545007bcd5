#include "report.hpp"
#include "scenario.hpp"
#include "services.hpp"

#include "client.hpp"
#include "handlers.hpp"

#include <event_runtime/engine.hpp>
#include <event_runtime/json.hpp>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <exception>
#include <iostream>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>

namespace ticket_bounty {
namespace {

using namespace event_runtime;

struct Arguments {
  std::string database = "ticket-bounty.db";
  std::string outbox = "outbox.jsonl";
  std::string day = "24h";
  std::size_t scenarios = 1;
  std::size_t firstScenario = 1;
  bool serve = false;
  bool quiet = false;
  std::string acknowledged;
  std::string mailTakes = "0s";
  std::size_t killAfterMails = 0;
};

/// Writes down what was accepted, so that a test can hold the engine to it. Each id is on the disk before the next
/// event is sent.
class Journal {
 public:
  explicit Journal(const std::string& file) {
    if (file.empty()) return;
    descriptor_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
    if (descriptor_ < 0) throw std::runtime_error("cannot open " + file);
  }
  ~Journal() {
    if (descriptor_ >= 0) ::close(descriptor_);
  }
  Journal(const Journal&) = delete;
  Journal& operator=(const Journal&) = delete;

  void add(const std::string& id) {
    if (descriptor_ < 0) return;
    const std::string line = id + "\n";
    if (::write(descriptor_, line.data(), line.size()) != static_cast<ssize_t>(line.size()) ||
        ::fdatasync(descriptor_) != 0) {
      throw std::runtime_error("cannot write the journal");
    }
  }

 private:
  int descriptor_ = -1;
};

/// A handler that is registered in code, beside those of the types.yaml files.
Handler auditSignUps() {
  return createEventHandler(Events::USER_SIGNED_UP, "audit-sign-up", {.description = "Notes who signed up and how."},
                            [](const Event<UserSignedUp>& event, Step& step) {
                              return step.run("note", [&] {
                                return fmt::format("{} by {}", event.data.userId, toString(event.data.signupMethod));
                              });
                            });
}

/// Works until no run is unfinished, sleeping ones included.
void workOff(Engine& engine) {
  for (;;) {
    engine.waitUntilIdle();
    auto next = engine.nextWakeUp();
    if (!next) {
      // A run that has woken since we asked for idleness sleeps no more, but is not done.
      engine.waitUntilIdle();
      next = engine.nextWakeUp();
    }
    if (!next) return;
    std::this_thread::sleep_until(*next);
    // The engine's own timer wakes at the same instant; give it the moment it needs.
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

int run(const Arguments& arguments) {
  const auto day = parseDuration(arguments.day);
  setServices(std::make_unique<Services>(arguments.outbox, day));
  services().outbox.answerAfter(parseDuration(arguments.mailTakes));
  services().outbox.killAfter(arguments.killAfterMails);

  HandlerList handlers = ALL_HANDLERS + auditSignUps();
  // With a schedule there is always something left to do.
  if (!arguments.serve) {
    for (Handler& handler : handlers) handler.crons.clear();
  }
  Engine engine({.app = "ticket-bounty",
                 .store = sqliteStore(arguments.database),
                 .handlers = std::move(handlers),
                 .logger = consoleLogger(LogLevel::warning)});
  setDefaultClient(engine.client());
  Journal journal(arguments.acknowledged);

  if (!arguments.serve) engine.start();
  for (std::size_t i = 0; i < arguments.scenarios; ++i) {
    sendScenario(arguments.firstScenario + i, day, [&](std::string_view name, const std::string& id) {
      journal.add(id);
      if (!arguments.quiet) std::cout << fmt::format("accepted {:<28} {}\n", name, id) << std::flush;
    });
  }

  if (arguments.serve) {
    if (!arguments.quiet) std::cout << "serving until SIGINT or SIGTERM\n" << std::flush;
    engine.run();
  } else {
    workOff(engine);
  }
  if (!arguments.quiet) printReport(std::cout, engine, services().outbox);
  return 0;
}

}  // namespace
}  // namespace ticket_bounty

int main(int argc, char** argv) {
  ticket_bounty::Arguments arguments;
  CLI::App app{"A ticket-bounty product's background work: sends a few events and runs the workflows that they start."};
  app.add_option("--database", arguments.database, "SQLite file with events, runs and steps")->capture_default_str();
  app.add_option("--outbox", arguments.outbox, "file that mails are written to, one JSON object a line")
      ->capture_default_str();
  app.add_option("--day", arguments.day, "how long the workflows' days last, such as 2s")->capture_default_str();
  app.add_option("--scenarios", arguments.scenarios,
                 "how often the scenario's events are sent; 0: only finish what is unfinished")
      ->capture_default_str();
  app.add_option("--first-scenario", arguments.firstScenario,
                 "number of the first of them, which is part of all ids in it")
      ->capture_default_str();
  app.add_flag("--serve", arguments.serve,
               "keep running until SIGINT or SIGTERM, schedules too, not just until everything is done");
  app.add_flag("--quiet", arguments.quiet, "print no report");
  app.add_option("--acknowledged", arguments.acknowledged, "file that the id of every accepted event is appended to");
  app.add_option("--mail-takes", arguments.mailTakes, "how long after a mail was written the mail server answers")
      ->capture_default_str();
  app.add_option("--kill-after-mails", arguments.killAfterMails,
                 "die by SIGKILL right after that many mails were written");
  CLI11_PARSE(app, argc, argv);

  try {
    return ticket_bounty::run(arguments);
  } catch (const std::exception& error) {
    std::cerr << "example: " << error.what() << "\n";
    return 1;
  }
}
