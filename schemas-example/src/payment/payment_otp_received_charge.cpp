#include "payment/one_time_password.hpp"
#include "services.hpp"

#include "client.hpp"
#include "payment/handlers.hpp"

#include <event_runtime/errors.hpp>
#include <event_runtime/json.hpp>

namespace ticket_bounty {

using namespace std::chrono_literals;

Json paymentOtpReceivedCharge(const Event<PaymentOtpReceived>& event, Step& step) {
  const PaymentOtpReceived& payment = event.data;

  step.run("check-password", [&] {
    // Trying again would not make it right, so the run fails at once.
    if (payment.otp != oneTimePassword(payment.paymentId)) {
      throw event_runtime::NonRetriableError("wrong one-time password for payment " + payment.paymentId);
    }
  });

  const auto charge = step.run("charge-card", [&] {
    // The gateway of this example is always busy the first time.
    if (step.attempt() == 0) throw event_runtime::RetryAfterError("the payment gateway is busy", 1s);
    return services().outbox.send({.reference = chargeReference(payment.paymentId),
                                   .to = "gateway@bank.example",
                                   .subject = "Charge",
                                   .body = std::to_string(payment.price.amount) + " " + payment.price.currency});
  });

  step.sendEvent("request-receipt", Events::EMAIL_REQUESTED,
                 {.to = payment.email, .template_ = MailTemplate::receipt, .name = payment.email});
  return {{"charge", charge}};
}

}  // namespace ticket_bounty
