// What an expression costs beside the parsing of the event that it looks at: a filter, a key, a macro over a list.
#include <event_runtime/json.hpp>

#include "codec/json_text.hpp"
#include "expression/expression.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <cstdlib>
#include <map>
#include <string>
#include <variant>

namespace {

using namespace event_runtime;
using namespace event_runtime::expression;

std::string payload() {
  Json data{
      {"userId", "3f1c2a4e-9b7d-4c1e-8f2a-6d5b4c3a2f1e"}, {"plan", "pro"}, {"amount", 120.5}, {"currency", "EUR"}};
  for (int i = 0; i < 12; ++i) {
    data["items"].push_back(
        {{"sku", fmt::format("sku-{}", i)}, {"quantity", i}, {"price", i * 1.25}, {"note", "as usual, in a box"}});
  }
  return data.dump();
}

Expression compiled(std::string_view text) {
  auto parsed = Expression::parse(text);
  if (std::holds_alternative<ParseError>(parsed)) std::abort();
  return std::get<Expression>(std::move(parsed));
}

EventView viewOf(const std::string& data) {
  EventView view;
  view.name = "order/placed";
  view.id = "01HF7YAT00ABCDEFGHJKMNPQRS";
  view.data = data;
  return view;
}

void parseJson(benchmark::State& state) {
  const std::string data = payload();
  for (auto _ : state) {
    JsonText document;
    if (document.parse(data)) std::abort();
    benchmark::DoNotOptimize(document.root());
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(data.size()) * state.iterations());
}

void parseNlohmann(benchmark::State& state) {
  const std::string data = payload();
  for (auto _ : state) benchmark::DoNotOptimize(Json::parse(data));
}

/// One more filter of an event that is parsed already.
void filter(benchmark::State& state, std::string_view text) {
  const std::string data = payload();
  const EventDocument event(viewOf(data));
  const Expression expression = compiled(text);
  Scope scope;
  scope.event = &event;
  for (auto _ : state) {
    const auto result = expression.test(scope);
    if (!std::holds_alternative<bool>(result) || !std::get<bool>(result)) std::abort();
  }
}

void filterWithParse(benchmark::State& state, std::string_view text) {
  const std::string data = payload();
  const Expression expression = compiled(text);
  for (auto _ : state) {
    const EventDocument event(viewOf(data));
    Scope scope;
    scope.event = &event;
    const auto result = expression.test(scope);
    if (!std::holds_alternative<bool>(result) || !std::get<bool>(result)) std::abort();
  }
}

void key(benchmark::State& state) {
  const std::string data = payload();
  const EventDocument event(viewOf(data));
  const Expression expression = compiled("event.data.userId");
  Scope scope;
  scope.event = &event;
  for (auto _ : state) benchmark::DoNotOptimize(expression.key(scope));
}

void compile(benchmark::State& state, std::string_view text) {
  for (auto _ : state) benchmark::DoNotOptimize(Expression::parse(text));
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

constexpr std::string_view ONE = "event.data.plan == 'pro'";
constexpr std::string_view THREE =
    "event.data.plan in ['pro', 'team'] && event.data.amount > 100 && event.data.userId.startsWith('3f1c')";
constexpr std::string_view LIST = "event.data.items.exists(i, i.quantity > 10 && i.price < 100)";
constexpr std::string_view PATTERN = "event.data.userId.matches('^[0-9a-f-]{36}$')";

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  benchmark::RegisterBenchmark("parse_json", &parseJson);
  benchmark::RegisterBenchmark("parse_nlohmann", &parseNlohmann);
  benchmark::RegisterBenchmark("filter/one_comparison", [](benchmark::State& state) { filter(state, ONE); });
  benchmark::RegisterBenchmark("filter/three_terms", [](benchmark::State& state) { filter(state, THREE); });
  benchmark::RegisterBenchmark("filter/pattern", [](benchmark::State& state) { filter(state, PATTERN); });
  benchmark::RegisterBenchmark("filter/list_of_12", [](benchmark::State& state) { filter(state, LIST); });
  benchmark::RegisterBenchmark("filter_with_parse/three_terms",
                               [](benchmark::State& state) { filterWithParse(state, THREE); });
  benchmark::RegisterBenchmark("key", &key);
  benchmark::RegisterBenchmark("compile/three_terms", [](benchmark::State& state) { compile(state, THREE); });
  Reporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  const auto parse = reporter.times.find("parse_json");
  if (parse == reporter.times.end()) return 0;
  fmt::print("an event of {} bytes\n", payload().size());
  for (const auto& [name, time] : reporter.times) {
    if (name != "parse_json")
      fmt::print("{}: {:.3f} times the parsing of the event's JSON\n", name, time / parse->second);
  }
  return 0;
}
