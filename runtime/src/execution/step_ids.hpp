#pragma once

#include "execution/branch.hpp"
#include "execution/execution.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace event_runtime::execution {

/// The calls with one id.
struct IdUses {
  struct Use {
    const Branch* branch;
    /// The least depth of a branch, this one or one around it, that had asked for no step before: in relation to that
    /// branch's siblings the call is one of those with which they start. Above the branch's own depth: none.
    std::uint32_t startDepth;
  };
  std::uint32_t count = 0;
  std::vector<Use> uses;  ///< one for each branch
};

/// Numbers the calls of a run with the same id, so that a replay gives each of them the same hash.
///
/// Which of two parallel branches comes first is certain for the steps with which they start, and for no others: those
/// depend on which step was finished first, which a replay does not repeat. An id that two branches share in this way
/// would let one branch take the other's result, so it is refused, whatever the order of this time.
class StepIds {
 public:
  /// Throws DeterminismError where the id is empty or may not be used here, NonRetriableError beyond MAX_STEPS.
  StepHash next(std::string_view id, Branch& caller);

  /// The branches' calls are the parent's from now on: what follows them comes after them.
  void endBranches(Branch& parent);

 private:
  struct Hasher {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
  };

  std::unordered_map<std::string, IdUses, Hasher, std::equal_to<>> ids_;
  StepHashes taken_;
};

}  // namespace event_runtime::execution
