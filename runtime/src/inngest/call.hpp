#pragma once

#include <event_runtime/checkpointing.hpp>
#include <event_runtime/clock.hpp>
#include <event_runtime/http.hpp>
#include <event_runtime/logger.hpp>

#include "execution/stack_pool.hpp"
#include "function/handler_registry.hpp"
#include "inngest/api_client.hpp"
#include "inngest/call_request.hpp"
#include "inngest/credentials.hpp"
#include "inngest/event_sender.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace event_runtime::inngest {

/// What a call needs beside its request. All must outlive it.
struct CallServices {
  execution::StackPool& stacks;
  EventSender& events;
  const ApiClient& api;
  const Credentials& credentials;
  Clock& clock;
  Logger& logger;
  const Checkpointing& checkpointing;  ///< where the handler says nothing
  const HttpRequest* request = nullptr;  ///< that asks for the call, for middleware
};

/// Runs a handler as far as a call request asks: feeds it the steps that have ended, in the order in which they did,
/// and answers with its result, its error or what its next steps ask for (specification, 4.4.3 and 5). `step` is the
/// hash of the one step to be run, as it stands in the URL; empty for the whole function.
HttpResponse answerCall(const function::Function& function, CallRequest request, std::string_view step,
                        const CallServices& services);

}  // namespace event_runtime::inngest
