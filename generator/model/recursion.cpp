#include "model/recursion.hpp"

#include "model/schema_tools.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace event_codegen {
namespace {

class FiniteValues {
 public:
  explicit FiniteValues(const std::vector<const NamedType*>& types) : types_(types) {
    for (std::size_t index = 0; index < types.size(); ++index) indexes_.emplace(types[index], index);
    finite_.resize(types.size());
    users_.resize(types.size());
    for (std::size_t index = 0; index < types.size(); ++index) {
      forEachSchemaOf(*types[index], [&](const Schema& schema, Holding) {
        if (schema.kind != Schema::Kind::reference) return;
        if (const auto used = indexes_.find(schema.reference); used != indexes_.end())
          users_[used->second].push_back(index);
      });
    }
  }

  /// The least fixed point: a type has a finite value if it can be made of those that have one.
  void find() {
    std::vector<std::size_t> work;
    const auto consider = [&](std::size_t index) {
      if (finite_[index] || !isFinite(*types_[index])) return;
      finite_[index] = true;
      work.push_back(index);
    };
    for (std::size_t index = 0; index < types_.size(); ++index) consider(index);
    while (!work.empty()) {
      const std::size_t index = work.back();
      work.pop_back();
      for (const std::size_t user : users_[index]) consider(user);
    }
  }

  void report(Diagnostics& diagnostics) const {
    const auto first = std::find(finite_.begin(), finite_.end(), false);
    if (first == finite_.end()) return;
    // Along parts that have no finite value either, until one comes again.
    std::vector<Step> path;
    const NamedType* type = types_[static_cast<std::size_t>(first - finite_.begin())];
    std::unordered_map<const NamedType*, std::size_t> seen;
    while (seen.emplace(type, path.size()).second) {
      path.push_back(stepFrom(*type));
      type = path.back().to;
    }
    path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(seen.at(type)));
    std::string names = type->cppName;
    for (const Step& step : path) names += " → " + step.to->cppName;
    Diagnostic& diagnostic =
        diagnostics.error("infinite-type", path.front().span,
                          "a value of " + inBackticks(type->cppName) + " would hold another without end: " + names +
                              "; make one of them optional (`key?`), nullable (`T?`) or an array");
    constexpr std::size_t MANY = 10;
    for (std::size_t index = 1; index < std::min(path.size(), MANY); ++index) {
      diagnostic.notes.push_back({path[index].span, "which holds " + inBackticks(path[index].to->cppName)});
    }
  }

 private:
  struct Step {
    Span span;
    const NamedType* to = nullptr;
  };

  /// The type because of which no finite value of the schema can be made; nullptr if one can.
  const NamedType* obstacle(const Schema& schema) const {
    if (schema.nullable) return nullptr;
    switch (schema.kind) {
      case Schema::Kind::reference: {
        const auto index = indexes_.find(schema.reference);
        return index == indexes_.end() || finite_[index->second] ? nullptr : schema.reference;
      }
      case Schema::Kind::array:
        return schema.array.minItems.value_or(0) > 0 ? obstacle(*schema.array.items) : nullptr;
      case Schema::Kind::map:
        return schema.entries.minProperties.value_or(0) > 0 ? obstacle(*schema.array.items) : nullptr;
      case Schema::Kind::tuple:
        for (std::size_t at = 0; at < schema.tuple.required && at < schema.tuple.items.size(); ++at) {
          if (const NamedType* found = obstacle(schema.tuple.items[at])) return found;
        }
        return nullptr;
      default:
        return nullptr;
    }
  }

  bool isFinite(const NamedType& type) const {
    if (type.kind == NamedType::Kind::variant) {
      return std::any_of(type.alternatives.begin(), type.alternatives.end(),
                         [&](const Alternative& alternative) { return obstacle(alternative.schema) == nullptr; });
    }
    return std::none_of(type.properties.begin(), type.properties.end(), [&](const Property& property) {
      return property.required && obstacle(property.schema) != nullptr;
    });
  }

  Step stepFrom(const NamedType& type) const {
    if (!type.alternatives.empty()) {
      const Alternative& first = type.alternatives.front();
      return {first.span, obstacle(first.schema)};
    }
    for (const Property& property : type.properties) {
      const NamedType* found = property.required ? obstacle(property.schema) : nullptr;
      if (found != nullptr) return {property.span, found};
    }
    return {type.span, &type};
  }

  const std::vector<const NamedType*>& types_;
  std::unordered_map<const NamedType*, std::size_t> indexes_;
  std::vector<bool> finite_;
  std::vector<std::vector<std::size_t>> users_;  ///< which types mention each
};

}  // namespace

void checkFiniteValues(const std::vector<const NamedType*>& types, Diagnostics& diagnostics) {
  FiniteValues values(types);
  values.find();
  values.report(diagnostics);
}

}  // namespace event_codegen
