// expected: a handler must take \(const Event<Payload>&, Step&\)
#include <event_runtime/handler.hpp>

using namespace event_runtime;

constexpr EventTag<std::string> SOMETHING{"some/thing"};

const Handler HANDLER = createEventHandler(SOMETHING, "a", {}, [](const Event<double>&, Step&) {});
