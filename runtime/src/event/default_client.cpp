#include <event_runtime/client.hpp>

#include <mutex>

namespace event_runtime {

std::string Client::sendOne(OutgoingEvent event) {
  std::vector<OutgoingEvent> events;
  events.push_back(std::move(event));
  return std::move(send(std::move(events)).front());
}

bool Client::sendSignalText(std::string, std::string) { throw SendError("this client cannot send signals"); }

namespace {

struct DefaultClient {
  std::mutex mutex;
  std::shared_ptr<Client> client;
};

DefaultClient& instance() {
  static DefaultClient client;
  return client;
}

}  // namespace

void setDefaultClient(std::shared_ptr<Client> client) {
  const std::lock_guard lock(instance().mutex);
  instance().client = std::move(client);
}

std::shared_ptr<Client> defaultClient() {
  const std::lock_guard lock(instance().mutex);
  if (!instance().client) {
    throw SendError(
        "no client is set to send events with; call event_runtime::setDefaultClient(engine.client()) before sending");
  }
  return instance().client;
}

std::vector<std::string> sendEvents(std::vector<OutgoingEvent> events) {
  return defaultClient()->send(std::move(events));
}

}  // namespace event_runtime
