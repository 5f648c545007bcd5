#include "inngest/checkpoints.hpp"

#include "http/url.hpp"
#include "inngest/json_members.hpp"
#include "inngest/retry_pause.hpp"

#include <chrono>
#include <stdexcept>
#include <utility>

namespace event_runtime::inngest {

namespace {

/// What Inngest answers where another call has taken this one's place.
constexpr int STALE = 409;

}  // namespace

void requireGood(const Checkpointing& checkpointing, const std::string& whose) {
  constexpr int MOST_STEPS = 1000;
  constexpr std::chrono::hours LONGEST{24};
  const auto require = [&](bool condition, const std::string& what) {
    if (!condition) throw std::invalid_argument("checkpointing of " + whose + ": " + what);
  };
  require(checkpointing.bufferedSteps >= 0 && checkpointing.bufferedSteps <= MOST_STEPS,
          "bufferedSteps is " + std::to_string(checkpointing.bufferedSteps) + "; it must be 0 to 1000");
  for (const auto& [name, time] :
       {std::pair{"maxInterval", checkpointing.maxInterval}, std::pair{"maxRuntime", checkpointing.maxRuntime}}) {
    require(time.count() >= 0 && time <= LONGEST, std::string(name) + " must be between 0 and 24 h");
  }
}

Checkpoints::Checkpoints(const Checkpointing& checkpointing, const CallRequest& request, const ApiClient& api,
                         const Credentials& credentials, Clock& clock, Logger& logger)
    : options_(checkpointing),
      request_(request),
      api_(api),
      credentials_(credentials),
      clock_(clock),
      logger_(logger),
      began_(clock.now()) {}

Checkpoints::~Checkpoints() {
  if (!timer_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  timer_.join();
}

Checkpoints::State Checkpoints::add(std::string_view step) {
  const std::lock_guard lock(mutex_);
  if (buffered_++ == 0) {
    firstAdded_ = clock_.now();
  } else {
    buffer_ += ',';
  }
  buffer_ += step;
  if (state_ != State::good || buffered_ >= options_.bufferedSteps || buffer_.size() > MAX_BUFFER) return flushLocked();
  if (options_.maxInterval.count() > 0) {
    if (!timer_.joinable()) timer_ = std::thread([this] { keepInterval(); });
    changed_.notify_all();
  }
  return State::good;
}

Checkpoints::State Checkpoints::flush() {
  const std::lock_guard lock(mutex_);
  return flushLocked();
}

std::string Checkpoints::takeBuffered() {
  const std::lock_guard lock(mutex_);
  buffered_ = 0;
  return '[' + std::exchange(buffer_, {}) + ']';
}

bool Checkpoints::isOverTime() const {
  return options_.maxRuntime.count() > 0 && clock_.now() - began_ >= options_.maxRuntime;
}

/// A body may take long, and what was finished before it is to be told in time.
void Checkpoints::keepInterval() {
  std::unique_lock lock(mutex_);
  while (!ending_ && state_ == State::good) {
    if (buffered_ == 0) {
      changed_.wait(lock);
      continue;
    }
    const Timestamp due = firstAdded_ + options_.maxInterval;
    if (clock_.now() >= due) {
      flushLocked();
    } else {
      clock_.wait(lock, changed_, due);
    }
  }
}

Checkpoints::State Checkpoints::flushLocked() {
  if (state_ != State::good || buffered_ == 0) return state_;
  state_ = post(body());
  if (state_ == State::good) {
    buffer_.clear();
    buffered_ = 0;
  }
  return state_;
}

/// The same request may come twice, where an answer was lost: Inngest keeps the result that it has.
Checkpoints::State Checkpoints::post(const std::string& body) {
  const std::string path = "/v1/checkpoint/" + http::percentEncode(request_.runId) + "/async";
  std::string problem;
  for (int attempt = 0; attempt < ATTEMPTS; ++attempt) {
    if (attempt > 0) pause(attempt - 1);
    try {
      const HttpResponse response = api_.post(path, body, {});
      if (response.status >= 200 && response.status < 300) return State::good;
      problem = errorOf(response, credentials_);
      if (response.status == STALE) {
        log("Inngest has begun this call anew; this one is given up", problem);
        return State::stale;
      }
      if (!mayHelpToRetry(response.status)) break;
    } catch (const HttpError& error) {
      problem = credentials_.redacted(error.what());
    }
  }
  log("finished steps could not be told to Inngest; they are told in the answer to the call", problem);
  return State::failed;
}

std::string Checkpoints::body() const {
  JsonBuffer json;
  json.raw('{');
  stringMember(json, "run_id", request_.runId);
  stringMember(json, "fn_id", request_.functionId);
  stringMember(json, "qi_id", request_.queueItemId);
  // Not in the specification: by these the server tells a call that it has given up.
  optionalStringMember(json, "request_id", request_.requestId);
  if (request_.generation > 0) integerMember(json, "generation_id", request_.generation);
  integerMember(json, "request_started_at", began_.time_since_epoch().count());
  integerMember(json, "ts", clock_.now().time_since_epoch().count());
  beginMember(json, "steps");
  json.raw('[');
  json.raw(buffer_);
  json.raw("]}");
  return json.text();
}

void Checkpoints::pause(int failures) const {
  std::mutex mutex;
  std::condition_variable never;
  std::unique_lock lock(mutex);
  clock_.wait(lock, never, clock_.now() + pauseAfter(failures));
}

void Checkpoints::log(std::string_view message, std::string_view reason) const {
  logger_.log(LogLevel::warning, message, {{"run", request_.runId}, {"reason", reason}});
}

}  // namespace event_runtime::inngest
