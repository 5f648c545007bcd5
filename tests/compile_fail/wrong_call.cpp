#include "user/handlers.hpp"

using namespace max_amex;

void call(Step& step) {
  step.invoke("welcome", Handlers::USER_SIGNED_UP_HANDLER,
              {.userId = "u", .signupMethode = SignupMethod::google, .address = {}, .tags = {}});
}
