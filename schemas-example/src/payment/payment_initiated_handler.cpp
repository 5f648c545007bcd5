#include "payment/one_time_password.hpp"
#include "services.hpp"

#include "payment/handlers.hpp"

#include <event_runtime/json.hpp>

#include <string>

namespace ticket_bounty {

Json paymentInitiatedHandler(const Event<PaymentInitiated>& event, Step& step) {
  const PaymentInitiated& payment = event.data;

  step.run("send-one-time-password", [&] {
    return services().outbox.send({.reference = step.runId() + "/send-one-time-password",
                                   .to = payment.email,
                                   .subject = "Confirm your payment",
                                   .body = "Your one-time password is " + oneTimePassword(payment.paymentId) + "."});
  });

  step.sleepUntil("until-it-expires", payment.expiresAt);

  const bool confirmed = step.run("was-it-confirmed", [&] {
    const std::string reference = chargeReference(payment.paymentId);
    return services().outbox.count([&](const Mail& mail) { return mail.reference == reference; }) > 0;
  });
  if (!confirmed) {
    step.run("send-cancellation", [&] {
      return services().outbox.send({.reference = step.runId() + "/send-cancellation",
                                     .to = payment.email,
                                     .subject = "Your payment was cancelled",
                                     .body = "Nobody confirmed it in time."});
    });
  }
  return {{"confirmed", confirmed}};
}

}  // namespace ticket_bounty
