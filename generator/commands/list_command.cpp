#include "commands/session.hpp"
#include "model/constraints.hpp"
#include "read/text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <iostream>
#include <memory>

namespace event_codegen {

namespace {

enum class ListFormat { table, json };

/// A schema as one word of the schema language: `uuid[]?`.
std::string wordOf(const Schema& schema) {
  std::string word;
  switch (schema.kind) {
    case Schema::Kind::string:
      word = schema.string.format == StringFormat::none ? "string" : nameOf(schema.string.format);
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
                                       [&](const Trigger& trigger) { return trigger.event == &event; });
      if (takesIt) ids.push_back(handler->id);
    }
  }
  return ids;
}

/// A row whose cells have several lines each.
using Row = std::array<std::vector<std::string>, 4>;

void printTable(const Application& application) {
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

void printJson(const Application& application) {
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
  std::cout << Json{{"app", application.app}, {"events", std::move(events)}}.dump(2) << '\n';
}

int list(Session& session, ListFormat format) {
  if (!session.load()) return EXIT_FINDINGS;
  format == ListFormat::table ? printTable(session.application) : printJson(session.application);
  return EXIT_FINE;
}

}  // namespace

void addListCommand(CLI::App& app, Session& session) {
  auto* command = app.add_subcommand("list", "Print every event, what it carries and who handles it");
  const auto format = std::make_shared<ListFormat>(ListFormat::table);
  addChoice<ListFormat>(*command, "--format", *format, {{"table", ListFormat::table}, {"json", ListFormat::json}},
                        "How to print them");
  addInputOptions(*command, session);
  command->callback([&session, format] { session.choose([&session, format] { return list(session, *format); }); });
}

}  // namespace event_codegen
