#pragma once

#include <string>
#include <string_view>

namespace ticket_bounty {

/// Six digits that go with a payment. (A real one would be random and stored.)
std::string oneTimePassword(std::string_view paymentId);

/// Under which reference a charge is booked: one for a payment, whatever handler asks.
std::string chargeReference(std::string_view paymentId);

}  // namespace ticket_bounty
