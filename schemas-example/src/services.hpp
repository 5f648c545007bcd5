#pragma once

#include "mail/outbox.hpp"

#include <chrono>
#include <filesystem>
#include <memory>

namespace ticket_bounty {

/// What handlers need of the world around them. A real application has its database and its HTTP clients here.
struct Services {
  Services(const std::filesystem::path& outboxFile, std::chrono::milliseconds lengthOfDay)
      : outbox(outboxFile), day(lengthOfDay) {}

  Outbox outbox;
  std::chrono::milliseconds day;  ///< how long `a day` lasts: shorter in demonstrations and tests
};

/// The services that main() has set up. Throws std::logic_error before it has.
Services& services();
void setServices(std::unique_ptr<Services> services);

}  // namespace ticket_bounty
