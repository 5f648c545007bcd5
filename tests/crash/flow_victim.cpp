// flow_victim <directory> <first number>: sends events until it is killed, and notes those that were acknowledged.
#include "flow_application.hpp"

#include <cstdlib>

int main(int argc, char** argv) {
  using namespace flow_crash;
  if (argc != 3) return 2;
  const std::filesystem::path directory(argv[1]);
  const Log log(directory / "log");
  const Log acknowledged(directory / "acknowledged");
  const auto engine = engineOn(directory, log);
  engine->start();
  const auto client = engine->client();
  for (int n = std::atoi(argv[2]);; ++n) {
    const Json data{{"id", n}, {"n", n}, {"bucket", n / 7}};
    for (const auto* tag : {&PING, &BATCH, &LIMITED, &SINGLE}) {
      acknowledged.add(std::string(tag->name) + "-" + data["bucket"].dump(), client->sendEvent(*tag, data));
    }
  }
}
