#include "commands/session.hpp"
#include "model/constraints.hpp"
#include "model/explain_options.hpp"
#include "read/text.hpp"

#include <event_runtime/time.hpp>

#include <schedule/cron.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <utility>

namespace event_codegen {

namespace {

using event_runtime::Timestamp;
using event_runtime::schedule::CronSchedule;

enum class ListFormat { table, json };

/// A schema as one word of the schema language: `uuid[]?`.
std::string wordOf(const Schema& schema) {
  std::string word;
  switch (schema.kind) {
    case Schema::Kind::string:
      word = schema.string.format == StringFormat::none ? "string" : std::string(toString(schema.string.format));
      break;
    case Schema::Kind::integer:
      word = "integer";
      break;
    case Schema::Kind::number:
      word = "number";
      break;
    case Schema::Kind::boolean:
      word = "boolean";
      break;
    case Schema::Kind::timestamp:
      word = "timestamp";
      break;
    case Schema::Kind::any:
      word = "any";
      break;
    case Schema::Kind::null:
      word = "null";
      break;
    case Schema::Kind::tuple:
      for (const auto& item : schema.tuple.items) word += (word.empty() ? "[" : ", ") + wordOf(item);
      if (schema.tuple.rest == TupleRest::kept) word += ", " + wordOf(*schema.array.items) + "…";
      word += ']';
      break;
    case Schema::Kind::array:
      word = wordOf(*schema.array.items) + "[]";
      break;
    case Schema::Kind::map:
      word = "{string: " + wordOf(*schema.array.items) + "}";
      break;
    case Schema::Kind::reference:
      word = schema.reference->cppName;
      break;
  }
  return schema.nullable ? word + "?" : word;
}

std::vector<std::string> handlersOf(const Application& application, const Event& event) {
  std::vector<std::string> ids;
  for (const auto& feature : application.features) {
    for (const auto& handler : feature->handlers) {
      const bool takesIt = std::any_of(handler->triggers.begin(), handler->triggers.end(),
                                       [&](const Trigger& trigger) { return takesName(trigger.name, event.name); });
      if (takesIt) ids.push_back(handler->id);
    }
  }
  return ids;
}

/// A row whose cells have several lines each.
using Row = std::array<std::vector<std::string>, 4>;

/// Every handler that has options, with what they come to.
void printOptions(const Application& application) {
  bool isFirst = true;
  for (const auto& feature : application.features) {
    for (const auto& handler : feature->handlers) {
      const auto options = explainOptions(*handler);
      if (options.empty()) continue;
      if (std::exchange(isFirst, false)) std::cout << "\nOPTIONS OF HANDLERS\n";
      std::cout << handler->id << '\n';
      for (const auto& option : options) {
        std::cout << "  " << option.keyword << std::string(15 - option.keyword.size(), ' ') << printable(option.text)
                  << '\n';
      }
    }
  }
}

void printRows(const std::vector<Row>& rows) {
  std::array<std::size_t, 4> widths{};
  for (const auto& row : rows) {
    for (std::size_t column = 0; column < row.size(); ++column) {
      for (const auto& line : row[column]) widths[column] = std::max(widths[column], countCodePoints(line));
    }
  }
  for (const auto& row : rows) {
    std::size_t height = 1;
    for (const auto& cell : row) height = std::max(height, cell.size());
    for (std::size_t i = 0; i < height; ++i) {
      std::string line;
      for (std::size_t column = 0; column < row.size(); ++column) {
        const auto text = i < row[column].size() ? row[column][i] : std::string();
        line += text + std::string(widths[column] - countCodePoints(text) + 2, ' ');
      }
      std::cout << line.substr(0, line.find_last_not_of(' ') + 1) << '\n';
    }
  }
}

/// Calls `visit(handler, schedule)` for every schedule.
template <class Visit>
void forEachSchedule(const Application& application, Visit visit) {
  for (const auto& feature : application.features) {
    for (const auto& handler : feature->handlers) {
      for (const Trigger& trigger : handler->triggers) {
        if (trigger.cron) visit(*handler, *trigger.cron);
      }
    }
  }
}

/// The next times of a schedule.
std::vector<std::string> nextTimes(const CronTrigger& cron, Timestamp after) {
  constexpr std::size_t COUNT = 3;
  const auto schedule = std::get<CronSchedule>(CronSchedule::parse(cron.text));
  std::vector<std::string> times;
  auto time = schedule.next(after);
  for (; time && times.size() < COUNT; time = schedule.next(*time)) {
    times.push_back(event_runtime::formatTimestamp(*time).substr(0, 16) + 'Z');
  }
  return times;
}

std::string_view toString(CronTrigger::Missed missed) {
  using enum CronTrigger::Missed;
  return missed == all ? "all" : missed == once ? "once" : "skip";
}

void printTable(const Application& application, Timestamp now) {
  std::vector<Row> rows{{{{"EVENT"}, {"NAME"}, {"PAYLOAD"}, {"HANDLERS"}}}};
  for (const auto& event : application.events) {
    Row row{{{event->constant}, {event->name}, {}, handlersOf(application, *event)}};
    if (event->payload != nullptr) {
      for (const auto& property : event->payload->properties) {
        row[2].push_back(printable(property.wire) + (property.required ? ": " : "?: ") + wordOf(property.schema));
      }
    }
    rows.push_back(std::move(row));
  }
  printRows(rows);
  rows = {{{{"SCHEDULE"}, {"MISSED"}, {"NEXT"}, {"HANDLERS"}}}};
  forEachSchedule(application, [&](const Handler& handler, const CronTrigger& cron) {
    rows.push_back({{{cron.text}, {std::string(toString(cron.missed))}, nextTimes(cron, now), {handler.id}}});
  });
  if (rows.size() > 1) {
    std::cout << '\n';
    printRows(rows);
  }
  printOptions(application);
}

void printJson(const Application& application, Timestamp now) {
  using Json = nlohmann::ordered_json;
  Json events = Json::array();
  for (const auto& event : application.events) {
    Json payload = Json::array();
    if (event->payload != nullptr) {
      for (const auto& property : event->payload->properties) {
        Json entry{{"name", property.wire}, {"type", wordOf(property.schema)}, {"required", property.required}};
        if (property.initial) entry["default"] = Json::parse(property.initial->dump());
        payload.push_back(std::move(entry));
      }
    }
    events.push_back({{"constant", event->constant},
                      {"name", event->name},
                      {"feature", event->feature == nullptr ? "" : event->feature->name},
                      {"description", event->description},
                      {"owner", event->owner},
                      {"deprecated", event->deprecated},
                      {"version", event->version},
                      {"fingerprint", event->fingerprint},
                      {"payload", std::move(payload)},
                      {"handlers", handlersOf(application, *event)}});
  }
  Json handlers = Json::array();
  for (const auto& feature : application.features) {
    for (const auto& handler : feature->handlers) {
      Json triggers = Json::array(), emits = Json::array(), options = Json::array();
      for (const auto& trigger : handler->triggers)
        triggers.push_back(trigger.cron ? trigger.cron->text : trigger.name);
      for (const auto* event : handler->emits) emits.push_back(event->name);
      for (const auto& option : explainOptions(*handler)) {
        options.push_back({{"keyword", option.keyword}, {"explanation", option.text}});
      }
      handlers.push_back({{"id", handler->id},
                          {"feature", feature->name},
                          {"description", handler->description},
                          {"triggers", std::move(triggers)},
                          {"emits", std::move(emits)},
                          {"returns", handler->returns ? wordOf(*handler->returns) : "any"},
                          {"options", std::move(options)}});
    }
  }
  Json schedules = Json::array();
  forEachSchedule(application, [&](const Handler& handler, const CronTrigger& cron) {
    schedules.push_back({{"cron", cron.text},
                         {"jitter", event_runtime::formatDuration(cron.jitter.value_or(std::chrono::milliseconds(0)))},
                         {"missed", toString(cron.missed)},
                         {"next", nextTimes(cron, now)},
                         {"handler", handler.id}});
  });
  std::cout << Json{{"app", application.app},
                    {"events", std::move(events)},
                    {"handlers", std::move(handlers)},
                    {"schedules", std::move(schedules)}}
                   .dump(2)
            << '\n';
}

int list(Session& session, ListFormat format, const std::string& from) {
  if (!session.load()) return EXIT_FINDINGS;
  const Timestamp now = from.empty() ? std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now())
                                     : event_runtime::parseTimestamp(from);
  format == ListFormat::table ? printTable(session.application, now) : printJson(session.application, now);
  return EXIT_FINE;
}

}  // namespace

void addListCommand(CLI::App& app, Session& session) {
  auto* command =
      app.add_subcommand("list", "Print every event, what it carries, who handles it and how, and every schedule");
  const auto format = std::make_shared<ListFormat>(ListFormat::table);
  addChoice<ListFormat>(*command, "--format", *format, {{"table", ListFormat::table}, {"json", ListFormat::json}},
                        "How to print them");
  const auto from = std::make_shared<std::string>();
  command->add_option("--from", *from, "Show the next times of schedules after this one, such as 2026-11-21T09:30:00Z")
      ->check([](const std::string& text) {
        try {
          return event_runtime::parseTimestamp(text), std::string();
        } catch (const std::invalid_argument& error) {
          return std::string(error.what());
        }
      });
  addInputOptions(*command, session);
  command->callback(
      [&session, format, from] { session.choose([=, &session] { return list(session, *format, *from); }); });
}

}  // namespace event_codegen
