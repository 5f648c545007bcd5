#include "inngest/error_text.hpp"

#include "support.hpp"

namespace event_runtime::inngest {

TEST_CASE("errors are called as other SDKs call theirs") {
  CHECK(errorName("std::runtime_error") == "Error");
  CHECK(errorName("std::exception") == "Error");
  CHECK(errorName("std::logic_error") == "Error");
  CHECK(errorName("event_runtime::NonRetriableError") == "NonRetriableError");
  CHECK(errorName("shop::payment::CardDeclined") == "CardDeclined");
  CHECK(errorName("(anonymous namespace)::Odd") == "Odd");
  CHECK(errorName("shop::(anonymous namespace)::Odd") == "Odd");
  CHECK(errorName("std::out_of_range") == "out_of_range");
  CHECK(errorName("shop::Failure<shop::Card, std::vector<shop::Item> >") == "Failure<Card, vector<Item> >");
  CHECK(errorName("shop::Outer<shop::Card>::Inner") == "Inner");
  CHECK(errorName("Error") == "Error");
  CHECK(errorName("") == "Error");
  CHECK(errorName("::") == "Error");
}

TEST_CASE("an exception's text can not end the JSON that it stands in") {
  JsonBuffer json;
  encodeError(json, {"std::runtime_error", "\"},{\"op\":\"StepRun\n\x01</script>"});
  CHECK(Json::parse(json.view()) == Json{{"name", "Error"}, {"message", "\"},{\"op\":\"StepRun\n\x01</script>"}});
}

}  // namespace event_runtime::inngest
