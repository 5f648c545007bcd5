#pragma once

#include <event_runtime/inngest.hpp>

#include <cstddef>
#include <optional>
#include <string>

namespace event_runtime::inngest {

struct IntrospectionInput {
  const std::string& app;
  const InngestSettings& settings;
  const std::string& framework;
  std::size_t functionCount = 0;
};

/// What anybody may know (schema `2024-05-24`; specification, 4.5). `authenticated` is false where a signature was no
/// good.
std::string publicIntrospection(const IntrospectionInput& input, std::optional<bool> authenticated);
/// What Inngest may know: keys as hashes only.
std::string signedIntrospection(const IntrospectionInput& input);

}  // namespace event_runtime::inngest
