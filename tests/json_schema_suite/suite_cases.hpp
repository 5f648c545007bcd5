#pragma once

#include <event_runtime/codec/issue.hpp>

#include <string>
#include <string_view>
#include <vector>

/// One test of the JSON-Schema-Test-Suite.
struct SuiteCase {
  std::string name;
  /// The generated decoder's issues with a payload.
  std::vector<event_runtime::Issue> (*issuesOf)(std::string_view text);
  std::string payload;
  bool suiteSaysValid = false;
  bool expectedValid = false;  ///< differs from the suite's verdict only with a `rule`
  std::string rule;            ///< why
};

/// Made by prepare.py.
std::vector<SuiteCase> suiteCases();
