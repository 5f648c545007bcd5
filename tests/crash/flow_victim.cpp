// flow_victim <directory> <first number>: sends events and signals until it is killed, and notes what was acknowledged.
#include "flow_application.hpp"

#include <cstdlib>
#include <deque>

int main(int argc, char** argv) {
  using namespace flow_crash;
  if (argc != 3) return 2;
  const std::filesystem::path directory(argv[1]);
  const Log log(directory / "log");
  const Log acknowledged(directory / "acknowledged");
  const auto engine = engineOn(directory, log);
  engine->start();
  const auto client = engine->client();
  std::deque<std::string> signals;
  for (int n = std::atoi(argv[2]);; ++n) {
    const std::string signal = "signal-" + std::to_string(n);
    const Json data{{"id", n}, {"n", n}, {"bucket", n / 7}, {"key", n % 2}, {"signal", signal}, {"urgency", n % 600}};
    const auto send = [&](const EventTag<Json>& tag) {
      acknowledged.add(std::string(tag.name), client->sendEvent(tag, data), data.dump());
    };
    for (const auto* tag : {&PING, &BATCHED, &DEBOUNCED, &LIMITED, &ONCE, &THROTTLED, &SINGLE, &CROWDED, &IMPATIENT,
                            &STOPPABLE, &ENDLESS, &SIGNALLED, &FAILING, &URGENT}) {
      send(*tag);
    }
    signals.push_back(signal);
    // The run may not wait for it yet: then nobody gets it, and it is sent again.
    if (client->sendSignal(signals.front(), Json(n))) {
      acknowledged.add("signal", signals.front(), std::to_string(n));
      signals.pop_front();
    }
    send(STOP);
  }
}
