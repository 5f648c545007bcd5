#include "engine/concurrency_limiter.hpp"

namespace event_runtime::engine {

std::vector<Slot> slotsFor(const function::Function& function, const StoredEvent& event) {
  std::vector<Slot> slots;
  slots.reserve(function.concurrency.size());
  for (std::size_t i = 0; i < function.concurrency.size(); ++i) {
    // Neither part before the value contains a line break.
    const Concurrency& option = function.handler->options.concurrency[i];
    std::string owner = function.id + '\n' + std::to_string(i) + '\n';
    // Handlers that give the same key share the limit.
    if (option.scope != ConcurrencyScope::fn) {
      owner = (option.scope == ConcurrencyScope::env ? "\nenv\n" : "\naccount\n") + option.key + '\n';
    }
    Slot& slot = slots.emplace_back(Slot{std::move(owner), function.concurrency[i].limit});
    if (const auto& key = function.concurrency[i].key) {
      slot.key += key->evaluate({event.name, event.id, event.ts, event.data, event.user, event.version});
    }
  }
  return slots;
}

bool ConcurrencyLimiter::acquire(const std::string& runId, const std::vector<Slot>& slots, Timestamp rank) {
  Waiter waiter{runId, slots, rank};
  return acquire(waiter);
}

bool ConcurrencyLimiter::acquire(Waiter& waiter) {
  for (const Slot& slot : waiter.slots) {
    Key& key = keys_[slot.key];
    if (key.taken >= slot.limit) {
      const std::pair place{waiter.rank, arrivals_++};
      key.waiters.emplace(place, std::move(waiter));
      ++waiting_;
      return false;
    }
  }
  for (const Slot& slot : waiter.slots) ++keys_[slot.key].taken;
  return true;
}

void ConcurrencyLimiter::release(const std::vector<Slot>& slots, const std::function<void(Waiter)>& granted) {
  for (const Slot& slot : slots) --keys_[slot.key].taken;
  for (const Slot& slot : slots) {
    // A waiter that finds another of its limits full moves there, and the next one gets its chance. Granting may add
    // keys and so move them about: look the key up anew each time.
    for (;;) {
      Key& key = keys_[slot.key];
      if (key.taken >= slot.limit || key.waiters.empty()) break;
      Waiter next = std::move(key.waiters.begin()->second);
      key.waiters.erase(key.waiters.begin());
      --waiting_;
      if (acquire(next)) granted(std::move(next));
    }
    const auto key = keys_.find(slot.key);
    if (key->second.taken == 0 && key->second.waiters.empty()) keys_.erase(key);
  }
}

}  // namespace event_runtime::engine
