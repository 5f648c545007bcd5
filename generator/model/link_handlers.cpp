#include "model/event_names.hpp"
#include "model/link.hpp"
#include "model/values.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace event_codegen {
namespace {

constexpr std::string_view FUNCTION_FAILED = "inngest/function.failed";

class HandlerLinker {
 public:
  HandlerLinker(const Application& application, Diagnostics& diagnostics)
      : application_(application), diagnostics_(diagnostics) {
    for (const auto& event : application.events) byConstant_.emplace(event->constant, event.get());
  }

  void link(Handler& handler, const HandlerDraft& draft) {
    for (const EventMention& mention : draft.triggers) {
      if (mention.name == FUNCTION_FAILED) {
        handler.triggers.push_back({nullptr, mention.name, mention.span});
      } else if (const Event* event = find(mention, true)) {
        handler.triggers.push_back({event, {}, mention.span});
      }
    }
    for (const EventMention& mention : draft.emits) {
      if (const Event* event = find(mention, false)) {
        handler.emits.push_back(event);
        handler.emitSpans.push_back(mention.span);
      }
    }
  }

 private:
  const Event* find(const EventMention& mention, bool isTrigger) {
    const auto found = byConstant_.find(mention.name);
    if (found != byConstant_.end()) return found->second;
    if (mention.name.starts_with(RESERVED_PREFIX)) {
      diagnostics_.error("unsupported-trigger", mention.span,
                         isTrigger ? inBackticks(mention.name) +
                                         " is not supported by this version of event_codegen: of the runtime's own "
                                         "events, `inngest/function.failed` is"
                                   : "the runtime alone sends events that begin with `inngest/`");
      return nullptr;
    }
    if (isTrigger && mention.name.find('*') != std::string::npos) {
      diagnostics_.error(
          "unsupported-trigger", mention.span,
          "`*` in a trigger is not supported by this version of event_codegen: list the events under `triggers`");
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
