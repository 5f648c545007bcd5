#include <event_runtime/step.hpp>

#include <event_runtime/errors.hpp>

#include "execution/execution_impl.hpp"
#include "execution/failure.hpp"
#include "execution/requests.hpp"
#include "execution/sent_events.hpp"

#include <algorithm>
#include <utility>

namespace event_runtime {

namespace execution {

void decodeJson(Decoder& decoder, JsonValue json, SentEvents& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  bool found = false;
  while (members.next()) {
    if (members.key() != "ids") continue;
    found = true;
    event_runtime::decodeJson(decoder, members.value(), value.ids, Path::member(path, "ids"));
  }
  if (!found) decoder.missing("ids", "array", path);
}

std::string sentEventsResult(const std::vector<std::string>& ids) {
  JsonBuffer json;
  json.raw("{\"ids\":");
  encodeJson(json, ids);
  json.raw('}');
  return json.text();
}

}  // namespace execution

namespace {
using execution::Sleep;
using execution::StepKind;

[[noreturn]] void throwBadTime(std::string_view id, std::string_view what) {
  throw NonRetriableError("step \"" + std::string(id) + "\": " + std::string(what));
}

void requireWaitable(std::string_view id, std::string_view what, std::chrono::milliseconds duration) {
  if (duration > execution::MAX_SLEEP) {
    throwBadTime(id, std::string(what) + " for " + formatDuration(duration) + "; the limit is 366 days");
  }
}
}  // namespace

std::string Step::runBody(std::string_view id, std::shared_ptr<const StepOptions> options,
                          const std::function<void(JsonBuffer&)>& body) {
  return execution_.impl_->runBody(id, StepKind::run, std::move(options), body);
}

std::shared_ptr<const StepOptions> Step::checked(std::string_view id, StepOptions options) {
  const auto require = [&](bool condition, const std::string& what) {
    if (!condition) throw NonRetriableError("step \"" + std::string(id) + "\": " + what);
  };
  const auto inRange = [](std::chrono::milliseconds duration) {
    return duration.count() >= 0 && duration <= execution::MAX_SLEEP;
  };
  if (options.retries) {
    require(*options.retries >= 0 && *options.retries <= execution::MAX_STEP_RETRIES,
            "its retries are " + std::to_string(*options.retries) + "; they must be 0 to " +
                std::to_string(execution::MAX_STEP_RETRIES));
  }
  require(inRange(options.timeout), "its timeout must be between 0 and 366 days");
  if (const auto& backoff = options.backoff) {
    require(inRange(backoff->first) && inRange(backoff->longest) && inRange(backoff->jitter),
            "the durations of its backoff must be between 0 and 366 days");
    require(backoff->factor >= 1 && backoff->factor <= 100, "its backoff's factor must be between 1 and 100");
  }
  return std::make_shared<const StepOptions>(std::move(options));
}

void Step::runBranches(std::function<void()>* branches, std::size_t count) {
  execution_.impl_->runBranches(branches, count);
}

std::size_t Step::raceBranches(std::string_view id, std::function<void()>* branches, std::size_t count) {
  return execution_.impl_->race(id, branches, count);
}

std::optional<StoredEvent> Step::awaitEvent(std::string_view id, std::span<const std::string_view> names,
                                            WaitOptions options) {
  requireWaitable(id, "it is to wait", options.timeout);
  requireWaitable(id, "it is to look back", options.lookback);
  execution::WaitForEvents wait;
  for (const std::string_view name : names) {
    if (std::find(wait.names.begin(), wait.names.end(), name) != wait.names.end()) {
      throwBadTime(id, "it waits for '" + std::string(name) + "' twice");
    }
    wait.names.emplace_back(name);
  }
  if (names.size() > 1 && !execution_.impl_->options().waitsForAny) return awaitFirst(id, names, options);
  wait.options = std::move(options);
  const std::string text = execution_.impl_->request(id, StepKind::waitForEvent, std::move(wait));
  if (text == "null") return std::nullopt;
  try {
    return detail::parseEnvelope(text);
  } catch (const ValidationError& error) {
    throwUndecodable(id, error.issues());
  }
}

/// Where it can not be said in one, as a race of waits.
std::optional<StoredEvent> Step::awaitFirst(std::string_view id, std::span<const std::string_view> names,
                                            const WaitOptions& options) {
  std::vector<std::optional<StoredEvent>> events(names.size());
  std::vector<std::function<void()>> branches;
  for (std::size_t i = 0; i < names.size(); ++i) {
    branches.push_back([&, i] {
      events[i] = awaitEvent(std::string(id) + ": " + std::string(names[i]), names.subspan(i, 1), options);
    });
  }
  return std::move(events.at(raceBranches(id, branches.data(), branches.size())));
}

FetchResponse Step::fetch(std::string_view id, FetchRequest request) {
  execution::requireSendable(id, request);
  const execution::Requester* const requester = execution_.impl_->options().requester;
  const std::string text =
      requester == nullptr
          ? execution_.impl_->request(id, StepKind::fetch, execution::Fetch{std::move(request)})
          : execution_.impl_->runBody(id, StepKind::fetch, nullptr,
                                      [&](JsonBuffer& record) { requester->fetch(request, record); });
  return decodeResult<FetchResponse>(id, text);
}

std::string Step::inferText(std::string_view id, InferRequest request) {
  execution::requireSendable(id, request);
  const execution::Requester* const requester = execution_.impl_->options().requester;
  if (requester == nullptr) {
    return execution_.impl_->request(id, StepKind::infer, execution::Infer{std::move(request)});
  }
  return execution_.impl_->runBody(id, StepKind::infer, nullptr,
                                   [&](JsonBuffer& record) { requester->infer(request, record); });
}

std::string Step::call(std::string_view id, std::string_view function, std::string data, const InvokeOptions& options) {
  requireWaitable(id, "it is to wait", options.timeout);
  return execution_.impl_->request(id, StepKind::invoke,
                                   execution::Invoke{std::string(function), std::move(data), options.timeout});
}

std::string Step::awaitSignal(std::string_view id, std::string_view signal, const SignalOptions& options) {
  requireWaitable(id, "it is to wait", options.timeout);
  if (signal.empty() || signal.size() > execution::LONGEST_SIGNAL) {
    throwBadTime(id, "a signal's name has 1 to 255 bytes; this one has " + std::to_string(signal.size()));
  }
  return execution_.impl_->request(id, StepKind::waitForSignal, execution::WaitForSignal{std::string(signal), options});
}

void Step::throwOtherEvent(std::string_view id, std::string_view name) {
  throw DeterminismError("step \"" + std::string(id) + "\": recorded: event '" + std::string(name) +
                         "'; now: the step no longer waits for it");
}

void Step::sleep(std::string_view id, std::chrono::milliseconds duration) {
  if (duration > execution::MAX_SLEEP) {
    throwBadTime(id, "it is to sleep for " + formatDuration(duration) + "; the limit is 366 days");
  }
  execution_.impl_->request(id, StepKind::sleep, Sleep{duration});
}

void Step::sleep(std::string_view id, std::string_view duration) {
  std::chrono::milliseconds parsed{};
  try {
    parsed = parseDuration(duration);
  } catch (const std::invalid_argument& error) {
    throwBadTime(id, error.what());
  }
  sleep(id, parsed);
}

void Step::sleepUntil(std::string_view id, Timestamp time) {
  execution_.impl_->request(id, StepKind::sleep, Sleep{time});
}

void Step::sleepUntil(std::string_view id, std::string_view time) {
  Timestamp parsed{};
  try {
    parsed = parseTimestamp(time);
  } catch (const std::invalid_argument& error) {
    throwBadTime(id, error.what());
  }
  sleepUntil(id, parsed);
}

std::vector<std::string> Step::sendEvents(std::string_view id, std::vector<OutgoingEvent> events) {
  for (const OutgoingEvent& event : events) detail::refuseReserved(event);
  const std::size_t count = events.size();
  const std::string text = execution_.impl_->request(id, StepKind::sendEvent, execution::SendEvents{std::move(events)});
  auto sent = decodeResult<execution::SentEvents>(id, text);
  if (sent.ids.size() != count) {
    throw DeterminismError("step \"" + std::string(id) + "\": recorded: " + std::to_string(sent.ids.size()) +
                           " events sent; now: " + std::to_string(count));
  }
  return std::move(sent.ids);
}

bool Step::transformsResults() const noexcept { return execution_.impl_->context() != nullptr; }

void* Step::provided(const std::type_info& type) const {
  const RunContext* const context = execution_.impl_->context();
  void* const found = context == nullptr ? nullptr : context->findType(type);
  if (found != nullptr) return found;
  throw NonRetriableError("step.context(): no middleware of this handler provides a " +
                          execution::readableTypeName(type.name()));
}

const std::string& Step::runId() const noexcept { return execution_.impl_->runId(); }
int Step::attempt() const noexcept { return execution_.impl_->attempt(); }
std::stop_token Step::stopToken() const { return execution_.impl_->stopToken(); }

void Step::throwUndecodable(std::string_view id, const std::vector<Issue>& issues) {
  throw DeterminismError(
      "step \"" + std::string(id) +
      "\": its recorded result does not fit the type that the step now gives: " + formatIssues(issues));
}

}  // namespace event_runtime
