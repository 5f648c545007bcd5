#pragma once

#include <event_runtime/http.hpp>
#include <event_runtime/inngest.hpp>

#include "function/handler_registry.hpp"
#include "inngest/api_client.hpp"
#include "inngest/credentials.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace event_runtime::inngest {

/// Tells Inngest which functions there are and where: when it asks for it in the answer (in band), or by a request of
/// our own (out of band; specification, 4.3). Thread-safe.
class Synchronizer {
 public:
  struct Parts {
    const std::string& app;
    const std::string& framework;
    const Checkpointing& checkpointing;
    const InngestSettings& settings;
    const Credentials& credentials;
    const function::HandlerRegistry& functions;
    const ApiClient& api;
    const Clock& clock;
    Logger& logger;
  };
  /// All parts must outlive it.
  explicit Synchronizer(Parts parts) : parts_(parts) {}

  HttpResponse answer(const HttpRequest& request) const;
  /// `url` is where the application is reached; `deployId` and `expectedServer` come with a request that asked for it.
  InngestSync synchronize(std::string_view url, std::string_view deployId, std::string_view expectedServer) const;

 private:
  HttpResponse answerInBand(const HttpRequest& request, const SigningKey* signer) const;
  HttpResponse answerOutOfBand(const HttpRequest& request, bool isSigned) const;
  const SigningKey* signerOf(const HttpRequest& request) const;
  std::optional<std::string> withSettings(std::string_view url) const;

  Parts parts_;
};

}  // namespace event_runtime::inngest
