#include "model/application.hpp"
#include "model/constraints.hpp"
#include "model/draft.hpp"
#include "model/expression_check.hpp"
#include "model/link.hpp"
#include "model/parallel.hpp"
#include "model/values.hpp"
#include "read/file.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <filesystem>
#include <unordered_map>
#include <utility>

namespace event_codegen {
namespace {

std::vector<FeatureDraft> readDrafts(const Sources& sources) {
  std::vector<FeatureDraft> drafts(sources.types.size());
  forEachInParallel(
      sources.types.size(), [] { return PatternCache(); },
      [&](std::size_t index, PatternCache& patterns) {
        drafts[index] = readTypesFile(*sources.types[index], patterns);
      });
  return drafts;
}

/// Gives every feature its types and, by name, its place among the others.
void addFeatures(Application& application, std::vector<FeatureDraft>& drafts, Diagnostics& diagnostics) {
  std::unordered_map<std::string_view, const FeatureDraft*> byName;
  for (FeatureDraft& draft : drafts) {
    const auto [first, isNew] = byName.emplace(draft.name, &draft);
    if (!isNew) {
      diagnostics
          .error("duplicate-feature", draft.span,
                 "there is another feature " + inBackticks(draft.name) + ": give this one a `feature:` of its own")
          .notes.push_back({first->second->span, "the other is here"});
      continue;
    }
    auto feature = std::make_unique<Feature>();
    feature->name = draft.name;
    feature->file = draft.file;
    feature->span = draft.span;
    feature->directory = std::filesystem::path(draft.file->path()).parent_path().string();
    feature->types = std::move(draft.types);
    application.features.push_back(std::move(feature));
  }
  std::sort(application.features.begin(), application.features.end(),
            [](const auto& a, const auto& b) { return a->name < b->name; });
}

/// Joins the names in events.yaml and the schemas in the features' files. True if there were two schemas for one name.
bool joinEvents(Application& application, std::vector<FeatureDraft>& drafts, Diagnostics& diagnostics) {
  bool twice = false;
  std::unordered_map<std::string_view, Event*> byConstant;
  for (const auto& event : application.events) byConstant.emplace(event->constant, event.get());
  std::unordered_map<const SourceFile*, Feature*> byFile;
  for (const auto& feature : application.features) byFile.emplace(feature->file, feature.get());
  for (FeatureDraft& draft : drafts) {
    const auto found = byFile.find(draft.file);
    if (found == byFile.end()) continue;
    Feature& feature = *found->second;
    for (EventDraft& declared : draft.events) {
      const auto entry = byConstant.find(declared.constant);
      if (entry == byConstant.end()) {
        std::vector<std::string_view> constants;
        for (const auto& event : application.events) constants.push_back(event->constant);
        const std::string meant = suggestion(declared.constant, constants);
        diagnostics.error("schema-without-event", declared.span,
                          inBackticks(declared.constant) + " is not in events.yaml" +
                              (meant.empty() ? ": add it there, with its name" : meant));
        continue;
      }
      Event& event = *entry->second;
      if (event.feature != nullptr) {
        diagnostics
            .error("duplicate-schema", declared.span,
                   inBackticks(declared.constant) + " has a schema already: remove one")
            .notes.push_back({event.schemaSpan, "the other is here"});
        twice = true;
        continue;
      }
      event.feature = &feature;
      event.schemaSpan = declared.span;
      event.version = std::move(declared.version);
      if (!declared.description.empty()) event.description = std::move(declared.description);
      if (declared.payload == nullptr) continue;  // was reported
      event.payload = declared.payload;
      declared.payload->description = event.description;
      feature.events.push_back(&event);
    }
  }
  return twice;
}

/// What needs all files together. Goes as far as it can, so that one error does not hide others.
void link(Application& application, std::vector<FeatureDraft>& drafts, Diagnostics& diagnostics) {
  const TypeIndex index(drafts);
  resolveReferences(drafts, index, diagnostics);
  addFeatures(application, drafts, diagnostics);
  const bool twice = joinEvents(application, drafts, diagnostics);
  dropUnusedTypes(application, drafts);
  completeTypes(application, diagnostics);
  linkHandlers(application, drafts, diagnostics);
  if (!twice) checkNames(application, diagnostics);
  orderTypes(application, drafts, diagnostics);
  if (!diagnostics.hasErrors()) checkValues(application, drafts, diagnostics);
  for (const auto& feature : application.features) {
    for (const auto& handler : feature->handlers) checkHandlerExpressions(*handler, diagnostics);
  }
  for (const auto& event : application.events) checkRules(*event, diagnostics);
  if (diagnostics.hasErrors()) return;
  renameHidingMembers(application);
  computeFingerprints(application);
}

}  // namespace

const Event* Application::findEvent(std::string_view constant) const noexcept {
  for (const auto& event : events) {
    if (event->constant == constant) return event.get();
  }
  return nullptr;
}

Sources readSources(const std::string& eventsPath, const std::vector<std::string>& typesPaths,
                    Diagnostics& diagnostics) {
  Sources sources;
  sources.events = readFile(eventsPath, diagnostics);
  sources.types.reserve(typesPaths.size());
  for (const std::string& path : typesPaths) sources.types.push_back(readFile(path, diagnostics));
  return sources;
}

Application buildModel(const Sources& sources, Diagnostics& diagnostics) {
  Application application;
  application.eventsFile = sources.events.get();
  EventsDraft events = readEventsFile(*sources.events);
  std::vector<FeatureDraft> drafts = readDrafts(sources);

  application.readable = events.readable;
  diagnostics.append(std::move(events.diagnostics));
  for (FeatureDraft& draft : drafts) {
    application.readable = application.readable && draft.readable;
    diagnostics.append(std::move(draft.diagnostics));
  }
  application.app = std::move(events.app);
  application.cppNamespace = std::move(events.cppNamespace);
  application.events = std::move(events.events);
  application.reserved = std::move(events.reserved);
  application.severities = std::move(events.severities);
  // What one file lacks would be complained about in others.
  if (application.readable) link(application, drafts, diagnostics);
  return application;
}

}  // namespace event_codegen
