#include "user/handlers.hpp"

#include <event_runtime/json.hpp>

namespace app {

Json userSignedUpHandler(const Event<UserSignedUp>& event, Step&) { return {{"user", event.data.userId}}; }

}  // namespace app
