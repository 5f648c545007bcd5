#include "ticket/handlers.hpp"

#include <event_runtime/json.hpp>

namespace app {

Json ticketCreatedHandler(const Event<TicketCreated>& event, Step&) { return {{"ticket", event.data.ticketId}}; }

}  // namespace app
