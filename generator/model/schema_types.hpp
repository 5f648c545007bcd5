#pragma once

#include "model/expression_check.hpp"

#include <expression/check.hpp>

#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace event_codegen {

/// Schemas as the checker of expressions sees them. What counts is the JSON of a payload, not the C++ made of it: a
/// timestamp is a string there, and a property with a default may be missing.
class SchemaTypes : public event_runtime::expression::TypeEnvironment {
 public:
  using Type = event_runtime::expression::Type;
  using Variable = event_runtime::expression::Variable;

  SchemaTypes(const ExpressionScope& scope, ExpressionUse use) : scope_(scope), use_(use) {}

  std::optional<Type> variable(Variable variable) const override;
  std::string whyNot(Variable variable) const override;
  std::optional<Type> member(const void* schema, std::string_view name) const override;
  std::vector<std::string_view> members(const void* schema) const override;
  Type element(const void* schema, std::optional<std::size_t> index) const override;
  std::vector<std::string_view> texts(const void* schema) const override;
  std::string name(const void* schema) const override;

 private:
  /// What a value may be: the alternatives of unions and what references stand for, side by side.
  struct Shape {
    std::vector<const Schema*> schemas;   ///< neither references nor any
    std::vector<const NamedType*> types;  ///< enums and objects
    const EventShape* event = nullptr;    ///< an event's attributes
    bool isFailure = false;               ///< the payload of `inngest/function.failed`
    bool isAnything = false;
    bool mayBeNull = false;
    unsigned kinds = 0;  ///< further ones, without parts
  };

  void add(Shape& shape, const Schema& schema, std::size_t depth) const;
  void add(Shape& shape, const NamedType& type, std::size_t depth) const;
  Type typeOf(Shape shape) const;
  Type payload(const EventShape& event) const;
  std::optional<Type> attribute(const EventShape& event, std::string_view name) const;

  const ExpressionScope& scope_;
  ExpressionUse use_;
  mutable std::deque<Shape> shapes_;
};

}  // namespace event_codegen
