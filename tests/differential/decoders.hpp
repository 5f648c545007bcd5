#pragma once

#include <event_runtime/codec/issue.hpp>

#include <string_view>
#include <vector>

/// The generated decoder of one schema of schemas.json.
struct NamedDecoder {
  std::string_view name;
  std::vector<event_runtime::Issue> (*issuesOf)(std::string_view text);
};

/// Made by prepare.mjs.
std::vector<NamedDecoder> decoders();
