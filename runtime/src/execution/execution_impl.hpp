#pragma once

#include "execution/branch.hpp"
#include "execution/execution.hpp"
#include "execution/hooks.hpp"
#include "execution/step_ids.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace event_runtime::execution {

/// A step that was begun and has not ended.
struct StepState {
  enum class Status : std::uint8_t {
    beginning,  ///< its branch is about to tell the driver
    planned,    ///< waits for runStep()
    running,    ///< runStep() is under way
    waiting,    ///< waits for supply()
    threw,      ///< waits for supply() or retry()
    resumed,    ///< has what it waited for, and its branch is runnable
  };
  using What = decltype(Operation::what);

  StepHash hash;
  std::string id;
  StepKind kind = StepKind::run;
  Branch* branch = nullptr;
  const std::function<void(JsonBuffer&)>* body = nullptr;
  StepPolicy policy = nullptr;
  Status status = Status::beginning;
  int attempt = 0;
  What what;          ///< what the body, when it has run, gives its driver
  StepResult result;  ///< when supplied
  bool sending = false;  ///< and middleware is to be told how it ends
  bool stopRequested = false;
  std::optional<std::stop_source> stop = std::nullopt;  ///< made when the body asks for it
};

/// Two sides meet here: the driver's calls (execution.cpp), and the handler's (calls.cpp), which run on fibers inside
/// the driver's. No lock is held while user code runs or a fiber is switched.
class Execution::Impl {
 public:
  Impl(Execution& owner, const Handler& handler, Input input, Options options, StackPool& stacks);
  ~Impl();
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  // The driver's side.
  Turn advance();
  Operation runStep(const StepHash& hash, int attempt);
  bool isPlanned(const StepHash& hash) const;
  bool isRunnable() const;
  void supply(const StepHash& hash, StepResult result);
  void retry(const StepHash& hash, int attempt);
  void prepare(Operation& operation);
  void sent(const StepHash& hash, std::span<const std::string> ids, const std::string* error);
  void requestStop(const StepHash* only);
  void interrupt();
  bool swallowedInterrupt() const noexcept { return swallowedInterrupt_; }

  // The handler's side.
  /// The durable result of step.run().
  std::string runBody(std::string_view id, StepKind kind, StepPolicy policy,
                      const std::function<void(JsonBuffer&)>& body);
  /// The durable result of a step without a body.
  std::string request(std::string_view id, StepKind kind, StepState::What what);
  void runBranches(const std::function<void()>* branches, std::size_t count);
  std::size_t race(std::string_view id, const std::function<void()>* branches, std::size_t count);
  const Options& options() const noexcept { return options_; }
  const StoredEvent& event() const noexcept { return input_.event; }
  /// nullptr where there is no middleware.
  const RunContext* context() const noexcept { return hooks_ ? &hooks_->context() : nullptr; }
  const std::string& runId() const noexcept { return input_.runId; }
  int attempt() const noexcept;
  std::stop_token stopToken();

 private:
  // The driver's side.
  void runRunnable(std::unique_lock<std::mutex>& lock);
  bool startFiber(Branch& branch);
  void makeRunnable(Branch& branch, Branch::Wake wake);
  void finish(Branch& branch);
  void unwind(Branch& branch);
  StepState* waitingStep(const StepHash& hash, const char* wanted);
  bool isAbandoned(const StepHash& hash) const;
  void abandonLosers(Branch& parent);
  void abandon(Branch& branch);
  void endBodyOf(Branch& branch);
  void goOnAfterBranches(Branch& parent);
  bool hasBodyUnder(const Branch& branch) const;
  void requestStopOfLosers();
  std::vector<StepHash> unusedSteps() const;

  // The handler's side.
  static void enterFiber(void* branch);
  void runRoot() noexcept;
  static void runBranch(Branch& branch) noexcept;
  Branch* callingBranch(const void* stackAddress) const;
  /// The branch that calls. Throws where none may call here; std::nullopt is parallel().
  Branch& enter(std::optional<std::string_view> id);
  [[noreturn]] void interruptAgain(Branch& branch);
  std::string perform(StepState step);
  std::string takeResult(std::string_view id, StepKind kind, int attempt, MemoisedStep memoised);
  void begin(StepState& step, bool mayRunInline);
  void runBodyHere(StepState& step) noexcept;
  void wait(Branch& branch);
  void startBranches(Branch& parent, const std::function<void()>* branches, std::size_t count);
  [[noreturn]] void park(Branch& branch);
  static bool isInRace(const Branch& branch);
  static bool hasLostBefore(const Branch& branch);
  void unwindLosers(Branch& parent);
  void recordWinner(Branch& branch, const StepHash& hash, std::string_view id, std::size_t winner);

  Step step_;
  const Handler& handler_;
  Input input_;
  Options options_;
  StackPool& stacks_;
  std::optional<Hooks> hooks_;  ///< where there is middleware

  // Touched by the thread in advance() or interrupt() alone.
  StepIds ids_;
  Turn turn_;
  std::optional<Outcome> outcome_;
  std::uint64_t nextSequence_ = 1;
  Branch root_;

  mutable std::mutex mutex_;  ///< guards what follows, and every Branch's `wake` and `fiber` as an object
  std::unordered_map<StepHash, StepState, StepHashHasher> steps_;
  std::vector<Branch*> runnable_;  ///< a heap, the smallest sequence first
  StepHashes abandonedSteps_;
  std::vector<StepHash> stopSoon_;  ///< whose bodies run and have lost
  std::vector<Branch*> bodies_;     ///< whose bodies runStep() runs
  Branch* running_ = nullptr;       ///< in advance() or interrupt()
  std::size_t active_ = 1;          ///< unfinished branches that do not wait for branches
  bool started_ = false;
  bool advancing_ = false;
  bool interrupted_ = false;
  bool swallowedInterrupt_ = false;
};

}  // namespace event_runtime::execution
