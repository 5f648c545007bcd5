#include "application.hpp"

#include "inngest/support.hpp"

#include <filesystem>
#include <fstream>
#include <map>
#include <random>

namespace event_runtime::inngest {

namespace {

struct RecordedCall {
  std::string body;
  std::string query;
};

std::vector<RecordedCall> recordedCalls() {
  std::vector<RecordedCall> calls;
  for (const auto& entry : std::filesystem::directory_iterator(TRANSCRIPTS_DIR)) {
    if (entry.path().stem().string().starts_with("_")) continue;
    std::ifstream stream(entry.path());
    for (const Json& call : Json::parse(stream)) {
      const Json& request = call.at("request");
      calls.push_back(
          {request.at("body").dump(), "fnId=" + request.at("query").at("fnId").get<std::string>() +
                                          "&stepId=" + request.at("query").at("stepId").get<std::string>()});
    }
  }
  return calls;
}

/// Changes a text in ways that break JSON, and in ways that do not.
class Mutator {
 public:
  explicit Mutator(unsigned seed) : random_(seed) {}

  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }

  void mutate(std::string& text, const std::string& other) {
    static const std::vector<std::string> TOKENS{
        "null", "true", "{}",    "[]",  "\"\"",      "-1",          "0",         "1e999", "99999999999999999999",
        "{",    "}",    "[",     "]",   ",",         ":",           "\"",        "\\",    "\\u0000",
        "\xff", "\xc3", "\"a\"", "3.5", "\"data\":", "\"error\":{", "\"stack\":"};
    for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
      if (text.empty()) text = " ";
      const std::size_t at = below(text.size());
      const std::size_t length = std::min(text.size() - at, 1 + below(12));
      switch (below(7)) {
        case 0:
          text[at] = static_cast<char>(below(256));
          break;
        case 1:
          text.erase(at, length);
          break;
        case 2:
          text.insert(at, TOKENS[below(TOKENS.size())]);
          break;
        case 3:
          text.replace(at, length, TOKENS[below(TOKENS.size())]);
          break;
        case 4:
          text.insert(at, text.substr(at, length));
          break;
        case 5:
          text.resize(at);
          break;
        default:
          text.replace(at, length, other.substr(below(other.size()), length));
          break;
      }
    }
  }

 private:
  std::mt19937 random_;
};

bool isProper(int status) { return status == 200 || status == 206 || status == 400 || status == 413 || status == 500; }

/// Takes checkpoints, refuses them or has given the call up; nothing that would be tried again after a pause.
class MoodyServer : public HttpClient {
  HttpResponse send(const HttpCall& call) override {
    const bool isCheckpoint = contains(call.url, "/v1/checkpoint/");
    constexpr int STATUSES[] = {200, 409, 400};
    return {isCheckpoint ? STATUSES[call.body.size() % 3] : 400, {}, "{}"};
  }
};

}  // namespace

TEST_CASE("100,000 mutated calls are answered with a proper status and JSON, whatever they are") {
  const std::vector<RecordedCall> calls = recordedCalls();
  InngestOptions options;
  options.app = "transcripts";
  options.handlers = transcripts::makeHandlers();
  options.settings = Fixture::devSettings();
  options.httpClient = std::make_shared<MoodyServer>();
  options.logger = silentLogger();
  InngestEndpoint endpoint(std::move(options));
  // Sending events fails, as there is no server; its pauses would make this test slow.
  const auto sends = [](const RecordedCall& call) { return contains(call.query, "-sends"); };

  Mutator mutator(20261121);
  int answered = 0;
  std::map<int, int> statuses;
  while (answered < 100000) {
    const RecordedCall& call = calls[mutator.below(calls.size())];
    if (sends(call)) continue;
    HttpRequest request{"POST", "/api/inngest", call.query, {}, call.body};
    mutator.mutate(request.body, calls[mutator.below(calls.size())].body);
    if (mutator.below(8) == 0) mutator.mutate(request.query, call.query);
    if (contains(request.query, "-sends")) continue;
    const HttpResponse response = endpoint.handle(request);
    ++statuses[response.status];
    const bool isGood = isProper(response.status) && Json::accept(response.body) &&
                        headerOf(response, "Content-Type") == "application/json" &&
                        (response.status < 400 || !headerOf(response, "X-Inngest-No-Retry").empty());
    if (!isGood) {
      CAPTURE(request.body);
      CAPTURE(request.query);
      CAPTURE(response.body);
      FAIL_CHECK("a mutated call is answered with " << response.status);
      break;
    }
    ++answered;
  }
  // Neither all of them broken nor all of them whole.
  CHECK(statuses[400] > 1000);
  CHECK(statuses[206] > 1000);
  CHECK(statuses[200] > 1000);
}

}  // namespace event_runtime::inngest
