#include "check/check.hpp"
#include "commands/session.hpp"
#include "commands/skeletons.hpp"
#include "commands/yaml_edit.hpp"
#include "model/names.hpp"
#include "read/file.hpp"
#include "read/text.hpp"
#include "write/files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iostream>
#include <memory>

namespace event_codegen {

namespace {

/// All the names that a new event brings.
struct NewEvent {
  std::string feature;   ///< `user`
  std::string constant;  ///< `USER_SIGNED_UP`
  std::string name;      ///< `user/signed-up`
  std::string handler;   ///< `user-signed-up-handler`
};

std::optional<NewEvent> parseName(const std::string& text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos) return std::nullopt;
  NewEvent event{text.substr(0, slash), "", text, ""};
  for (const char character : text) {
    const bool isLetter = character >= 'a' && character <= 'z', isDigit = character >= '0' && character <= '9';
    event.constant += isLetter ? static_cast<char>(character - 'a' + 'A') : isDigit ? character : '_';
    event.handler += isLetter || isDigit ? character : '-';
  }
  event.handler += "-handler";
  const bool valid = isFeatureName(event.feature) && isConstantName(event.constant) && isKebabCase(event.handler) &&
                     std::all_of(text.begin(), text.end(), [](char character) {
                       return (character >= 'a' && character <= 'z') || (character >= '0' && character <= '9') ||
                              std::string_view("-_./").find(character) != std::string_view::npos;
                     });
  return valid ? std::optional(event) : std::nullopt;
}

const Feature* findFeature(Session& session, const NewEvent& event) {
  std::vector<std::string_view> names;
  for (const auto& feature : session.application.features) {
    if (feature->name == event.feature) return feature.get();
    names.push_back(feature->name);
  }
  const auto meant = didYouMean(event.feature, names);
  session.diagnostics.error(
      "unknown-feature", {},
      fmt::format("there is no feature {}; {}make it with `event_codegen new feature {}`", inBackticks(event.feature),
                  meant.empty() ? "" : fmt::format("did you mean {}? Else ", inBackticks(meant)), event.feature));
  return nullptr;
}

/// The text of a schema file with members added, each to its mapping; nothing, and an error, where that cannot be done.
std::optional<std::string> edited(const SourceFile& file, std::vector<std::pair<std::string, std::string>> members,
                                  Diagnostics& diagnostics) {
  std::string text(file.text());
  for (const auto& [mapping, member] : members) {
    const SourceFile current(file.path(), text);
    Diagnostics ignored;  // the file was read without complaint before
    auto next = addToMapping(current, readYaml(current, ignored), mapping, member);
    if (!next) {
      diagnostics.error(
          "cannot-edit", {&file},
          fmt::format("`{}` is written in a way that cannot be added to; write it as an indented block, or add "
                      "this to it yourself:\n{}",
                      mapping, member));
      return std::nullopt;
    }
    text = std::move(*next);
  }
  return text;
}

/// Replaces the user's files, all or none of them.
void replaceFiles(const std::vector<std::pair<const SourceFile*, std::string>>& files) {
  std::size_t done = 0;
  try {
    for (; done < files.size(); ++done) replaceFile(files[done].first->path(), files[done].second);
  } catch (...) {
    while (done-- > 0) replaceFile(files[done].first->path(), files[done].first->text());
    throw;
  }
}

int newEvent(Session& session, const std::string& argument, const std::string& wireName) {
  auto event = parseName(argument);
  if (!event) {
    session.diagnostics.error("event-name", {},
                              inBackticks(argument) +
                                  " is no FEATURE/ACTION: write small letters, digits and `-`, such as "
                                  "`user/signed-up`; --name gives the event another name");
    return EXIT_FINDINGS;
  }
  if (!wireName.empty()) event->name = wireName;
  if (!session.load()) return EXIT_FINDINGS;
  const auto* feature = findFeature(session, *event);
  if (feature == nullptr) return EXIT_FINDINGS;
  if (const auto* existing = session.application.findEvent(event->constant)) {
    session.diagnostics.error("duplicate-event", existing->constantSpan,
                              "there is an event " + inBackticks(event->constant) + " already");
    return EXIT_FINDINGS;
  }

  const auto& eventsFile = *session.application.eventsFile;
  const auto& typesFile = *feature->file;
  const auto events =
      edited(eventsFile, {{"events", fmt::format("{}: {}\n", event->constant, event->name)}}, session.diagnostics);
  const auto types = edited(typesFile,
                            {{"events", fmt::format("{}:\n  data:\n    id: string\n", event->constant)},
                             {"handlers", fmt::format("{}:\n  trigger: {}\n", event->handler, event->constant)}},
                            session.diagnostics);
  if (!events || !types) return EXIT_FINDINGS;

  // What comes out must be as good as what was there, before anything is written.
  Session next;
  next.options = session.options;
  next.sources.events = makeSource(eventsFile.path(), *events, next.diagnostics);
  for (const auto& file : session.sources.types) {
    next.sources.types.push_back(
        makeSource(file->path(), file.get() == &typesFile ? *types : std::string(file->text()), next.diagnostics));
  }
  if (next.buildApplication()) check(next.application, {session.options.handlersDirectory, false}, next.diagnostics);
  if (next.diagnostics.hasErrors() || next.application.findEvent(event->constant) == nullptr) {
    for (const auto& problem : next.diagnostics.list()) {
      if (problem.severity == Severity::error) session.diagnostics.error(problem.rule, {}, problem.message);
    }
    session.diagnostics.error("cannot-edit", {},
                              "the event was not added, and nothing was written: it would make the errors above");
    return EXIT_FINDINGS;
  }

  replaceFiles({{&eventsFile, *events}, {&typesFile, *types}});
  std::cout << eventsFile.path() << ": " << event->constant << " added\n"
            << typesFile.path() << ": its data and " << event->handler << " added\n";
  for (const auto& candidate : next.application.features) {
    for (const auto& handler : candidate->handlers) {
      if (handler->id != event->handler) continue;
      for (const auto& path : writeSkeletons(next.application, *handler, session.options.handlersDirectory)) {
        std::cout << path.string() << ": created\n";
      }
    }
  }
  return EXIT_FINE;
}

}  // namespace

void addNewEventCommand(CLI::App& parent, Session& session) {
  auto* command = parent.add_subcommand("event", "Add an event to both files, with a handler and its source");
  const auto argument = std::make_shared<std::string>();
  const auto name = std::make_shared<std::string>();
  command->add_option("event", *argument, "Such as `user/signed-up`")->type_name("FEATURE/ACTION")->required();
  command->add_option("--name", *name, "The name that travels, if it is another")->type_name("NAME");
  addInputOptions(*command, session);
  addHandlersDirectoryOption(*command, session);
  command->callback([&session, argument, name] {
    session.choose([&session, argument, name] { return newEvent(session, *argument, *name); });
  });
}

}  // namespace event_codegen
