#include "model/event_names.hpp"
#include "model/link.hpp"
#include "model/names.hpp"
#include "model/values.hpp"
#include "read/text.hpp"

#include <function/option_limits.hpp>

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace event_codegen {
namespace {

constexpr std::string_view FUNCTION_FAILED = "inngest/function.failed";
constexpr std::string_view SCHEDULED_TIMER = "inngest/scheduled.timer";

class HandlerLinker {
 public:
  HandlerLinker(const Application& application, Diagnostics& diagnostics)
      : application_(application), diagnostics_(diagnostics) {
    for (const auto& event : application.events) byConstant_.emplace(event->constant, event.get());
  }

  void link(Handler& handler, const HandlerDraft& draft) {
    for (const TriggerDraft& trigger : draft.triggers) addTrigger(handler, trigger);
    for (const EventMention& mention : draft.emits) {
      if (const Event* event = find(mention, Mentioned::asEmitted)) {
        handler.emits.push_back(event);
        handler.emitSpans.push_back(mention.span);
      }
    }
    std::vector<CancelOn> cancelOn;
    for (std::size_t index = 0; index < draft.cancelEvents.size(); ++index) {
      CancelOn& cancel = handler.options.cancelOn[index];
      cancel.event = find(draft.cancelEvents[index], Mentioned::asCancelling);
      if (cancel.event != nullptr) cancelOn.push_back(std::move(cancel));
    }
    handler.options.cancelOn = std::move(cancelOn);
  }

 private:
  enum class Mentioned { asTrigger, asEmitted, asCancelling };

  void addTrigger(Handler& handler, const TriggerDraft& draft) {
    using enum Trigger::Kind;
    const EventMention& mention = draft.event;
    if (draft.cron) {
      handler.triggers.push_back({cron, nullptr, std::string(SCHEDULED_TIMER), {}, mention.span, draft.cron});
    } else if (mention.name == FUNCTION_FAILED) {
      handler.triggers.push_back({failure, nullptr, mention.name, draft.condition, mention.span, std::nullopt});
    } else if (isPattern(mention)) {
      if (checkPattern(mention))
        handler.triggers.push_back({pattern, nullptr, mention.name, draft.condition, mention.span, std::nullopt});
    } else if (const Event* found = find(mention, Mentioned::asTrigger)) {
      handler.triggers.push_back({event, found, found->name, draft.condition, mention.span, std::nullopt});
    }
  }

  static bool isPattern(const EventMention& mention) {
    return mention.name.find('*') != std::string::npos && !mention.name.starts_with(RESERVED_PREFIX);
  }

  /// Whether it is a pattern that some event of the application has.
  bool checkPattern(const EventMention& mention) {
    if (!event_runtime::function::isNameOrPattern(mention.name)) {
      diagnostics_.error(
          "invalid-event-name", mention.span,
          inBackticks(mention.name) +
              " is no pattern of names: it has one `*`, at its end, after `/` or `.`, such as `order/*`");
      return false;
    }
    const auto& events = application_.events;
    if (std::any_of(events.begin(), events.end(),
                    [&](const auto& event) { return takesName(mention.name, event->name); })) {
      return true;
    }
    diagnostics_.error("unknown-event", mention.span,
                       "no event in events.yaml has a name that " + inBackticks(mention.name) + " takes");
    return false;
  }

  const Event* find(const EventMention& mention, Mentioned how) {
    const auto found = byConstant_.find(mention.name);
    if (found != byConstant_.end()) return found->second;
    if (how == Mentioned::asTrigger && mention.name == SCHEDULED_TIMER) {
      diagnostics_.error("unsupported-trigger", mention.span,
                         "schedules send " + inBackticks(mention.name) +
                             " to their own handlers: write a schedule, such as `{ cron: 0 9 * * 1-5 }`");
      return nullptr;
    }
    if (mention.name.starts_with(RESERVED_PREFIX)) {
      const std::string unsupported =
          inBackticks(mention.name) + " is not supported by this version of event_codegen: ";
      diagnostics_.error(
          "unsupported-trigger", mention.span,
          how == Mentioned::asTrigger   ? unsupported + "of the runtime's own events, `inngest/function.failed` is"
          : how == Mentioned::asEmitted ? "the runtime alone sends events that begin with `inngest/`"
                                        : unsupported + "events of the application cancel, and `timeouts`");
      return nullptr;
    }
    reportUnknown(mention);
    return nullptr;
  }

  void reportUnknown(const EventMention& mention) {
    // Whoever wrote the event's name finds its constant.
    for (const auto& event : application_.events) {
      if (event->name != mention.name || event->name.empty()) continue;
      diagnostics_.error(
          "unknown-event", mention.span,
          inBackticks(mention.name) + " is the name of an event: write its constant, " + inBackticks(event->constant));
      return;
    }
    std::vector<std::string_view> constants;
    for (const auto& event : application_.events) constants.push_back(event->constant);
    const std::string meant = suggestion(mention.name, constants);
    diagnostics_.error("unknown-event", mention.span,
                       "there is no event " + inBackticks(mention.name) + " in events.yaml" +
                           (meant.empty() ? ": add it there" : meant));
  }

  const Application& application_;
  Diagnostics& diagnostics_;
  std::unordered_map<std::string_view, const Event*> byConstant_;
};

}  // namespace

std::string failureHandlerName(const Handler& handler) { return handler.cppName + "OnFailure"; }

std::string failureHandlerFile(const Handler& handler) { return snakeCase(handler.id) + "_on_failure.cpp"; }

bool takesName(std::string_view trigger, std::string_view name) noexcept {
  if (!trigger.ends_with('*')) return trigger == name;
  trigger.remove_suffix(1);
  return name.size() > trigger.size() && name.starts_with(trigger);
}

void linkHandlers(Application& application, std::vector<FeatureDraft>& drafts, Diagnostics& diagnostics) {
  HandlerLinker linker(application, diagnostics);
  std::unordered_map<const SourceFile*, Feature*> byFile;
  for (const auto& feature : application.features) byFile.emplace(feature->file, feature.get());
  for (FeatureDraft& draft : drafts) {
    const auto found = byFile.find(draft.file);
    if (found == byFile.end()) continue;
    Feature& feature = *found->second;
    for (HandlerDraft& handlerDraft : draft.handlers) {
      linker.link(*handlerDraft.handler, handlerDraft);
      Handler& handler = *feature.handlers.emplace_back(std::move(handlerDraft.handler));
      handler.feature = &feature;
      for (const Trigger& trigger : handler.triggers) {
        if (trigger.event != nullptr && trigger.event->feature != nullptr && trigger.event->feature != &feature) {
          feature.triggersOf.push_back(trigger.event->feature);
        }
      }
    }
    auto& others = feature.triggersOf;
    std::sort(others.begin(), others.end(), [](const Feature* a, const Feature* b) { return a->name < b->name; });
    others.erase(std::unique(others.begin(), others.end()), others.end());
  }
}

}  // namespace event_codegen
