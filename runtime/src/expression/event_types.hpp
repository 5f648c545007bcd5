#pragma once

#include "expression/check.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime::expression {

/// An event's attributes, as Inngest names them.
inline constexpr std::array<std::string_view, 6> EVENT_ATTRIBUTES{"data", "id", "name", "ts", "user", "v"};

/// The type of an attribute; of `data`, anything. std::nullopt where there is none of this name.
std::optional<Type> typeOfAttribute(std::string_view name);

/// Why an expression about events does not have a variable, and what to write instead.
std::string whyNoVariable(Variable variable);

/// What is known of events whose payloads have no schema here: their attributes.
class AnyEventTypes final : public TypeEnvironment {
 public:
  explicit AnyEventTypes(bool hasAsync) : hasAsync_(hasAsync) {}

  std::optional<Type> variable(Variable variable) const override;
  std::string whyNot(Variable variable) const override { return whyNoVariable(variable); }
  std::optional<Type> member(const void*, std::string_view name) const override { return typeOfAttribute(name); }
  std::vector<std::string_view> members(const void*) const override {
    return {EVENT_ATTRIBUTES.begin(), EVENT_ATTRIBUTES.end()};
  }
  Type element(const void*, std::optional<std::size_t>) const override { return {}; }
  std::vector<std::string_view> texts(const void*) const override { return {}; }
  std::string name(const void*) const override { return "an event"; }

 private:
  bool hasAsync_;
};

}  // namespace event_runtime::expression
