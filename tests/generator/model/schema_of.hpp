#pragma once

#include "model_of.hpp"

#include <doctest/doctest.h>

#include <string>

/// The schema of the one property `x` of the payload, of which nothing is complained about.
struct SchemaOf {
  ModelOf model;
  const event_codegen::Property& property;
  const event_codegen::Schema& schema;

  explicit SchemaOf(const std::string& written, const std::string& types = {}, const std::string& key = "x")
      : model(ModelOf::withData(key + ": " + written, types)),
        property(model.application.events[0]->payload->properties.at(0)),
        schema(property.schema) {
    CHECK(model.complaints() == "");
  }
};

/// What is complained about a schema, in short: `rule: message`, a line for each.
std::string complaintsOf(const std::string& written, const std::string& types = {});
