#include "flows.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <cstdint>
#include <stdexcept>
#include <utility>

namespace example_test {

namespace {
using nlohmann::json;

const std::map<std::string, std::vector<std::string>, std::less<>>& flows() {
  static const std::map<std::string, std::vector<std::string>, std::less<>> FLOWS{
      {"user/signed-up", {"user-signed-up-handler", "audit-sign-up"}},
      {"payment/initiated", {"payment-initiated-handler"}},
      {"payment/otp.received", {"payment-otp-received-charge"}},
      {"app/ticket.created", {"ticket-created-triage"}},
      {"app/ticket.escalated", {"ticket-escalated-page"}},
      {"app/comment.posted", {"comment-posted-notify", "comment-posted-index"}},
      {"account/password.changed", {"account-password-changed-secure"}},
      {"app/admin-digest.requested", {"admin-digest-requested-gather"}},
      {"app/admin-digest.ready", {"admin-digest-ready-mail", "admin-digest-ready-archive"}},
      {"email/requested", {"email-requested-deliver"}},
      {"inngest/scheduled.timer", {"admin-digest-requested-gather"}},
      {"inngest/function.failed", {"admin-failure-report"}}};
  return FLOWS;
}

/// A run that does one step, a mail under that step's id.
Expected oneMail(const RunRow& run, const std::string& step) {
  return {.steps = {step}, .mails = {run.id + "/" + step}};
}

Expected paymentInitiated(const RunRow& run) {
  Expected expected{.steps = {"send-one-time-password", "until-it-expires", "was-it-confirmed"},
                    .mails = {run.id + "/send-one-time-password"}};
  const StepRow* const confirmed = run.step("was-it-confirmed");
  if (confirmed != nullptr && confirmed->result == "false") {
    expected.steps.emplace_back("send-cancellation");
    expected.mails.push_back(run.id + "/send-cancellation");
  }
  return expected;
}

Expected charge(const json& data) {
  // The example's way to make a password, written down again.
  const std::string payment = data.at("paymentId");
  std::uint32_t number = 0;
  for (const char character : payment) number = (number * 31 + static_cast<unsigned char>(character)) % 1'000'000;
  std::string right = std::to_string(number);
  right.insert(0, 6 - right.size(), '0');
  if (data.at("otp").get<std::string>() != right) return {.status = "failed"};
  return {.steps = {"check-password", "charge-card", "request-receipt"},
          .mails = {"charge/" + payment},
          .sends = {{"request-receipt", "email/requested"}}};
}

Expected triage(const RunRow& run, const json& data) {
  Expected expected{.steps = {"assign", "tell-assignee"}, .mails = {run.id + "/tell-assignee"}};
  if (data.at("priority") == "urgent") {
    expected.steps.emplace_back("escalate");
    expected.sends["escalate"] = "app/ticket.escalated";
  }
  return expected;
}

Expected notify(const RunRow& run, const json& data) {
  Expected expected;
  const auto add = [&](const std::string& step) {
    expected.steps.push_back(step);
    expected.mails.push_back(run.id + "/" + step);
  };
  add("notify-author");
  for (const auto& watcher : data.at("watchers")) add("notify-watcher-" + watcher.get<std::string>());
  return expected;
}
}  // namespace

std::vector<std::string> handlersOf(std::string_view eventName) {
  const auto found = flows().find(eventName);
  return found == flows().end() ? std::vector<std::string>{} : found->second;
}

bool isSentByHandlers(std::string_view eventName) {
  return eventName == "app/ticket.escalated" || eventName == "app/admin-digest.ready" ||
         eventName == "email/requested" || eventName == "inngest/function.failed";
}

Expected expectedOf(const RunRow& run, const EventRow& event) {
  const json data = json::parse(event.data);
  const std::string& handler = run.handler;
  if (handler == "audit-sign-up") return {.steps = {"note"}};
  if (handler == "user-signed-up-handler") {
    return {.steps = {"request-welcome-mail", "wait-1-day", "send-tips"},
            .mails = {run.id + "/send-tips"},
            .sends = {{"request-welcome-mail", "email/requested"}}};
  }
  if (handler == "payment-initiated-handler") return paymentInitiated(run);
  if (handler == "payment-otp-received-charge") return charge(data);
  if (handler == "ticket-created-triage") return triage(run, data);
  if (handler == "ticket-escalated-page") return oneMail(run, "page");
  if (handler == "comment-posted-notify") return notify(run, data);
  if (handler == "comment-posted-index") return {.steps = {"index"}};
  if (handler == "account-password-changed-secure") {
    return {.steps = {"end-other-sessions", "request-notice"},
            .mails = {run.id + "/end-other-sessions"},
            .sends = {{"request-notice", "email/requested"}}};
  }
  if (handler == "admin-digest-requested-gather") {
    return {.steps = {"count-users", "count-tickets", "count-payments", "digest-ready"},
            .sends = {{"digest-ready", "app/admin-digest.ready"}}};
  }
  if (handler == "admin-digest-ready-mail") return oneMail(run, "send-digest");
  if (handler == "admin-digest-ready-archive") return oneMail(run, "archive");
  if (handler == "email-requested-deliver") return oneMail(run, "deliver");
  if (handler == "admin-failure-report") return oneMail(run, "report");
  throw std::invalid_argument("the example has no handler " + handler);
}

}  // namespace example_test
