// The endpoint that bench/inngest/compare.mjs puts under load beside the JavaScript SDK: a function of so many steps as
// its event says, on the bundled server.
//
//   inngest_bench <port>
#include <event_runtime/handler.hpp>
#include <event_runtime/inngest.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

using namespace event_runtime;

struct Loop {
  std::int32_t n = 0;
};
void decodeJson(Decoder& decoder, JsonValue json, Loop& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    if (members.key() == "n") decoder.integer(members.value(), value.n, Path::member(path, "n"));
  }
}

constexpr EventTag<Loop> LOOP{"t/loop"};

std::vector<std::int32_t> loop(const Event<Loop>& event, Step& step) {
  std::vector<std::int32_t> results;
  for (std::int32_t i = 0; i < event.data.n; ++i) results.push_back(step.run("same", [&] { return i; }));
  return results;
}

}  // namespace

int main(int count, char** arguments) {
  try {
    if (count != 2) throw std::invalid_argument("usage: inngest_bench <port>");
    InngestOptions options;
    options.app = "transcripts";
    options.handlers = {createEventHandler(LOOP, "loop", {}, loop)};
    options.settings.dev = true;
    InngestEndpoint endpoint(std::move(options));
    const HttpServer server({.port = std::stoi(arguments[1])},
                            [&](const HttpRequest& request) { return endpoint.handle(request); });
    std::cout << "listening" << std::endl;
    std::cin.get();  // until its parent ends
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
