#pragma once

#include "execution/requests.hpp"

#include <memory>

namespace event_runtime::engine {

/// Sends what Step::fetch() and Step::infer() ask for, as Inngest's gateways do: redirects are followed, a fetch is
/// answered by any status, a model by 2xx alone.
class HttpRequester : public execution::Requester {
 public:
  /// Without a client every request fails for good, and says what is missing.
  explicit HttpRequester(std::shared_ptr<HttpClient> client) : client_(std::move(client)) {}

  void fetch(const FetchRequest& request, JsonBuffer& record) const override;
  void infer(const InferRequest& request, JsonBuffer& record) const override;

 private:
  HttpClient& client() const;

  std::shared_ptr<HttpClient> client_;
};

}  // namespace event_runtime::engine
