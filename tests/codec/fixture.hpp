#pragma once

#include <event_runtime/codec/codec.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

namespace event_runtime::testing {

/// The issues of a text that is read as a T; each as `code path: message`.
template <class T>
std::vector<std::string> issuesOf(std::string_view text) {
  const auto read = parse<T>(text);
  std::vector<std::string> out;
  for (const Issue& issue : read.issues()) {
    out.push_back(std::string(toString(issue.code)) + " " + issue.path + ": " + issue.message);
  }
  return out;
}

template <class T>
T read(std::string_view text) {
  CAPTURE(text);
  auto parsed = parse<T>(text);
  for (const Issue& issue : parsed.issues()) FAIL_CHECK(issue.path << ": " << issue.message);
  return std::move(parsed).value();
}

/// Issues of one check.
template <class Check>
std::vector<Issue> check(Check run) {
  Decoder decoder = Decoder::withoutDocument();
  run(decoder, Path{});
  return decoder.takeIssues();
}

using Strings = std::vector<std::string>;

}  // namespace event_runtime::testing
