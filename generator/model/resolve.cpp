#include "model/link.hpp"
#include "model/merge.hpp"
#include "model/schema_tools.hpp"
#include "model/values.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <utility>

namespace event_codegen {
namespace {

class Resolver {
 public:
  Resolver(const TypeIndex& index, Diagnostics& diagnostics)
      : index_(index), diagnostics_(diagnostics), merger_(diagnostics) {}

  void resolveEntry(FeatureDraft& draft, TypeEntry& entry) {
    if (entry.state != TypeEntry::State::untouched) return;
    entry.state = TypeEntry::State::underWay;
    chain_.push_back(&entry);
    if (!resolveAll(draft, entry.pending)) entry.broken = true;
    chain_.pop_back();
    entry.depth = depthOf(entry.schema);
    entry.size = sizeOf(entry.schema);
    entry.state = TypeEntry::State::resolved;
  }

  void mergeObjects() { merger_.mergeObjects(); }

  /// False where something could not be resolved, which was reported.
  bool resolveAll(FeatureDraft& draft, std::vector<PendingSchema>& pending) {
    bool fine = true;
    for (PendingSchema& one : pending) fine = resolve(draft, one) && fine;
    return fine;
  }

 private:
  bool resolve(FeatureDraft& draft, PendingSchema& pending) {
    if (!resolveAll(draft, pending.first)) return false;
    switch (pending.kind) {
      case PendingSchema::Kind::reference:
        return resolveReference(draft, pending);
      case PendingSchema::Kind::variant:
        return completeUnion(pending);
      case PendingSchema::Kind::merge:
        return merger_.merge(draft, pending);
    }
    return false;
  }

  bool resolveReference(FeatureDraft& draft, const PendingSchema& reference) {
    const std::string& feature = reference.feature.empty() ? draft.name : reference.feature;
    TypeEntry* entry = index_.findType(feature, reference.name);
    if (entry == nullptr) {
      reportUnknown(draft, reference);
      return false;
    }
    if (entry->state == TypeEntry::State::underWay) {
      reportCycle(reference, *entry);
      return false;
    }
    if (chain_.size() > MAX_SCHEMA_DEPTH) {
      diagnostics_.error("too-deep", reference.span,
                         "more than " + std::to_string(MAX_SCHEMA_DEPTH) + " types stand for each other here");
      return false;
    }
    FeatureDraft* owner = reference.feature.empty() ? &draft : index_.findFeature(feature);
    if (owner != &draft) draft.named.insert(owner->name);
    resolveEntry(*owner, *entry);
    return !entry->broken && apply(reference, *entry);
  }

  /// Puts what a name means in its place.
  bool apply(const PendingSchema& reference, TypeEntry& entry) {
    Schema& use = *reference.schema;
    if (entry.depth > MAX_SCHEMA_DEPTH) {
      diagnostics_.error("too-deep", reference.span,
                         "more than " + std::to_string(MAX_SCHEMA_DEPTH) + " arrays and maps within each other");
      return false;
    }
    if (entry.size > MAX_SCHEMA_SIZE || (entry.size > 1 && (copied_ += entry.size) > MAX_COPIED_SCHEMAS)) {
      diagnostics_.error("too-large", reference.span,
                         inBackticks(entry.name) + " stands for " + std::to_string(entry.size) +
                             " schemas wherever it is used, which is too much: make a part of it an object");
      entry.broken = true;  // once is enough
      return false;
    }
    const bool nullable = use.nullable, sensitive = use.sensitive;
    const Span span = use.span;
    std::string description = std::move(use.description);
    use = copyOf(entry.schema);
    const bool takesNull = use.kind == Schema::Kind::any || use.kind == Schema::Kind::null;
    use.nullable = !takesNull && (use.nullable || nullable);
    use.sensitive = use.sensitive || sensitive;
    use.span = span;
    if (!description.empty()) use.description = std::move(description);
    return true;
  }

  /// Null among the alternatives, by whatever name, belongs to the use of the union.
  bool completeUnion(const PendingSchema& pending) {
    const Alternative* null = nullptr;
    for (Alternative& alternative : pending.variant->alternatives) {
      if (!std::exchange(alternative.schema.nullable, false)) continue;
      const bool twice = pending.schema->nullable && pending.variant->match != NamedType::Match::first;
      pending.schema->nullable = true;
      if (twice) {
        Diagnostic& diagnostic = diagnostics_.error(
            "contradictory-types", alternative.span,
            "null would be of two alternatives, and `oneOf` takes what is of exactly one: write `anyOf`");
        if (null != nullptr) diagnostic.notes.push_back({null->span, "the other is here"});
        return false;
      }
      null = &alternative;
    }
    return true;
  }

  void reportUnknown(const FeatureDraft& draft, const PendingSchema& reference) {
    std::string message;
    const bool qualified = !reference.feature.empty();
    const FeatureDraft* feature = qualified ? index_.findFeature(reference.feature) : &draft;
    if (feature == nullptr) {
      message = "there is no feature " + inBackticks(reference.feature) +
                suggestion(reference.feature, index_.featureNames());
    } else {
      std::vector<std::string_view> names;
      for (const auto& entry : feature->entries) names.push_back(entry->name);
      message = "there is no type " + inBackticks(reference.name) +
                (qualified ? " in the feature " + inBackticks(reference.feature) : "") +
                suggestion(reference.name, names);
      if (!qualified) message += ownersOf(reference.name);
    }
    diagnostics_.error("unknown-reference", reference.span, std::move(message));
  }

  /// Another feature may have the type that is not in this one.
  std::string ownersOf(std::string_view name) const {
    std::vector<std::string_view> features = index_.featureNames();
    std::sort(features.begin(), features.end());
    for (const std::string_view feature : features) {
      if (index_.findType(feature, name) != nullptr)
        return "; the feature " + inBackticks(feature) + " has one: write " +
               inBackticks(std::string(feature) + "." + std::string(name));
    }
    return {};
  }

  void reportCycle(const PendingSchema& reference, const TypeEntry& entry) {
    std::string path;
    bool within = false;
    for (const TypeEntry* step : chain_) {
      within = within || step == &entry;
      if (within) path += step->name + " → ";
    }
    diagnostics_.error("type-cycle", reference.span,
                       "this type stands for itself: " + path + entry.name +
                           "; one that holds itself is an object, or a union with an array of itself");
  }

  const TypeIndex& index_;
  Diagnostics& diagnostics_;
  Merger merger_;
  std::vector<const TypeEntry*> chain_;
  std::size_t copied_ = 0;  ///< schemas beyond the first of each use
};

}  // namespace

TypeIndex::TypeIndex(std::vector<FeatureDraft>& drafts) {
  features_.reserve(drafts.size());
  for (FeatureDraft& draft : drafts) {
    Names& names = features_[draft.name];
    if (names.draft != nullptr) continue;  // reported as a second feature of this name
    names.draft = &draft;
    for (const auto& entry : draft.entries) names.types.emplace(entry->name, entry.get());
  }
}

FeatureDraft* TypeIndex::findFeature(std::string_view name) const {
  const auto found = features_.find(name);
  return found == features_.end() ? nullptr : found->second.draft;
}

TypeEntry* TypeIndex::findType(std::string_view feature, std::string_view name) const {
  const auto found = features_.find(feature);
  if (found == features_.end()) return nullptr;
  const auto type = found->second.types.find(name);
  return type == found->second.types.end() ? nullptr : type->second;
}

std::vector<std::string_view> TypeIndex::featureNames() const {
  std::vector<std::string_view> names;
  names.reserve(features_.size());
  for (const auto& feature : features_) names.push_back(feature.first);
  return names;
}

void resolveReferences(std::vector<FeatureDraft>& drafts, const TypeIndex& index, Diagnostics& diagnostics) {
  Resolver resolver(index, diagnostics);
  for (FeatureDraft& draft : drafts) {
    for (const auto& entry : draft.entries) resolver.resolveEntry(draft, *entry);
  }
  for (FeatureDraft& draft : drafts) resolver.resolveAll(draft, draft.pending);
  resolver.mergeObjects();
}

}  // namespace event_codegen
