#include "payment/one_time_password.hpp"

#include <cstdint>

namespace ticket_bounty {

std::string oneTimePassword(std::string_view paymentId) {
  std::uint32_t number = 0;
  for (const char character : paymentId) number = (number * 31 + static_cast<unsigned char>(character)) % 1'000'000;
  std::string digits = std::to_string(number);
  return std::string(6 - digits.size(), '0') + digits;
}

std::string chargeReference(std::string_view paymentId) { return "charge/" + std::string(paymentId); }

}  // namespace ticket_bounty
