#include "expression/workspace.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace event_runtime::expression {

void Workspace::outOfSteps() const {
  throw LimitExceeded("takes more than " + std::to_string(limits_.steps) + " steps");
}

void Workspace::charge(std::size_t bytes) {
  if (bytes > memory_) throw LimitExceeded("needs more than " + std::to_string(limits_.memory) + " bytes of memory");
  memory_ -= bytes;
}

void* Workspace::allocate(std::size_t size, std::size_t alignment) {
  const std::size_t padding = (alignment - reinterpret_cast<std::uintptr_t>(free_) % alignment) % alignment;
  if (size + padding > left_) {
    // Twice what the last one had, so that many small parts make few allocations.
    const std::size_t chunk =
        std::max(size, std::min(MAX_CHUNK, 4 * FIRST << std::min<std::size_t>(chunks_.size(), 6)));
    charge(chunk);
    chunks_.push_back(std::make_unique_for_overwrite<char[]>(chunk));
    char* const begin = chunks_.back().get();  // aligned for everything
    if (chunk - size < left_) return begin;    // the old chunk has more room to give
    free_ = begin + size;
    left_ = chunk - size;
    return begin;
  }
  char* const begin = free_ + padding;
  free_ = begin + size;
  left_ -= size + padding;
  return begin;
}

Value* Workspace::values(std::size_t count) {
  // Nothing can have so many that the product overflows: each was somewhere.
  void* const room = allocate(count * sizeof(Value), alignof(Value));
  return new (room) Value[count];
}

std::string_view Workspace::copy(std::string_view from) {
  if (from.empty()) return {};
  char* const to = text(from.size());
  std::memcpy(to, from.data(), from.size());
  return {to, from.size()};
}

Value Workspace::parse(std::string_view text, std::optional<Issue>& issue) {
  // simdjson keeps the text, its strings and a word for each value: at most this much a byte.
  constexpr std::size_t PER_BYTE = 12;
  charge(std::min(text.size(), limits_.memory) * PER_BYTE + 4096);
  spend(text.size() / 8);
  Document& document = documents_.emplace_front();
  issue = document.text.parse(text);
  if (!issue) document.root = JsonView::of(document.text.decoder(), document.text.root());
  return Value::json(document.root.value, document.root.source);
}

Value Workspace::fail(std::uint32_t offset, std::uint32_t length, std::string message) {
  charge(sizeof(Failure) + message.size());
  return failOverLimit(offset, length, std::move(message));
}

Value Workspace::failOverLimit(std::uint32_t offset, std::uint32_t length, std::string message) {
  return Value::error(&failures_.emplace_front(Failure{offset, length, std::move(message)}));
}

void ValueBuilder::add(Value value) {
  if (size_ == capacity_) {
    const std::size_t capacity = std::max<std::size_t>(8, capacity_ * 2);
    Value* const grown = workspace_.values(capacity);
    std::copy(data_, data_ + size_, grown);
    data_ = grown;
    capacity_ = capacity;
  }
  data_[size_++] = value;
}

}  // namespace event_runtime::expression
