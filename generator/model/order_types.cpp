#include "model/components.hpp"
#include "model/link.hpp"
#include "model/recursion.hpp"
#include "model/schema_tools.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace event_codegen {
namespace {

/// The features whose types use each other in a circle, or one alone: their types are declared together.
class TypeGroup {
 public:
  TypeGroup(std::vector<Feature*> features, Diagnostics& diagnostics)
      : features_(std::move(features)), diagnostics_(diagnostics) {
    for (Feature* feature : features_) {
      for (const auto& type : feature->types) {
        indexes_.emplace(type.get(), types_.size());
        types_.push_back(type.get());
      }
    }
  }

  void order() {
    boxMembers();
    Edges edges(types_.size());
    for (std::size_t index = 0; index < types_.size(); ++index) {
      forEachReference(index, [&](const Schema&, Holding, std::size_t used) { edges[index].push_back(used); });
    }
    std::vector<std::size_t> ordered;
    for (const auto& component : stronglyConnected(edges)) orderComponent(component, ordered);
    place_.resize(types_.size());
    for (std::size_t place = 0; place < ordered.size(); ++place) place_[ordered[place]] = place;
    for (std::size_t index = 0; index < types_.size(); ++index) {
      forEachReference(index, [&](const Schema&, Holding, std::size_t used) {
        if (place_[used] >= place_[index]) types_[used]->forwardDeclared = true;
      });
    }
    checkDepth(ordered);
    hand(ordered);
  }

 private:
  /// Calls `each(schema, holding, index)` for every mention of a type of this group.
  template <class Function>
  void forEachReference(std::size_t index, const Function& each) {
    forEachSchemaOf(*types_[index], [&](Schema& schema, Holding holding) {
      if (schema.kind != Schema::Kind::reference) return;
      const auto used = indexes_.find(schema.reference);
      if (used != indexes_.end()) each(schema, holding, used->second);
    });
  }

  /// What would make a type as large as itself and something more gets a box.
  void boxMembers() {
    Edges edges(types_.size());
    for (std::size_t index = 0; index < types_.size(); ++index) {
      forEachReference(index, [&](const Schema&, Holding holding, std::size_t used) {
        if (holding == Holding::inside) edges[index].push_back(used);
      });
    }
    std::vector<std::size_t> component(types_.size());
    std::size_t number = 0;
    for (const auto& members : stronglyConnected(edges)) {
      for (const std::size_t member : members) component[member] = number;
      ++number;
    }
    for (std::size_t index = 0; index < types_.size(); ++index) {
      forEachReference(index, [&](Schema& schema, Holding holding, std::size_t used) {
        if (holding == Holding::inside) schema.boxed = component[used] == component[index];
      });
    }
  }

  /// Types that lead to each other, each after those that it holds without a box.
  void orderComponent(const std::vector<std::size_t>& component, std::vector<std::size_t>& ordered) {
    if (component.size() == 1) {
      ordered.push_back(component.front());
      NamedType* const type = types_[component.front()];
      type->recursive = leadsToItself(component.front());
      if (type->recursive) checkFiniteValues({type}, diagnostics_);
      return;
    }
    std::unordered_map<std::size_t, std::size_t> members;
    std::vector<const NamedType*> types;
    for (const std::size_t index : component) {
      members.emplace(index, members.size());
      types.push_back(types_[index]);
      types_[index]->recursive = true;
    }
    Edges edges(component.size());
    for (std::size_t at = 0; at < component.size(); ++at) {
      forEachReference(component[at], [&](const Schema& schema, Holding holding, std::size_t used) {
        const auto member = members.find(used);
        if (holding == Holding::inside && !schema.boxed && member != members.end()) edges[at].push_back(member->second);
      });
    }
    for (const auto& single : stronglyConnected(edges)) ordered.push_back(component[single.front()]);
    checkFiniteValues(types, diagnostics_);
  }

  bool leadsToItself(std::size_t index) {
    bool found = false;
    forEachReference(index, [&](const Schema&, Holding, std::size_t used) { found = found || used == index; });
    return found;
  }

  void checkDepth(const std::vector<std::size_t>& ordered) {
    std::vector<std::size_t> depth(types_.size(), 1);
    for (const std::size_t index : ordered) {
      forEachReference(index, [&](const Schema& schema, Holding, std::size_t used) {
        if (place_[used] >= place_[index]) return;
        if (depth[used] == MAX_TYPE_DEPTH && depth[index] <= MAX_TYPE_DEPTH) {
          diagnostics_.error("too-deep", schema.span,
                             "more than " + std::to_string(MAX_TYPE_DEPTH) + " types are members of each other here");
        }
        depth[index] = std::max(depth[index], depth[used] + 1);
      });
    }
  }

  void hand(const std::vector<std::size_t>& ordered) {
    std::unordered_map<const NamedType*, std::unique_ptr<NamedType>> owned;
    std::unordered_map<std::string_view, Feature*> byName;
    for (Feature* feature : features_) {
      byName.emplace(feature->name, feature);
      feature->typesHome = features_.front();
      for (auto& type : feature->types) {
        const NamedType* key = type.get();
        owned.emplace(key, std::move(type));
      }
      feature->types.clear();
    }
    for (const std::size_t index : ordered) {
      NamedType* type = types_[index];
      features_.front()->declares.push_back(type);
      byName.at(type->feature)->types.push_back(std::move(owned.at(type)));
    }
  }

  std::vector<Feature*> features_;
  Diagnostics& diagnostics_;
  std::vector<NamedType*> types_;
  std::unordered_map<const NamedType*, std::size_t> indexes_;
  std::vector<std::size_t> place_;  ///< of each type in the order
};

void sortByName(std::vector<const Feature*>& features) {
  std::sort(features.begin(), features.end(), [](const Feature* a, const Feature* b) { return a->name < b->name; });
  features.erase(std::unique(features.begin(), features.end()), features.end());
}

}  // namespace

void orderTypes(Application& application, const std::vector<FeatureDraft>& drafts, Diagnostics& diagnostics) {
  std::unordered_map<std::string_view, std::size_t> byName;
  for (const auto& feature : application.features) byName.emplace(feature->name, byName.size());

  // Whose types each feature mentions: those that its own types have for members.
  Edges edges(application.features.size());
  for (std::size_t index = 0; index < edges.size(); ++index) {
    Feature& feature = *application.features[index];
    for (const auto& type : feature.types) {
      forEachSchemaOf(*type, [&](const Schema& schema, Holding) {
        const NamedType* used = schema.kind == Schema::Kind::reference ? schema.reference : nullptr;
        if (used == nullptr || used->feature == feature.name) return;
        const std::size_t other = byName.at(used->feature);
        edges[index].push_back(other);
        feature.uses.push_back(application.features[other].get());
      });
    }
    sortByName(feature.uses);
  }
  for (const auto& component : stronglyConnected(edges)) {
    std::vector<Feature*> group;  // by name, as features are
    for (const std::size_t index : component) group.push_back(application.features[index].get());
    TypeGroup(std::move(group), diagnostics).order();
  }
  // What a feature's schemas name, even where no type remains of it.
  for (const FeatureDraft& draft : drafts) {
    const auto found = byName.find(draft.name);
    if (found == byName.end() || application.features[found->second]->file != draft.file) continue;
    Feature& feature = *application.features[found->second];
    feature.dependsOn = feature.uses;
    for (const std::string& name : draft.named) {
      if (const auto other = byName.find(name); other != byName.end())
        feature.dependsOn.push_back(application.features[other->second].get());
    }
    sortByName(feature.dependsOn);
  }
}

}  // namespace event_codegen
