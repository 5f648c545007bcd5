#include "check/event_names.hpp"

#include <doctest/doctest.h>

using namespace event_codegen;

TEST_CASE("the usual form is feature/action in small letters") {
  for (const char* name : {"user/signed-up", "app/ticket.created", "a/b/c", "user_2/x1"}) CHECK(hasUsualFormat(name));
  for (const char* name :
       {"", "user", "user/", "/signed", "User/signed", "user/signed up", "user//x", "user/-x", "user/x."}) {
    CAPTURE(name);
    CHECK_FALSE(hasUsualFormat(name));
  }
}

TEST_CASE("the past tense is in a word of the action") {
  for (const char* name :
       {"user/signed-up", "app/ticket.created", "email/sent", "payment/paid", "user/password_changed"}) {
    CAPTURE(name);
    CHECK(isPastTense(name));
  }
  for (const char* name : {"user/sign-up", "email/send.welcome", "created/now", "shop/bed", "user/"}) {
    CAPTURE(name);
    CHECK_FALSE(isPastTense(name));
  }
}
