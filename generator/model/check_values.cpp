#include "model/expression_check.hpp"
#include "model/json_values.hpp"
#include "model/link.hpp"
#include "model/schema_tools.hpp"
#include "model/value_validator.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <utility>

namespace event_codegen {
namespace {

using Json = nlohmann::json;

/// Where in a file the part of a value stands that an issue is about.
Span placeOf(const YamlNode& value, const ValueIssue& issue) {
  const YamlNode* node = &value;
  Span place = value.span;
  for (const ValueStep& step : issue.path) {
    if (const auto* index = std::get_if<std::size_t>(&step)) {
      if (node->kind != YamlNode::Kind::sequence || *index >= node->items.size()) break;
      node = &node->items[*index];
      place = node->span;
      continue;
    }
    const std::string& key = std::get<std::string>(step);
    const auto member = std::find_if(node->members.begin(), node->members.end(),
                                     [&](const YamlNode::Member& one) { return one.key == key; });
    if (member == node->members.end()) break;
    node = &member->value;
    place = issue.atKey && &step == &issue.path.back() ? member->keySpan : node->span;
  }
  return place;
}

class ValueChecker {
 public:
  explicit ValueChecker(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void check(const PendingValue& pending) {
    if (exhausted(pending.value.span)) return;
    const auto value = toJson(pending.value, diagnostics_);
    if (!value) return;
    const auto issues = pending.schema != nullptr ? validator_.validate(*pending.schema, *value)
                                                  : validator_.validate(*pending.type, *value);
    if (exhausted(pending.value.span)) return;
    for (const ValueIssue& issue : issues) {
      diagnostics_.error(
          "invalid-value", placeOf(pending.value, issue),
          "this value of " + inBackticks(pending.keyword) + " is not what its schema accepts: " + issue.message);
    }
    if (!issues.empty() || pending.type == nullptr) return;
    for (const BrokenRule& broken : findBrokenRules(*pending.type, value->dump())) {
      diagnostics_
          .error("invalid-value", pending.value.span,
                 "this value of " + inBackticks(pending.keyword) + " breaks a rule: " + broken.why)
          .notes.push_back({broken.rule->span, "the rule is here"});
    }
  }

  /// A default that came from one part of a merge and must meet all of them.
  void checkInitial(const Property& property) {
    if (exhausted(property.span)) return;
    for (const ValueIssue& issue : validator_.validate(property.schema, *property.initial)) {
      diagnostics_.error("invalid-value", property.span,
                         "the default of " + inBackticks(property.wire) + ", " + shown(*property.initial) +
                             ", is not what the merged schema accepts: " + issue.message);
    }
  }

  /// Names that are declared must be ones that `propertyNames` allows.
  void checkPropertyNames(const NamedType& type) {
    for (const Property& property : type.properties) {
      if (exhausted(property.span)) return;
      for (const ValueIssue& issue : validator_.validate(*type.entries.names, Json(property.wire))) {
        diagnostics_
            .error("contradictory-bounds", property.span, "`propertyNames` refuses this property: it " + issue.message)
            .notes.push_back({type.entries.names->span, "the names that are allowed"});
      }
    }
  }

 private:
  bool exhausted(const Span& span) {
    if (!validator_.exhausted()) return false;
    if (!std::exchange(told_, true)) {
      diagnostics_.error(
          "too-large", span,
          "checking the examples and defaults up to here took too long: give unions a `discriminator`, or "
          "leave examples out");
    }
    return true;
  }

  Diagnostics& diagnostics_;
  ValueValidator validator_;
  bool told_ = false;
};

}  // namespace

void checkValues(const Application& application, const std::vector<FeatureDraft>& drafts, Diagnostics& diagnostics) {
  ValueChecker checker(diagnostics);
  for (const FeatureDraft& draft : drafts) {
    for (const PendingValue& value : draft.values) checker.check(value);
  }
  for (const auto& feature : application.features) {
    for (const auto& type : feature->types) {
      if (type->entries.names) checker.checkPropertyNames(*type);
      if (!type->merged) continue;
      for (const Property& property : type->properties) {
        if (property.initial) checker.checkInitial(property);
      }
    }
  }
}

}  // namespace event_codegen
