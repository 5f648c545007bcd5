#include "client.hpp"

using namespace max_amex;

void send() {
  sendEvent(Events::USER_SINGED_UP, {.userId = "u", .signupMethod = SignupMethod::google, .address = {}, .tags = {}});
}
