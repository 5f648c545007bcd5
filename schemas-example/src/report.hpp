#pragma once

#include "mail/outbox.hpp"

#include <event_runtime/engine.hpp>

#include <ostream>

namespace ticket_bounty {

/// Every run with its steps, oldest first, then every mail, in words.
void printReport(std::ostream& out, event_runtime::Engine& engine, const Outbox& outbox);

}  // namespace ticket_bounty
