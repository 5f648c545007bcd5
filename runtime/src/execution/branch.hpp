#pragma once

#include "execution/execution.hpp"
#include "execution/fiber.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace event_runtime::execution {

struct StepState;
struct IdUses;

/// A strand of the handler's code: the handler itself (the root) or a branch of a parallel(). Owned by the branch that
/// waits for it.
struct Branch {
  /// Why a suspended branch is resumed.
  enum class Wake : std::uint8_t {
    goOn,       ///< its step was supplied, or its branches have ended
    runBody,    ///< runStep() lends its thread to the body
    retry,      ///< its step may be tried again
    interrupt,  ///< unwind
  };

  Execution::Impl* execution = nullptr;
  Branch* parent = nullptr;
  const std::function<void()>* code = nullptr;  ///< what a branch runs; the root has none
  std::uint32_t depth = 0;                      ///< 0: the root
  std::uint64_t sequence = 0;                   ///< in the order in which branches came to be

  std::optional<Fiber> fiber;  ///< from the branch's start to its end
  Wake wake = Wake::goOn;
  bool finished = false;
  std::exception_ptr error;  ///< what the branch has thrown

  std::vector<std::unique_ptr<Branch>> children;  ///< in the order of parallel()'s arguments
  std::size_t unfinishedChildren = 0;
  bool racing = false;          ///< it waits for the first of its branches only
  Branch* winner = nullptr;     ///< that branch, once it is known
  bool winnerRecorded = false;  ///< it was known from the beginning
  bool awaitsBodies = false;    ///< the winner has finished, and bodies of the others have not
  bool abandoned = false;       ///< it has lost a race

  StepState* step = nullptr;  ///< what it waits for, or whose body it runs
  bool inBody = false;
  std::uint32_t interruptions = 0;  ///< how often Interrupted was thrown on it

  std::uint32_t calls = 0;       ///< steps that it and its ended branches have asked for
  std::vector<IdUses*> idsUsed;  ///< of StepIds; unused in the root
};

}  // namespace event_runtime::execution
