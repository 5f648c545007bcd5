#pragma once

#include "store/store.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace event_runtime::testing {

/// A directory that goes with the test.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "event-store-XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;

  std::filesystem::path operator/(const char* name) const { return path_ / name; }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

inline Timestamp at(std::int64_t milliseconds) { return Timestamp{std::chrono::milliseconds{milliseconds}}; }

/// An event that starts runs with these ids of function `app-f`.
inline AcceptEvent accept(std::string eventId, std::vector<std::string> runIds = {},
                          std::optional<Timestamp> wakeAt = std::nullopt) {
  AcceptEvent mutation{
      {eventId, "user/signed-up", at(1000), R"({"userId":"u"})", R"({"role":"admin"})", "v1"}, at(2000), {}};
  for (auto& id : runIds) mutation.runs.push_back({std::move(id), "app-f", wakeAt});
  return mutation;
}

/// A step's hash that is `seed` twenty times.
inline execution::StepHash hash(std::uint8_t seed) {
  execution::StepHash made;
  made.bytes.fill(seed);
  return made;
}

inline PutStep completedStep(std::string runId, std::uint8_t seed, int position, std::string result) {
  PutStep step;
  step.runId = std::move(runId);
  step.hash = hash(seed);
  step.id = "step-" + std::to_string(seed);
  step.position = position;
  step.attempts = 1;
  step.result = std::move(result);
  return step;
}

template <class... Mutations>
void apply(Store& store, Mutations... mutations) {
  std::vector<Mutation> batch{Mutation{std::move(mutations)}...};
  store.apply(batch);
}

/// The message of the StoreError that `action` throws.
template <class Action>
std::string storeError(Action&& action) {
  try {
    action();
  } catch (const StoreError& error) {
    return error.what();
  }
  FAIL("a StoreError was expected");
  return {};
}

inline std::vector<std::string> idsOf(const std::vector<StoredRun>& runs) {
  std::vector<std::string> ids;
  for (const auto& run : runs) ids.push_back(run.id);
  return ids;
}

}  // namespace event_runtime::testing
