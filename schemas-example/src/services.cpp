#include "services.hpp"

#include <stdexcept>
#include <utility>

namespace ticket_bounty {

namespace {
std::unique_ptr<Services>& instance() {
  static std::unique_ptr<Services> services;
  return services;
}
}  // namespace

Services& services() {
  if (!instance()) throw std::logic_error("main() has to call setServices() before handlers run");
  return *instance();
}

void setServices(std::unique_ptr<Services> services) { instance() = std::move(services); }

}  // namespace ticket_bounty
