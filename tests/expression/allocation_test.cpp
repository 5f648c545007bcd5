// Evaluating an expression over a parsed payload allocates nothing where its values are fields.
#include "support.hpp"

#include <codec/json_text.hpp>

#include <doctest/doctest.h>

#include <cstdlib>
#include <new>

namespace {

thread_local std::size_t allocations = 0;

}  // namespace

// Every form that the standard library uses here, so that what one gives the other can take.
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(size == 0 ? 1 : size);
}
void* operator new(std::size_t size) {
  if (void* const memory = operator new(size, std::nothrow)) return memory;
  throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { std::free(memory); }

TEST_CASE("a filter of fields allocates nothing") {
  using namespace event_runtime::expression;
  EventView view;
  view.name = "order/placed";
  view.data = R"({"userId": "3f1c", "plan": "pro", "amount": 120.5, "tags": ["a", "b"], "buyer": {"name": "Ada"}})";
  const EventDocument event(view);
  Scope scope;
  scope.event = &event;
  scope.now = event_runtime::Timestamp{};
  for (const std::string_view text :
       {"event.data.plan == 'pro' && event.data.amount > 100",
        "event.data.userId.startsWith('3f') || event.name == 'x'", "event.data.plan in ['pro', 'team']",
        "event.data.tags.exists(t, t == 'b') && size(event.data.tags) == 2",
        "has(event.data.buyer.name) && event.data.buyer['name'].contains('d')", "event.data.amount * 2 + 1 == 242.0",
        "!event.data.missing && event.data.tags[1] != event.data.tags[0]", "now() < timestamp('2024-01-01T00:00:00Z')",
        "event.data == event.data"}) {
    const Expression expression = testing::parsed(text);
    (void)expression.test(scope);  // parses the payload
    const std::size_t before = allocations;
    const auto result = expression.test(scope);
    const std::size_t after = allocations;
    CAPTURE(text);
    CHECK(std::get<bool>(result));
    CHECK(after == before);
  }
}
