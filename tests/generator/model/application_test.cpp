#include "model_of.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace event_codegen;

namespace {

const std::string EVENTS = R"(
app: max-amex
events:
  USER_SIGNED_UP: user/signed-up
  TICKET_CREATED: { name: app/ticket.created, description: A ticket was opened., owner: support, deprecated: use another }
reserved: [user/registered]
check: { name-past-tense: warning }
)";

const std::string USER = R"(
types:
  SignupMethod: [google, email]
  Address: { properties: { street: string } }
events:
  USER_SIGNED_UP:
    description: Sent once.
    version: 1.10
    data: { method: SignupMethod, 'address?': Address }
handlers:
  user-signed-up-handler:
    description: Welcomes.
    trigger: USER_SIGNED_UP
    concurrency: [{ limit: 5, key: event.data.method }, 7]
    retries: 0
    emits: [TICKET_CREATED]
)";

const std::string TICKET = R"(
events:
  TICKET_CREATED: { data: { at: user.Address } }
handlers:
  ticket-any-handler: { triggers: [TICKET_CREATED, { event: USER_SIGNED_UP }, inngest/function.failed] }
)";

}  // namespace

TEST_CASE("what the files say is in the model") {
  ModelOf model(EVENTS, {{"src/user/types.yaml", USER}, {"src/ticket/types.yaml", TICKET}});
  REQUIRE(model.complaints() == "");
  const Application& application = model.application;
  CHECK(application.app == "max-amex");
  CHECK(application.cppNamespace == "max_amex");
  CHECK(application.readable);
  CHECK(application.reserved[0].value == "user/registered");
  CHECK(application.severities.at("name-past-tense").value == Severity::warning);

  REQUIRE(application.events.size() == 2);
  const Event& signedUp = *application.events[0];
  CHECK(signedUp.constant == "USER_SIGNED_UP");
  CHECK(signedUp.name == "user/signed-up");
  CHECK(signedUp.description == "Sent once.");
  CHECK(signedUp.version == "1.10");
  CHECK(signedUp.payload->cppName == "UserSignedUp");
  CHECK(signedUp.payload->description == "Sent once.");
  CHECK(signedUp.feature == &model.feature("user"));
  const Event& created = *application.findEvent("TICKET_CREATED");
  CHECK(created.description == "A ticket was opened.");
  CHECK(created.payload->description == "A ticket was opened.");
  CHECK(created.owner == "support");
  CHECK(created.deprecated == "use another");
  CHECK(application.findEvent("NOTHING") == nullptr);

  CHECK(application.features[0]->name == "ticket");
  const Feature& ticket = model.feature("ticket");
  CHECK(ticket.directory == "src/ticket");
  CHECK(ticket.uses == std::vector<const Feature*>{&model.feature("user")});
  CHECK(ticket.triggersOf == std::vector<const Feature*>{&model.feature("user")});
  CHECK(ticket.events == std::vector<Event*>{application.events[1].get()});

  const Handler& welcome = *model.feature("user").handlers[0];
  CHECK(welcome.cppName == "userSignedUpHandler");
  CHECK(welcome.fileName == "user_signed_up_handler.cpp");
  CHECK(welcome.options.retries == 0);
  REQUIRE(welcome.options.concurrency.size() == 2);
  CHECK(welcome.options.concurrency[0].limit == 5);
  CHECK(welcome.options.concurrency[0].key.value == "event.data.method");
  CHECK(welcome.options.concurrency[1].limit == 7);
  CHECK(welcome.options.concurrency[1].key.value.empty());
  CHECK(welcome.emits == std::vector<const Event*>{&created});
  const Handler& any = *ticket.handlers[0];
  REQUIRE(any.triggers.size() == 3);
  CHECK(any.triggers[0].event == &created);
  CHECK(any.triggers[1].event == &signedUp);
  CHECK(any.triggers[2].event == nullptr);
  CHECK(any.triggers[2].name == "inngest/function.failed");
}

TEST_CASE("the same files give the same model, in whatever order they are named") {
  ModelOf model(EVENTS, {{"src/ticket/types.yaml", TICKET}, {"src/user/types.yaml", USER}});
  CHECK(model.complaints() == "");
  CHECK(model.application.features[0]->name == "ticket");
  CHECK(model.application.features[1]->name == "user");
}

TEST_CASE("each type comes after those it uses") {
  const ModelOf model = ModelOf::withData(
      "c: C", "C: { properties: { b: 'B[]', d: [x] } }\nB: { properties: { 'a?': A } }\nA: { properties: {} }");
  std::vector<std::string> order;
  for (const auto& type : model.feature("order").types) order.push_back(type->cppName);
  CHECK(order == std::vector<std::string>{"CD", "A", "B", "C", "OrderPlaced"});
}

TEST_CASE("a feature is named after its folder, or as it says") {
  CHECK(ModelOf("app: a\nevents: {}\n", {{"x/user/types.yaml", ""}}).application.features[0]->name == "user");
  CHECK(ModelOf("app: a\nevents: {}\n", {{"x/user/types.yaml", "feature: other\n"}}).application.features[0]->name ==
        "other");
}

TEST_CASE("very many features are read on several threads, with complaints in the order of the files") {
  std::vector<std::pair<std::string, std::string>> files;
  for (int index = 0; index < 200; ++index)
    files.emplace_back("f" + std::to_string(index) + "/types.yaml", "zebra: 1\n");
  const ModelOf model("app: a\nevents: {}\n", files);
  REQUIRE(model.diagnostics.list().size() == 200);
  for (std::size_t index = 0; index < 200; ++index)
    CHECK(model.diagnostics.list()[index].span.file->path() == files[index].first);
}

TEST_CASE("a file that is not there leaves no complaints about what it may hold") {
  ModelOf model(EVENTS, {{"user/types.yaml", USER}, {"ticket/types.yaml", "events: [\n"}});
  CHECK_FALSE(model.application.readable);
  CHECK(model.diagnostics.list().size() == 1);
}

TEST_CASE("a chain of very many features is followed without recursion") {
  std::vector<std::pair<std::string, std::string>> files;
  for (int index = 0; index < 3000; ++index) {
    const std::string next =
        index + 1 < 3000 ? "f" + std::to_string(index + 1) + ".T" + std::to_string(index + 1) : "string";
    files.emplace_back("f" + std::to_string(index) + "/types.yaml",
                       "types: { T" + std::to_string(index) + ": { properties: { x: " + next + " } } }\n");
  }
  ModelOf model("app: a\nevents: {}\n", files);
  CHECK(model.complaints() == "");
}
