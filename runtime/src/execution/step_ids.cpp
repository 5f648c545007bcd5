#include "execution/step_ids.hpp"

#include <event_runtime/errors.hpp>

#include <algorithm>

namespace event_runtime::execution {

namespace {

/// The depth of the sibling branches, around or at these two, that make them run at the same time; 0 where one of the
/// two comes before the other for certain.
std::uint32_t depthOfParallelism(const Branch* a, const Branch* b) {
  while (a->depth > b->depth) a = a->parent;
  while (b->depth > a->depth) b = b->parent;
  if (a == b) return 0;
  while (a->parent != b->parent) {
    a = a->parent;
    b = b->parent;
  }
  return a->depth;
}

std::uint32_t startDepthOf(const Branch& caller) {
  std::uint32_t depth = caller.depth + 1;
  for (const Branch* branch = &caller; branch != nullptr && branch->calls == 0; branch = branch->parent) {
    depth = branch->depth;
  }
  return depth;
}

/// Notes a use, and says whether the branch is new to the id.
bool note(IdUses& id, const Branch* branch, std::uint32_t startDepth) {
  const auto known =
      std::find_if(id.uses.begin(), id.uses.end(), [&](const auto& use) { return use.branch == branch; });
  if (known != id.uses.end()) {
    known->startDepth = std::max(known->startDepth, startDepth);
    return false;
  }
  id.uses.push_back({branch, startDepth});
  return true;
}

std::string quoted(std::string_view id) { return "step \"" + std::string(id) + "\""; }

}  // namespace

StepHash StepIds::next(std::string_view id, Branch& caller) {
  if (id.empty()) {
    throw DeterminismError("a step's id is empty; give every step an id that says what it does, such as \"send-mail\"");
  }
  if (taken_.size() >= MAX_STEPS) {
    throw NonRetriableError(quoted(id) + " is one too many: a run has at most " + std::to_string(MAX_STEPS) +
                            " steps; do more in each of them, or send events that start runs of their own");
  }
  auto entry = ids_.find(id);
  if (entry == ids_.end()) entry = ids_.try_emplace(std::string(id)).first;
  IdUses& uses = entry->second;

  const std::uint32_t startDepth = startDepthOf(caller);
  for (const IdUses::Use& use : uses.uses) {
    const std::uint32_t depth = depthOfParallelism(&caller, use.branch);
    if (depth > 0 && (startDepth > depth || use.startDepth > depth)) {
      throw DeterminismError(
          quoted(id) + " is called in two branches of a parallel(), after other steps: which call is the " +
          "first may change from one time to the next; give it another id in each branch, such as \"" +
          std::string(id) + "-1\" and \"" + std::string(id) + "-2\"");
    }
  }
  const StepHash hash = StepHash::of(id, uses.count);
  if (!taken_.insert(hash).second) {
    throw DeterminismError(quoted(id) +
                           " can not be told from the repetition of another step: `id:n` is how the calls of a " +
                           "repeated id are known; give it an id that does not end in a colon and a number");
  }
  ++uses.count;
  if (note(uses, &caller, startDepth) && caller.depth > 0) caller.idsUsed.push_back(&uses);
  ++caller.calls;
  return hash;
}

void StepIds::endBranches(Branch& parent) {
  for (const auto& child : parent.children) {
    parent.calls += child->calls;
    for (IdUses* id : child->idsUsed) {
      const auto use = std::find_if(id->uses.begin(), id->uses.end(),
                                    [&](const IdUses::Use& candidate) { return candidate.branch == child.get(); });
      const std::uint32_t startDepth = std::min(use->startDepth, parent.depth + 1);
      id->uses.erase(use);
      if (note(*id, &parent, startDepth) && parent.depth > 0) parent.idsUsed.push_back(id);
    }
  }
}

}  // namespace event_runtime::execution
