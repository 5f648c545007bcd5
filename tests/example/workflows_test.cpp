// What takes days, or depends on the time of day: the example's handlers on a clock that the test moves.
#include "support/scratch.hpp"

#include "client.hpp"
#include "handlers.hpp"
#include "services.hpp"

#include <event_runtime/engine.hpp>
#include <event_runtime/testing.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

using namespace event_runtime;
using namespace std::chrono_literals;
using namespace ticket_bounty;

namespace {

using Texts = std::vector<std::string>;

const std::string USER = "7d444840-9dc0-4bd8-a245-000000000001";

/// The application, on a Sunday.
class Application {
 public:
  Application() {
    setServices(std::make_unique<Services>(scratch_ / "outbox.jsonl", 24h));
    engine_.start();
  }

  template <class Tag>
  void send(const Tag& tag, const typename Tag::Payload& data) {
    engine_.client()->sendEvent(tag, data);
    engine_.waitUntilIdle();
  }

  void pass(std::chrono::milliseconds duration) {
    clock_->advance(duration);
    engine_.waitUntilIdle();
  }

  /// Lets the time pass until something is due; gives what time it is then.
  std::string passUntilDue() {
    const auto due = engine_.nextWakeUp();
    REQUIRE(due);
    clock_->set(*due);
    engine_.waitUntilIdle();
    return formatTimestamp(*due);
  }

  /// Subjects of the mails so far that begin like this.
  static Texts mails(const std::string& beginning) {
    Texts found;
    for (const Mail& mail : services().outbox.all()) {
      if (mail.subject.starts_with(beginning)) found.push_back(mail.subject);
    }
    return found;
  }

  Texts resultsOf(const std::string& handler) {
    Texts found;
    for (const RunRecord& run : engine_.recentRuns(100)) {
      if (run.functionId == "ticket-bounty-" + handler) found.push_back(run.result);
    }
    return found;
  }

 private:
  example_test::Scratch scratch_;
  std::shared_ptr<FakeClock> clock_ =
      std::make_shared<FakeClock>(std::chrono::sys_days(std::chrono::year(2026) / 11 / 22));
  Engine engine_{{.app = std::string(APP_ID),
                  .store = memoryStore(),
                  .handlers = ALL_HANDLERS,
                  .clock = clock_,
                  .logger = consoleLogger(LogLevel::error)}};
};

}  // namespace

TEST_CASE("the digest is mailed at seven in Paris, from Monday to Friday") {
  Application application;
  Texts times;
  for (int tick = 0; tick < 6; ++tick) times.push_back(application.passUntilDue());
  CHECK(times == Texts{"2026-11-23T06:00:00.000Z", "2026-11-24T06:00:00.000Z", "2026-11-25T06:00:00.000Z",
                       "2026-11-26T06:00:00.000Z", "2026-11-27T06:00:00.000Z", "2026-11-30T06:00:00.000Z"});
  CHECK(application.mails("Digest of") == Texts{"Digest of 2026-11-23", "Digest of 2026-11-24", "Digest of 2026-11-25",
                                                "Digest of 2026-11-26", "Digest of 2026-11-27",
                                                "Digest of 2026-11-30"});
}

TEST_CASE("tips come a day after the welcome, but not to who has left by then") {
  for (const bool leaves : {false, true}) {
    CAPTURE(leaves);
    Application application;
    application.send(
        Events::USER_SIGNED_UP,
        {.userId = USER, .email = "ada@example.com", .displayName = "Ada", .signupMethod = SignupMethod::email});
    CHECK(application.mails("Welcome").size() == 1);
    if (leaves) application.send(Events::ACCOUNT_CLOSED, {.userId = USER});
    application.pass(24h);
    CHECK(application.mails("Three tips").size() == (leaves ? 0U : 1U));
  }
}

TEST_CASE("comments that follow each other are indexed once") {
  Application application;
  const auto comment = [&](const std::string& text) {
    application.send(Events::COMMENT_POSTED, {.commentId = "01JD0000000000000000000001",
                                              .ticketId = "01JD0000000000000000000002",
                                              .author = "ada@example.com",
                                              .watchers = {},
                                              .text = text});
  };
  comment("One.");
  application.pass(999ms);
  comment("Another.");
  application.pass(999ms);
  CHECK(application.resultsOf("comment-posted-index").empty());
  application.pass(1ms);
  CHECK(application.resultsOf("comment-posted-index") ==
        Texts{R"({"characters":8,"ticket":"01JD0000000000000000000002"})"});
}
