#include "render/cpp_text.hpp"
#include "render/cpp_types.hpp"
#include "render/handler_options.hpp"
#include "render/render.hpp"
#include "render/templates.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace event_codegen {

namespace {

/// Around code that names every event, deprecated ones too.
constexpr std::string_view ALLOW_DEPRECATED =
    "// Deprecated events are events still; the warning is for those who write code.\n"
    "#pragma GCC diagnostic ignored \"-Wdeprecated-declarations\"\n\n";

TemplateData fileData(const Application& application) {
  return templateObject({{"source", sourceName(application, application.eventsFile)},
                         {"namespace", application.cppNamespace},
                         {"app", commentText(application.app)}});
}

bool hasDeprecatedEvents(const Application& application) {
  return std::any_of(application.events.begin(), application.events.end(),
                     [](const auto& event) { return !event->deprecated.empty(); });
}

std::string renderEvents(const Application& application) {
  auto events = templateList();
  for (const auto& event : application.events) {
    const bool isFirst = event == application.events.front();
    events << templateObject({
        {"base", event->payload->cppName},
        {"payload", event->payload->cppName},
        {"constant", event->constant},
        {"name", commentText(event->name)},
        {"initialiser", fmt::format("{{{{{}, {}}}}}", viewLiteral(event->name), viewLiteral(event->version))},
        {"deprecated",
         event->deprecated.empty() ? "" : fmt::format("  [[deprecated({})]]\n", quoted(event->deprecated))},
        {"separator", isFirst ? "" : "\n"},
    });
  }
  auto data = fileData(application);
  data["hasEvents"] = TemplateData(!application.events.empty());
  data["events"] = std::move(events);
  return renderTemplate("events.hpp", data);
}

std::string renderEventTable(const Application& application) {
  auto events = templateList();
  for (const auto& event : application.events) {
    events << templateObject({{"constant", viewLiteral(event->constant)},
                              {"name", viewLiteral(event->name)},
                              {"feature", viewLiteral(event->feature->name)},
                              {"description", viewLiteral(event->description)},
                              {"owner", viewLiteral(event->owner)},
                              {"deprecated", viewLiteral(event->deprecated)},
                              {"version", viewLiteral(event->version)},
                              {"fingerprint", viewLiteral(event->fingerprint)}});
  }
  auto data = fileData(application);
  data["count"] = TemplateData(std::to_string(application.events.size()));
  data["open"] = TemplateData(application.events.empty() ? "{" : "{{");
  data["close"] = TemplateData(application.events.empty() ? "}" : "}}");
  data["events"] = std::move(events);
  return renderTemplate("event_table.hpp", data);
}

std::string renderClientHeader(const Application& application) {
  std::vector<std::string> includes{"events.hpp"};
  for (const auto& feature : application.features) {
    if (!feature->events.empty()) includes.push_back(feature->name + "/types.hpp");
  }
  auto data = fileData(application);
  data["includes"] = templateList(includes);
  return renderTemplate("client.hpp", data);
}

std::string renderClientSource(const Application& application) {
  auto events = templateList();
  for (const auto& event : application.events) {
    events << templateObject(
        {{"base", event->payload->cppName}, {"payload", event->payload->cppName}, {"constant", event->constant}});
  }
  auto data = fileData(application);
  data["events"] = std::move(events);
  data["pragmas"] = TemplateData(hasDeprecatedEvents(application) ? std::string(ALLOW_DEPRECATED) : "");
  return renderTemplate("client.cpp", data);
}

std::string renderHandlersHeader(const Application& application) {
  auto data = fileData(application);
  data["appLiteral"] = TemplateData(viewLiteral(application.app));
  return renderTemplate("handlers.hpp", data);
}

std::string renderHandlersSource(const Application& application) {
  std::set<std::string> runtime{"<event_runtime/json.hpp>"};
  std::set<std::string> standard;
  std::vector<std::string> includes{"events.hpp"};
  bool usesDeprecated = false;
  auto handlers = templateList();
  for (const auto& feature : application.features) {
    if (!feature->handlers.empty()) includes.push_back(feature->name + "/handlers.hpp");
    for (const auto& handler : feature->handlers) {
      for (const auto& trigger : handler->triggers) {
        if (trigger.kind == Trigger::Kind::failure) runtime.insert("<event_runtime/lifecycle_events.hpp>");
        if (trigger.cron) runtime.insert("<event_runtime/cron.hpp>");
        if (trigger.event && !trigger.event->deprecated.empty()) usesDeprecated = true;
      }
      if (isResultChecked(*handler)) runtime.insert("<event_runtime/checked_result.hpp>");
      if (handler->triggers.size() > 1) standard.insert("<tuple>");
      if (hasDurations(*handler)) standard.insert("<chrono>");
      handlers << templateObject({{"tags", tagExpression(*handler)},
                                  {"id", stringInitializer(handler->id)},
                                  {"options", optionsExpression(*handler)},
                                  {"function", functionExpression(*handler)}});
    }
  }
  auto data = fileData(application);
  data["hasDurations"] = TemplateData(standard.contains("<chrono>"));
  const bool hasHandlers = !handlers.is_empty_list();
  data["hasHandlers"] = TemplateData(hasHandlers);
  data["handlers"] = std::move(handlers);
  data["includes"] = templateList(includes);
  data["systemIncludes"] = TemplateData(includeLines({runtime, standard}));
  data["pragmas"] = TemplateData(usesDeprecated ? std::string(ALLOW_DEPRECATED) : "");
  return renderTemplate("handlers.cpp", data);
}

}  // namespace

std::vector<std::string> applicationFiles() {
  return {"client.cpp", "client.hpp", "event_table.hpp", "events.hpp", "handlers.cpp", "handlers.hpp"};
}

RenderedFiles Renderer::renderApplication() const {
  RenderedFiles files;
  files["events.hpp"] = renderEvents(application_);
  files["event_table.hpp"] = renderEventTable(application_);
  files["client.hpp"] = renderClientHeader(application_);
  files["client.cpp"] = renderClientSource(application_);
  files["handlers.hpp"] = renderHandlersHeader(application_);
  files["handlers.cpp"] = renderHandlersSource(application_);
  return files;
}

}  // namespace event_codegen
