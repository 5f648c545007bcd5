#pragma once

#include "model/application.hpp"
#include "read/diagnostics.hpp"

#include <string>
#include <utility>
#include <vector>

/// The model of files that are given as texts, and what there is to complain about it.
struct ModelOf {
  event_codegen::Diagnostics diagnostics;
  event_codegen::Sources sources;
  event_codegen::Application application;

  /// `types` are pairs of a path and a text.
  ModelOf(const std::string& events, const std::vector<std::pair<std::string, std::string>>& types);
  /// One feature `order` with one event ORDER_PLACED, whose `data:` holds these lines; `types` are lines of `types:`.
  static ModelOf withData(const std::string& data, const std::string& types = {});

  ModelOf(const ModelOf&) = delete;
  ModelOf& operator=(const ModelOf&) = delete;

  /// As `event_codegen check` prints them.
  std::string complaints();
  const event_codegen::Feature& feature(const std::string& name) const;
  const event_codegen::NamedType& type(const std::string& cppName) const;
  const event_codegen::Property& property(const std::string& type, const std::string& wire) const;
};
