// The example, once from end to end: what it prints, what it sends, what it leaves in its database.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "support/example.hpp"
#include "support/flows.hpp"
#include "support/process.hpp"
#include "support/scratch.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <string>
#include <vector>

using namespace example_test;
using namespace std::chrono_literals;

namespace {

/// One scenario, with days of 300 ms.
struct OneScenario {
  Scratch scratch;
  Files files{scratch.directory()};
  Exit exit = runToEnd(exampleProgram(), files.arguments({"--day", "300ms"}), 60s);
  Evidence evidence = gather(files);

  OneScenario() {
    INFO(exit.output << exit.errors);
    REQUIRE(exit.code == 0);
  }

  std::vector<RunRow> runsOf(const std::string& handler) const {
    std::vector<RunRow> runs;
    for (const auto& [id, run] : evidence.database.runs) {
      if (run.handler == handler) runs.push_back(run);
    }
    return runs;
  }

  /// Recipients of the mails with this subject, sorted.
  std::vector<std::string> recipients(const std::string& subject) const {
    std::vector<std::string> found;
    for (const auto& mail : evidence.mails) {
      if (mail.subject == subject) found.push_back(mail.to);
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  bool prints(const std::string& text) const { return exit.output.find(text) != std::string::npos; }
};

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("one scenario, from the accepted events to the last mail") {
  const OneScenario example;

  {
    INFO("keeps every promise, without a duplicate");
    const Verdict verdict = check(example.evidence);
    CHECK_MESSAGE(verdict.violations.empty(), verdict.text());
    CHECK(verdict.duplicatesAllowed == 0);
    CHECK(example.evidence.acknowledged.size() == 10);
    CHECK(example.evidence.mails.size() == 19);
  }

  {
    INFO("runs every handler of every feature, and the one registered in code");
    const std::map<std::string, std::size_t> expected{{"account-password-changed-secure", 1},
                                                      {"admin-digest-ready-archive", 1},
                                                      {"admin-digest-ready-mail", 1},
                                                      {"admin-digest-requested-gather", 1},
                                                      {"admin-failure-report", 1},
                                                      {"audit-sign-up", 1},
                                                      {"comment-posted-index", 1},
                                                      {"comment-posted-notify", 1},
                                                      {"email-requested-deliver", 3},
                                                      {"payment-initiated-handler", 2},
                                                      {"payment-otp-received-charge", 2},
                                                      {"ticket-created-triage", 2},
                                                      {"ticket-escalated-page", 1},
                                                      {"user-signed-up-handler", 1}};
    std::map<std::string, std::size_t> found;
    for (const auto& [id, run] : example.evidence.database.runs) ++found[run.handler];
    CHECK(found == expected);
    for (const auto& entry : expected) CHECK_MESSAGE(example.prints(entry.first), entry.first);
  }

  {
    INFO("welcomes the new user now and with tips a day later, and notes the sign-up");
    CHECK(example.recipients("Welcome to Ticket Bounty!") == Names{"ada1@example.com"});
    CHECK(example.recipients("Three tips for your first ticket") == Names{"ada1@example.com"});
    const auto audit = example.runsOf("audit-sign-up");
    REQUIRE(audit.size() == 1);
    CHECK(audit[0].result == R"("7d444840-9dc0-4bd8-a245-000000000010 by google")");
  }

  {
    INFO("charges at the second attempt, because the gateway is busy at first");
    const auto runs = example.runsOf("payment-otp-received-charge");
    const auto charged =
        std::find_if(runs.begin(), runs.end(), [](const RunRow& run) { return run.status == "completed"; });
    REQUIRE(charged != runs.end());
    REQUIRE(charged->step("charge-card") != nullptr);
    CHECK(charged->step("charge-card")->attempts == 2);
    CHECK(charged->step("check-password")->attempts == 1);
    CHECK(example.recipients("Charge") == Names{"gateway@bank.example"});
    CHECK(example.recipients("Your receipt") == Names{"ada1@example.com"});
    CHECK(example.prints("completed at attempt 2"));
  }

  {
    INFO("fails a wrong password at once and reports it to the administrators");
    const auto runs = example.runsOf("payment-otp-received-charge");
    const auto failed =
        std::find_if(runs.begin(), runs.end(), [](const RunRow& run) { return run.status == "failed"; });
    REQUIRE(failed != runs.end());
    REQUIRE(failed->step("check-password") != nullptr);
    CHECK(failed->step("check-password")->attempts == 1);
    CHECK(failed->step("charge-card") == nullptr);
    CHECK(example.recipients("Failed: ticket-bounty-payment-otp-received-charge") ==
          Names{"admins@ticket-bounty.example"});
    CHECK(example.prints("wrong one-time password for payment"));
  }

  {
    INFO("cancels the payment that nobody confirmed, and no other");
    CHECK(example.recipients("Confirm your payment").size() == 2);
    CHECK(example.recipients("Your payment was cancelled") == Names{"ada1@example.com"});
  }

  {
    INFO("escalates the urgent ticket alone");
    CHECK(example.recipients("New ticket: The payment page is down") == Names{"on-call@ticket-bounty.example"});
    CHECK(example.recipients("New ticket: A typo on the front page") == Names{"support@ticket-bounty.example"});
    CHECK(example.recipients("URGENT: The payment page is down") == Names{"on-call@ticket-bounty.example"});
  }

  {
    INFO("notifies a comment's author and the three who watch");
    CHECK(example.recipients("Your comment was posted") == Names{"ada1@example.com"});
    CHECK(example.recipients("New comment on a ticket you watch") ==
          Names{"ben@example.com", "cleo@example.com", "dan@example.com"});
  }

  {
    INFO("secures the account whose password has changed");
    CHECK(example.recipients("Your password was changed") == Names{"ada1@example.com"});
    CHECK(example.recipients("End sessions of 7d444840-9dc0-4bd8-a245-000000000010").size() == 1);
  }

  {
    INFO("mails and archives the digest with the counts that were gathered");
    const auto gathered = example.runsOf("admin-digest-requested-gather");
    REQUIRE(gathered.size() == 1);
    const auto count = [&](const std::string& step) {
      return gathered[0].step(step) ? gathered[0].step(step)->result : "missing";
    };
    const auto digest = std::find_if(example.evidence.mails.begin(), example.evidence.mails.end(),
                                     [](const SentMail& mail) { return mail.subject == "Digest of 2026-11-21"; });
    REQUIRE(digest != example.evidence.mails.end());
    CHECK(digest->body == count("count-users") + " users, " + count("count-tickets") + " tickets, " +
                              count("count-payments") + " payments");
    CHECK(example.recipients("Archive 2026-11-21").size() == 1);
  }
}

TEST_CASE("events that are accepted by one process are handled by the next") {
  // Given a process that died at its first mail
  const Scratch scratch;
  const Files files(scratch.directory());
  const Exit killed = runToEnd(exampleProgram(), files.arguments({"--day", "300ms", "--kill-after-mails", "1"}), 60s);
  CHECK(killed.signal == 9);
  const Kill kill = lookAfterKill(files);

  // When another one takes over
  const Exit exit = runToEnd(exampleProgram(), files.arguments({"--day", "300ms", "--scenarios", "0"}), 60s);

  // Then everything is done
  INFO(exit.output << exit.errors);
  REQUIRE(exit.code == 0);
  const Verdict verdict = check(gather(files, {kill}));
  CHECK_MESSAGE(verdict.violations.empty(), verdict.text());
}

TEST_CASE("the command line is explained and checked") {
  const Exit help = runToEnd(exampleProgram(), {"--help"}, 10s);
  CHECK(help.code == 0);
  for (const std::string option : {"--database", "--outbox", "--day", "--scenarios", "--serve", "--quiet"}) {
    CHECK_MESSAGE(help.output.find(option) != std::string::npos, option);
  }

  const Scratch scratch;
  const Files files(scratch.directory());
  const Exit unknown = runToEnd(exampleProgram(), files.arguments({"--dya", "1s"}), 10s);
  CHECK(unknown.code != 0);
  CHECK(unknown.errors.find("--dya") != std::string::npos);

  const Exit day = runToEnd(exampleProgram(), files.arguments({"--day", "soon"}), 10s);
  CHECK(day.code == 1);
  CHECK(day.errors.find("soon") != std::string::npos);

  const Exit outbox = runToEnd(exampleProgram(), {"--outbox", (scratch / "no/such/outbox").string()}, 10s);
  CHECK(outbox.code == 1);
  CHECK(outbox.errors.find("no/such/outbox") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(files.database));
}
