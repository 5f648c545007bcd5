#include "model/link.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <cstdint>
#include <unordered_map>
#include <utility>

namespace event_codegen {
namespace {

const NamedType* referenceOf(const Schema& schema) noexcept {
  const Schema* inner = &schema;
  while (inner->array.items) inner = inner->array.items.get();
  return inner->kind == Schema::Kind::reference ? inner->reference : nullptr;
}

std::string join(const std::vector<std::string>& parts) {
  std::string out;
  for (const std::string& part : parts) out += (out.empty() ? "" : " → ") + part;
  return out;
}

/// Depth-first over the types of one feature and what their members are, so that each comes after those it uses. Types
/// of other features do not count: how a feature's files look depends on the feature alone.
class TypeOrder {
 public:
  TypeOrder(Feature& feature, Diagnostics& diagnostics) : feature_(feature), diagnostics_(diagnostics) {}

  void order() {
    std::vector<std::unique_ptr<NamedType>> types = std::exchange(feature_.types, {});
    marks_.reserve(types.size());
    for (std::size_t index = 0; index < types.size(); ++index) marks_[types[index].get()].index = index;
    std::vector<std::size_t> finished;
    finished.reserve(types.size());
    for (const auto& type : types) visit(*type, finished);
    feature_.types.reserve(types.size());
    for (const std::size_t index : finished) feature_.types.push_back(std::move(types[index]));
  }

 private:
  struct Mark {
    std::size_t index = 0;
    std::size_t depth = 0;  ///< of members within each other; 0 until it is known
    bool underWay = false;
  };

  std::size_t visit(const NamedType& type, std::vector<std::size_t>& finished) {
    Mark& mark = marks_.at(&type);
    if (mark.depth != 0) return mark.depth;
    mark.underWay = true;
    path_.push_back(&type);
    std::size_t depth = 1;
    for (const Property& property : type.properties) {
      const NamedType* used = referenceOf(property.schema);
      const auto next = used == nullptr ? marks_.end() : marks_.find(used);
      if (next == marks_.end()) continue;
      if (next->second.underWay) {
        reportCycle(property, *used);
      } else if (path_.size() > MAX_TYPE_DEPTH) {
        reportDepth(property.span);
      } else {
        const std::size_t inner = 1 + visit(*used, finished);
        if (inner > MAX_TYPE_DEPTH && depth <= MAX_TYPE_DEPTH) reportDepth(property.span);
        depth = std::max(depth, inner);
      }
    }
    path_.pop_back();
    mark.underWay = false;
    mark.depth = depth;
    finished.push_back(mark.index);
    return depth;
  }

  void reportDepth(const Span& span) {
    diagnostics_.error("too-deep", span,
                       "more than " + std::to_string(MAX_TYPE_DEPTH) + " types are members of each other here");
  }

  void reportCycle(const Property& closing, const NamedType& first) {
    std::vector<std::string> names;
    bool within = false;
    for (const NamedType* step : path_) {
      within = within || step == &first;
      if (within) names.push_back(step->cppName);
    }
    names.push_back(first.cppName);
    diagnostics_.error("unsupported-recursion", closing.schema.span,
                       "a type that holds itself is not supported by this version of event_codegen: " + join(names));
  }

  Feature& feature_;
  Diagnostics& diagnostics_;
  std::unordered_map<const NamedType*, Mark> marks_;
  std::vector<const NamedType*> path_;
};

void collectUses(Feature& feature, const std::unordered_map<std::string_view, const Feature*>& byName) {
  for (const auto& type : feature.types) {
    for (const Property& property : type->properties) {
      const NamedType* used = referenceOf(property.schema);
      if (used != nullptr && used->feature != feature.name) feature.uses.push_back(byName.at(used->feature));
    }
  }
  std::sort(feature.uses.begin(), feature.uses.end(),
            [](const Feature* a, const Feature* b) { return a->name < b->name; });
  feature.uses.erase(std::unique(feature.uses.begin(), feature.uses.end()), feature.uses.end());
}

/// Features whose types use each other would include each other's headers.
class FeatureCycles {
 public:
  explicit FeatureCycles(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void visit(const Feature& start) {
    // Without recursion: an application may have a chain of thousands of features.
    if (state_.contains(&start)) return;
    push(start);
    while (!stack_.empty()) {
      Step& step = stack_.back();
      if (step.next == step.feature->uses.size()) {
        state_[step.feature] = State::done;
        stack_.pop_back();
        continue;
      }
      const Feature& used = *step.feature->uses[step.next++];
      const auto state = state_.find(&used);
      if (state == state_.end())
        push(used);
      else if (state->second == State::underWay)
        report(used);
    }
  }

 private:
  enum class State : std::uint8_t { underWay, done };
  struct Step {
    const Feature* feature;
    std::size_t next;
  };

  void push(const Feature& feature) {
    state_[&feature] = State::underWay;
    stack_.push_back({&feature, 0});
  }

  void report(const Feature& first) {
    std::vector<std::string> names;
    const auto begin =
        std::find_if(stack_.begin(), stack_.end(), [&](const Step& step) { return step.feature == &first; });
    for (auto step = begin; step != stack_.end(); ++step) names.push_back(step->feature->name);
    names.push_back(first.name);
    Diagnostic& diagnostic = diagnostics_.error(
        "feature-cycle", placeOfUse(*stack_.back().feature, first),
        "features use each other's types: " + join(names) + "; move what they share into a feature of its own");
    for (auto step = begin; step + 1 != stack_.end(); ++step) {
      diagnostic.notes.push_back(
          {placeOfUse(*step->feature, *(step + 1)->feature),
           inBackticks(step->feature->name) + " uses " + inBackticks((step + 1)->feature->name) + " here"});
    }
  }

  static Span placeOfUse(const Feature& user, const Feature& used) {
    for (const auto& type : user.types) {
      for (const Property& property : type->properties) {
        const NamedType* reference = referenceOf(property.schema);
        if (reference != nullptr && reference->feature == used.name) return property.schema.span;
      }
    }
    return user.span;
  }

  Diagnostics& diagnostics_;
  std::unordered_map<const Feature*, State> state_;
  std::vector<Step> stack_;
};

}  // namespace

void orderTypes(Application& application, Diagnostics& diagnostics) {
  std::unordered_map<std::string_view, const Feature*> byName;
  for (const auto& feature : application.features) byName.emplace(feature->name, feature.get());
  for (const auto& feature : application.features) {
    TypeOrder(*feature, diagnostics).order();
    collectUses(*feature, byName);
  }
  FeatureCycles cycles(diagnostics);
  for (const auto& feature : application.features) cycles.visit(*feature);
}

}  // namespace event_codegen
