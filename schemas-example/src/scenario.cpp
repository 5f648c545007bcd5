#include "scenario.hpp"

#include "payment/one_time_password.hpp"

#include "client.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace ticket_bounty {

namespace {
std::string uuid(std::size_t number) { return fmt::format("7d444840-9dc0-4bd8-a245-{:012}", number); }
std::string ulid(std::size_t number) { return fmt::format("01JD{:022}", number); }

event_runtime::Timestamp now() {
  return std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
}
}  // namespace

void sendScenario(std::size_t number, std::chrono::milliseconds day, const OnAccepted& onAccepted) {
  const std::size_t id = number * 10;
  const std::string ada = fmt::format("ada{}@example.com", number);
  const auto send = [&](const auto& tag, const auto& data) { onAccepted(tag.name, sendEvent(tag, data)); };

  send(Events::USER_SIGNED_UP, UserSignedUp{.userId = uuid(id),
                                            .email = ada,
                                            .displayName = "Ada",
                                            .signupMethod = SignupMethod::google,
                                            .referrer = "https://example.com/blog"});

  send(Events::TICKET_CREATED, TicketCreated{.ticketId = ulid(id),
                                             .title = "The payment page is down",
                                             .priority = Priority::urgent,
                                             .bounty = Money{.amount = 50'000, .currency = "EUR"},
                                             .labels = {"payments", "outage"}});
  send(Events::TICKET_CREATED, TicketCreated{.ticketId = ulid(id + 1),
                                             .title = "A typo on the front page",
                                             .priority = Priority::low,
                                             .bounty = std::nullopt,
                                             .labels = {}});

  // However short the days: the gateway is busy at first, and trying again takes a second.
  const std::chrono::milliseconds timeToConfirm = std::max<std::chrono::milliseconds>(day, std::chrono::seconds(2));
  const Money price{.amount = 50'000, .currency = "EUR"};
  for (const bool rightPassword : {true, false}) {
    const std::string payment = ulid(id + (rightPassword ? 2 : 3));
    send(Events::PAYMENT_INITIATED, PaymentInitiated{.paymentId = payment,
                                                     .userId = uuid(id),
                                                     .email = ada,
                                                     .price = price,
                                                     .expiresAt = now() + timeToConfirm});
    send(Events::PAYMENT_OTP_RECEIVED,
         PaymentOtpReceived{.paymentId = payment,
                            .email = ada,
                            .otp = oneTimePassword(rightPassword ? payment : payment + "?"),
                            .price = price});
  }

  send(Events::COMMENT_POSTED, CommentPosted{.commentId = ulid(id + 4),
                                             .ticketId = ulid(id),
                                             .author = ada,
                                             .watchers = {"ben@example.com", "cleo@example.com", "dan@example.com"},
                                             .text = "It works again for me."});

  send(Events::PASSWORD_CHANGED, PasswordChanged{.userId = uuid(id), .email = ada, .ipAddress = "203.0.113.7"});

  send(Events::ADMIN_DIGEST_REQUESTED, AdminDigestRequested{.day = "2026-11-21"});
}

}  // namespace ticket_bounty
