#include "client.hpp"

using namespace max_amex;

void send() {
  sendEvent(Events::USER_SIGNED_UP, {.userId = "u", .signupMethode = SignupMethod::google, .address = {}, .tags = {}});
}
