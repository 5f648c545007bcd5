// The codec beside its neighbours, on two payloads: decoding with every check beside simdjson's on-demand iteration,
// which only looks at each value, and nlohmann's parser, which builds a tree; encoding beside nlohmann's dump.
//
// The structs and their codec are written as event_codegen writes them.

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/json.hpp>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <simdjson.h>

#include <cstdlib>
#include <map>
#include <string>

namespace {

using namespace event_runtime;

struct SignedUp {
  std::string userId;
  std::string email;
  std::string zip;
  std::int64_t age = 0;
};

void encodeJson(JsonBuffer& json, const SignedUp& value) {
  json.raw("{\"userId\":");
  encodeJson(json, value.userId);
  json.raw(",\"email\":");
  encodeJson(json, value.email);
  json.raw(",\"zip\":");
  encodeJson(json, value.zip);
  json.raw(",\"age\":");
  encodeJson(json, value.age);
  json.raw('}');
}

void decodeJson(Decoder& decoder, JsonValue json, SignedUp& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  struct {
    bool userId = false;
    bool email = false;
    bool zip = false;
    bool age = false;
  } seen;
  while (members.next()) {
    const std::string_view key = members.key();
    const Path at = Path::member(path, key);
    if (key == "userId") {
      if (seen.userId) decoder.duplicateKey(key, path);
      seen.userId = true;
      if (decoder.string(members.value(), value.userId, at)) decoder.checkFormat(value.userId, StringFormat::uuid, at);
    } else if (key == "email") {
      if (seen.email) decoder.duplicateKey(key, path);
      seen.email = true;
      if (decoder.string(members.value(), value.email, at)) decoder.checkFormat(value.email, StringFormat::email, at);
    } else if (key == "zip") {
      if (seen.zip) decoder.duplicateKey(key, path);
      seen.zip = true;
      if (decoder.string(members.value(), value.zip, at)) decoder.checkPattern(value.zip, "^[0-9]{5}$", at);
    } else if (key == "age") {
      if (seen.age) decoder.duplicateKey(key, path);
      seen.age = true;
      if (decoder.integer(members.value(), value.age, at)) decoder.checkMinimum(value.age, std::int64_t{0}, at);
    }
  }
  if (!seen.userId) decoder.missing("userId", "string", path);
  if (!seen.email) decoder.missing("email", "string", path);
  if (!seen.zip) decoder.missing("zip", "string", path);
  if (!seen.age) decoder.missing("age", "integer", path);
}

struct Report {
  std::string title;
  std::vector<SignedUp> users;
  std::map<std::string, double> totals;
};

void encodeJson(JsonBuffer& json, const Report& value) {
  json.raw("{\"title\":");
  encodeJson(json, value.title);
  json.raw(",\"users\":");
  encodeJson(json, value.users);
  json.raw(",\"totals\":");
  encodeJson(json, value.totals);
  json.raw('}');
}

void decodeJson(Decoder& decoder, JsonValue json, Report& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    const std::string_view key = members.key();
    const Path at = Path::member(path, key);
    if (key == "title") {
      decodeJson(decoder, members.value(), value.title, at);
    } else if (key == "users") {
      decodeJson(decoder, members.value(), value.users, at);
    } else if (key == "totals") {
      decodeJson(decoder, members.value(), value.totals, at);
    }
  }
}

SignedUp smallValue() { return {"3f1c2a4e-9b7d-4c1e-8f2a-6d5b4c3a2f1e", "ada@example.com", "10115", 36}; }

Report largeValue() {
  Report report{"Users of today, \"all\" of them", {}, {}};
  for (int i = 0; i < 100; ++i) {
    report.users.push_back(smallValue());
    report.totals["total of day " + std::to_string(i)] = i * 1.37;
  }
  return report;
}

/// Looks at every value, as somebody must who makes anything of it.
std::size_t visit(simdjson::ondemand::value value) {
  std::size_t sum = 0;
  switch (value.type()) {
    case simdjson::ondemand::json_type::object:
      for (auto field : value.get_object()) {
        sum += std::string_view(field.unescaped_key()).size();
        sum += visit(field.value());
      }
      break;
    case simdjson::ondemand::json_type::array:
      for (auto element : value.get_array()) sum += visit(element.value());
      break;
    case simdjson::ondemand::json_type::string:
      sum += std::string_view(value.get_string()).size();
      break;
    case simdjson::ondemand::json_type::number:
      sum += static_cast<std::size_t>(value.get_double());
      break;
    default:
      break;
  }
  return sum;
}

template <class T>
void decode(benchmark::State& state, const T& value) {
  const std::string text = toJsonText(value);
  for (auto _ : state) {
    const auto parsed = parse<T>(text);
    if (!parsed) std::abort();
    benchmark::DoNotOptimize(parsed);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}

template <class T>
void decodeOnDemand(benchmark::State& state, const T& value) {
  const simdjson::padded_string text = toJsonText(value);
  simdjson::ondemand::parser parser;
  for (auto _ : state) {
    auto document = parser.iterate(text);
    benchmark::DoNotOptimize(visit(document.get_value()));
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}

template <class T>
void decodeNlohmann(benchmark::State& state, const T& value) {
  const std::string text = toJsonText(value);
  for (auto _ : state) benchmark::DoNotOptimize(Json::parse(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(text.size()) * state.iterations());
}

template <class T>
void encode(benchmark::State& state, const T& value) {
  JsonBuffer buffer;
  for (auto _ : state) {
    buffer.clear();
    encodeJson(buffer, value);
    benchmark::DoNotOptimize(buffer.view().data());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(buffer.size()) * state.iterations());
}

template <class T>
void encodeNlohmann(benchmark::State& state, const T& value) {
  const Json json = Json::parse(toJsonText(value));
  for (auto _ : state) benchmark::DoNotOptimize(json.dump());
}

/// Prints as usual, and keeps the times for the ratios.
class Reporter : public benchmark::ConsoleReporter {
 public:
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) times[run.benchmark_name()] = run.GetAdjustedCPUTime();
    ConsoleReporter::ReportRuns(runs);
  }
  std::map<std::string, double> times;
};

template <class T>
void add(const std::string& size, const T& value) {
  const auto name = [&](std::string_view what) { return fmt::format("{}/{}", what, size); };
  benchmark::RegisterBenchmark(name("decode").c_str(), [value](benchmark::State& state) { decode(state, value); });
  benchmark::RegisterBenchmark(name("decode_ondemand").c_str(),
                               [value](benchmark::State& state) { decodeOnDemand(state, value); });
  benchmark::RegisterBenchmark(name("decode_nlohmann").c_str(),
                               [value](benchmark::State& state) { decodeNlohmann(state, value); });
  benchmark::RegisterBenchmark(name("encode").c_str(), [value](benchmark::State& state) { encode(state, value); });
  benchmark::RegisterBenchmark(name("encode_nlohmann").c_str(),
                               [value](benchmark::State& state) { encodeNlohmann(state, value); });
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  add("small", smallValue());
  add("large", largeValue());
  Reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  for (const std::string size : {"small", "large"}) {
    const auto ratio = [&](const std::string& ours, const std::string& theirs) {
      const auto a = reporter.times.find(ours + "/" + size), b = reporter.times.find(theirs + "/" + size);
      if (a == reporter.times.end() || b == reporter.times.end()) return;
      fmt::print("{}/{}: {:.2f} times {}\n", ours, size, a->second / b->second, theirs);
    };
    ratio("decode", "decode_ondemand");
    ratio("decode", "decode_nlohmann");
    ratio("encode", "encode_nlohmann");
  }
  return 0;
}
