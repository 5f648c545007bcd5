#pragma once

#include "codec/json_text.hpp"
#include "expression/json_view.hpp"
#include "expression/value.hpp"

#include <cstddef>
#include <cstdint>
#include <forward_list>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace event_runtime::expression {

/// What one evaluation may cost.
struct Limits {
  /// One for each part of the expression that is evaluated, each element that is looked at, and each 64 bytes of text
  /// that are searched, compared or made.
  std::uint64_t steps = 2'000'000;
  /// Bytes of what the expression makes: lists, maps, texts, parsed JSON.
  std::size_t memory = std::size_t{16} * 1024 * 1024;
};

/// Why an operation failed; places are bytes of the expression.
struct Failure {
  std::uint32_t offset = 0;
  std::uint32_t length = 1;
  std::string message;
};

/// Thrown within an evaluation that used up its limits, so that no `||` absorbs it.
class LimitExceeded : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// The memory and the remaining steps of one evaluation. What fits the first bytes needs no allocation.
class Workspace {
 public:
  explicit Workspace(const Limits& limits) noexcept : limits_(limits), steps_(limits.steps), memory_(limits.memory) {}
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;

  /// Both throw LimitExceeded.
  void spend(std::uint64_t steps) {
    if (steps > steps_) outOfSteps();
    steps_ -= steps;
  }
  void spendOnText(std::size_t bytes) { spend(bytes / 64); }

  /// Room that lives as long as the workspace. Throws LimitExceeded.
  char* text(std::size_t size) { return static_cast<char*>(allocate(size, 1)); }
  Value* values(std::size_t count);
  std::string_view copy(std::string_view text);
  /// A text that the expression parses, kept as long as the workspace; null and an issue where it is no JSON.
  Value parse(std::string_view text, std::optional<Issue>& issue);
  /// Keeps a failure's text.
  Value fail(std::uint32_t offset, std::uint32_t length, std::string message);
  /// The same where the limits are used up.
  Value failOverLimit(std::uint32_t offset, std::uint32_t length, std::string message);

 private:
  void* allocate(std::size_t size, std::size_t alignment);
  void charge(std::size_t bytes);
  [[noreturn]] void outOfSteps() const;

  static constexpr std::size_t FIRST = 1024;
  static constexpr std::size_t MAX_CHUNK = std::size_t{256} * 1024;

  Limits limits_;
  std::uint64_t steps_;
  std::size_t memory_;
  alignas(std::max_align_t) char first_[FIRST];
  char* free_ = first_;
  std::size_t left_ = FIRST;
  std::vector<std::unique_ptr<char[]>> chunks_;
  struct Document {
    JsonText text;
    JsonView root;
  };
  std::forward_list<Document> documents_;
  std::forward_list<Failure> failures_;
};

/// A list of values that grows while it is made.
class ValueBuilder {
 public:
  explicit ValueBuilder(Workspace& workspace) noexcept : workspace_(workspace) {}
  void add(Value value);
  const Value* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }

 private:
  Workspace& workspace_;
  Value* data_ = nullptr;
  std::size_t size_ = 0;
  std::size_t capacity_ = 0;
};

}  // namespace event_runtime::expression
