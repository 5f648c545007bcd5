#include "model/link.hpp"
#include "model/values.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <utility>

namespace event_codegen {
namespace {

std::size_t depthOf(const Schema& schema) noexcept {
  std::size_t depth = 1;
  for (const Schema* inner = schema.array.items.get(); inner != nullptr; inner = inner->array.items.get()) ++depth;
  return depth;
}

Schema copyOf(const Schema& schema) {
  Schema copy;
  copy.kind = schema.kind;
  copy.nullable = schema.nullable;
  copy.string = schema.string;
  copy.integer = schema.integer;
  copy.number = schema.number;
  copy.array.minItems = schema.array.minItems;
  copy.array.maxItems = schema.array.maxItems;
  if (schema.array.items) copy.array.items = std::make_unique<Schema>(copyOf(*schema.array.items));
  copy.reference = schema.reference;
  copy.description = schema.description;
  copy.sensitive = schema.sensitive;
  copy.span = schema.span;
  return copy;
}

class Resolver {
 public:
  Resolver(const TypeIndex& index, Diagnostics& diagnostics) : index_(index), diagnostics_(diagnostics) {}

  void resolveEntry(const FeatureDraft& draft, TypeEntry& entry) {
    if (entry.state != TypeEntry::State::untouched) return;
    entry.state = TypeEntry::State::underWay;
    chain_.push_back(&entry);
    for (const PendingReference& reference : entry.pending) {
      if (!resolve(draft, reference)) entry.broken = true;
    }
    chain_.pop_back();
    entry.state = TypeEntry::State::resolved;
  }

  /// False where the reference could not be resolved, which was reported.
  bool resolve(const FeatureDraft& draft, const PendingReference& reference) {
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
    const FeatureDraft* owner = reference.feature.empty() ? &draft : index_.findFeature(feature);
    resolveEntry(*owner, *entry);
    if (entry->broken) return false;
    apply(reference, *entry);
    return true;
  }

 private:
  void apply(const PendingReference& reference, const TypeEntry& entry) {
    Schema& use = *reference.schema;
    if (depthOf(entry.schema) > MAX_SCHEMA_DEPTH) {
      diagnostics_.error("too-deep", reference.span,
                         "more than " + std::to_string(MAX_SCHEMA_DEPTH) + " arrays and maps within each other");
      return;
    }
    const bool nullable = use.nullable, sensitive = use.sensitive;
    const Span span = use.span;
    std::string description = std::move(use.description);
    use = copyOf(entry.schema);
    use.nullable = use.nullable || nullable;
    use.sensitive = use.sensitive || sensitive;
    use.span = span;
    if (!description.empty()) use.description = std::move(description);
  }

  void reportUnknown(const FeatureDraft& draft, const PendingReference& reference) {
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

  void reportCycle(const PendingReference& reference, const TypeEntry& entry) {
    std::string path;
    bool within = false;
    for (const TypeEntry* step : chain_) {
      within = within || step == &entry;
      if (within) path += step->name + " → ";
    }
    diagnostics_.error("type-cycle", reference.span, "this type stands for itself: " + path + entry.name);
  }

  const TypeIndex& index_;
  Diagnostics& diagnostics_;
  std::vector<const TypeEntry*> chain_;
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

const FeatureDraft* TypeIndex::findFeature(std::string_view name) const {
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
  for (FeatureDraft& draft : drafts) {
    Resolver resolver(index, diagnostics);
    for (const auto& entry : draft.entries) resolver.resolveEntry(draft, *entry);
    for (const PendingReference& reference : draft.pending) resolver.resolve(draft, reference);
  }
}

}  // namespace event_codegen
