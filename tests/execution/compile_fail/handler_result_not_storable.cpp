// expected: a handler's result must be storable as JSON
#include <event_runtime/handler.hpp>

using namespace event_runtime;

struct Opaque {};
constexpr EventTag<std::string> SOMETHING{"some/thing"};

const Handler HANDLER =
    createEventHandler(SOMETHING, "a", {}, [](const Event<std::string>&, Step&) { return Opaque{}; });
