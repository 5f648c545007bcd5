#pragma once

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/fetch.hpp>

#include <string_view>

/// Requests as steps: what is the same whoever sends them.
namespace event_runtime::execution {

/// Sends a step's requests in this process, as a body of the step: what it throws is retried. Thread-safe.
class Requester {
 public:
  virtual ~Requester() = default;
  /// Writes the step's record: encodeFetched().
  virtual void fetch(const FetchRequest& request, JsonBuffer& record) const = 0;
  /// Writes the provider's answer, JSON text.
  virtual void infer(const InferRequest& request, JsonBuffer& record) const = 0;
};

/// Throw NonRetriableError, naming the step, where the request could not be sent as it stands, or would not be the same
/// on the way: a header with a line break in it, a body that is no JSON text.
void requireSendable(std::string_view stepId, const FetchRequest& request);
void requireSendable(std::string_view stepId, const InferRequest& request);

/// The record of a fetch, as Inngest's gateway has it: `{"url":…,"headers":{…},"body":…,"status_code":…}`.
void encodeFetched(JsonBuffer& record, std::string_view url, const HttpResponse& response);

/// `openai-chat`, … as Inngest names them.
std::string_view toString(InferFormat format) noexcept;

}  // namespace event_runtime::execution

namespace event_runtime {
void decodeJson(Decoder& decoder, JsonValue json, FetchResponse& response, const Path& path);
}
