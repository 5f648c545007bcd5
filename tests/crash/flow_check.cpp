// What has to hold after any number of kills.
#include "flow_application.hpp"
#include "flow_evidence.hpp"

#include <algorithm>
#include <array>

namespace flow_crash {
namespace {

class Checker {
 public:
  explicit Checker(const Evidence& evidence) : evidence_(evidence) {
    for (const auto& [id, run] : evidence.runs) runsOf_[run.event].push_back(&run), idOf_[&run] = id;
    for (const Line& line : evidence.log) linesOf_[line.whose].push_back(&line);
  }

  std::vector<Violation> check() {
    require(evidence_.integrity == "ok", "corrupt", evidence_.integrity);
    for (const auto& [id, run] : evidence_.runs) checkRun(id, run);
    for (const Line& sent : evidence_.acknowledged) checkAcknowledged(sent);
    checkGathered();
    checkRates("load-limited", LIMITED.name);
    checkRates("load-once", ONCE.name);
    checkThrottle();
    checkTicks();
    checkBodies();
    checkCrowd();
    checkSingle();
    return std::move(violations_);
  }

 private:
  void require(bool holds, const char* rule, const std::string& what) {
    if (!holds) violations_.push_back({rule, what});
  }

  bool has(const std::string& run, const char* step) const {
    const auto lines = linesOf_.find(run);
    return lines != linesOf_.end() &&
           std::ranges::any_of(lines->second, [&](const Line* line) { return line->what == step; });
  }

  void checkRun(const std::string& id, const Run& run) {
    require(run.status != "unfinished", "run-stuck", id + ' ' + run.function);
    const bool cancellable =
        run.function == "load-stoppable" || run.function == "load-endless" || run.function == "load-impatient";
    const bool fails = run.function == "load-failing";
    const std::string expected = fails ? "failed" : "completed";
    require(run.status == "unfinished" || run.status == expected || (cancellable && run.status == "cancelled"),
            "run-outcome", id + ' ' + run.function + ' ' + run.status + ' ' + run.error);
    if (run.function == "load-ping" && run.status == "completed") {
      require(run.result.starts_with("[true,true,") && run.result.ends_with("\"asked to stop\"]"), "run-result",
              id + ' ' + run.result);
      for (const char* step : {"begin", "left", "right", "right-after", "woken", "end"}) {
        require(has(id, step), "step-missing", id + ' ' + step);
      }
    } else if (run.function == "load-impatient" && run.status == "cancelled") {
      require(run.error.find("timeouts.start") != std::string::npos, "run-outcome", id + ' ' + run.error);
      require(!linesOf_.contains(id), "cancelled-run-worked", id);
    } else if (run.function == "load-endless" && run.status == "cancelled") {
      require(run.error.find("timeouts.finish") != std::string::npos, "run-outcome", id + ' ' + run.error);
      require(!has(id, "forbidden"), "cancelled-run-worked", id);
    } else if (run.function == "load-urgent") {
      const auto urgency = Json::parse(run.data)["urgency"].get<std::int64_t>();
      require(run.rank == run.createdAt - urgency * 1000, "priority-lost", id);
    } else if (fails && run.status == "failed") {
      const auto cleanUps = std::ranges::count_if(evidence_.runs, [&](const auto& other) {
        return other.second.function == "load-failing-failure" && other.second.data.find(id) != std::string::npos &&
               has(other.first, "clean-up");
      });
      require(cleanUps == 1, "failure-not-handled", id);
    }
  }

  /// The event's own run: exactly one of its function.
  const Run* onlyRun(const Line& sent, const std::string& function) {
    const Run* found = nullptr;
    std::size_t count = 0;
    for (const Run* run : runsOf_[sent.whose]) {
      if (run->function == function) found = run, ++count;
    }
    require(count == 1, count == 0 ? "event-lost" : "run-twice", sent.what + ' ' + sent.whose);
    return count == 1 ? found : nullptr;
  }

  void checkAcknowledged(const Line& sent) {
    constexpr std::array OWN{"ping", "throttled", "crowded", "impatient", "stoppable",
                             "endless", "signalled", "failing", "urgent"};
    for (const char* name : OWN) {
      if (sent.what != std::string("load/") + name) continue;
      onlyRun(sent, std::string("load-") + name);
    }
    if (sent.what == STOP.name) checkStop(sent);
    if (sent.what == "signal") checkSignal(sent);
  }

  void checkStop(const Line& sent) {
    for (const auto& [id, run] : evidence_.runs) {
      if (run.function != "load-stoppable" || run.data != sent.detail) continue;
      require(run.status == "cancelled", "cancel-lost", id);
      // The step that is running when the event comes is let finish.
      const auto later = std::ranges::count_if(linesOf_[id], [&](const Line* line) { return line->at > sent.at; });
      const bool elsewhere = std::ranges::any_of(linesOf_[id], [&](const Line* line) {
        return line->at > sent.at && line->process != sent.process;
      });
      require(later <= 1 && !elsewhere, "cancelled-run-worked", id);
    }
  }

  void checkSignal(const Line& sent) {
    const bool received = std::ranges::any_of(evidence_.runs, [&](const auto& entry) {
      const Run& run = entry.second;
      return run.function == "load-signalled" && run.data.find('"' + sent.whose + '"') != std::string::npos &&
             run.result == '[' + sent.detail + ']';
    });
    require(received, "signal-lost", sent.whose);
  }

  /// Every event of a batch, or that was debounced, is in one run's.
  void checkGathered() {
    std::map<std::string, std::set<std::string>> runsWith;
    for (const Line& line : evidence_.log) {
      if (line.what == "note-all") runsWith[line.detail].insert(line.whose);
    }
    for (const Line& sent : evidence_.acknowledged) {
      if (sent.what != BATCHED.name && sent.what != DEBOUNCED.name) continue;
      const auto count = runsWith[sent.whose].size();
      require(count == 1, count == 0 ? "event-lost" : "event-in-two-runs", sent.what + ' ' + sent.whose);
    }
  }

  /// One run for each bucket, if one of its events was acknowledged.
  void checkRates(const std::string& function, std::string_view event) {
    std::map<std::string, int> runs;
    const auto bucketOf = [](const std::string& data) { return Json::parse(data)["bucket"].dump(); };
    for (const auto& [id, run] : evidence_.runs) {
      if (run.function == function) ++runs[bucketOf(run.data)];
    }
    for (const auto& [bucket, count] : runs) require(count <= 1, "rate-exceeded", function + ' ' + bucket);
    for (const Line& sent : evidence_.acknowledged) {
      if (sent.what == event) require(runs[bucketOf(sent.detail)] > 0, "event-lost", sent.what + ' ' + sent.whose);
    }
  }

  /// Each minute's time has one run, from the first to the last.
  void checkTicks() {
    std::map<std::int64_t, int> runs;
    for (const auto& [id, run] : evidence_.runs) {
      if (run.function == "load-ticker") ++runs[run.eventTime / 60'000];
    }
    for (const auto& [minute, count] : runs) require(count == 1, "tick-twice", std::to_string(minute));
    if (runs.empty()) return;
    const auto minutes = runs.rbegin()->first - runs.begin()->first + 1;
    require(static_cast<std::int64_t>(runs.size()) == minutes, "tick-lost", std::to_string(minutes));
  }

  void checkThrottle() {
    std::vector<std::pair<std::int64_t, std::string>> starts;
    for (const auto& [id, run] : evidence_.runs) {
      if (run.function == "load-throttled") starts.emplace_back(run.rank, id);
    }
    std::ranges::sort(starts);
    for (std::size_t i = 0; i < starts.size(); ++i) {
      const auto& [start, id] = starts[i];
      for (const Line* line : linesOf_[id]) require(line->at >= start, "throttle-exceeded", id + " began too early");
      if (i < THROTTLE_BURST) continue;
      require(start - starts[i - THROTTLE_BURST].first >= THROTTLE_INTERVAL.count(), "throttle-exceeded", id);
    }
  }

  /// A body runs again only where its process was killed between its effect and its record.
  void checkBodies() {
    std::set<std::string> seen;
    for (const Line& line : evidence_.log) {
      const std::string body = line.what + ' ' + line.whose + ' ' + line.detail;
      require(seen.insert(body + ' ' + line.process).second, "body-twice-in-one-process", body);
      if (line.what == "woken") require(line.at >= std::stoll(line.detail), "woken-early", line.whose);
    }
    for (const Kill& kill : evidence_.kills) {
      for (std::size_t i = kill.lines; i < evidence_.log.size(); ++i) {
        const Line& line = evidence_.log[i];
        require(!kill.recorded.contains({line.whose, line.what}), "recorded-body-again", line.whose + ' ' + line.what);
      }
    }
  }

  void checkCrowd() {
    std::map<std::string, std::set<std::string>> inside;  // by key
    std::string process;
    for (const Line& line : evidence_.log) {
      if (std::exchange(process, line.process) != line.process) inside.clear();
      if (line.what == "leave") inside[line.detail].erase(line.whose);
      if (line.what != "enter") continue;
      inside[line.detail].insert(line.whose);
      require(inside[line.detail].size() <= CROWD, "concurrency-exceeded", line.whose);
    }
  }

  /// Each run leaves before the next enters, but for a step that is repeated.
  void checkSingle() {
    std::string inside;
    for (const Line& line : evidence_.log) {
      if (line.what == "enter-single") {
        require(inside.empty() || inside == line.whose, "singleton-exceeded", line.whose);
        inside = line.whose;
      } else if (line.what == "leave-single" && inside == line.whose) {
        inside.clear();
      }
    }
  }

  const Evidence& evidence_;
  std::map<std::string, std::vector<const Run*>> runsOf_;  ///< by event
  std::map<const Run*, std::string> idOf_;
  std::map<std::string, std::vector<const Line*>> linesOf_;  ///< by run
  std::vector<Violation> violations_;
};

}  // namespace

std::vector<Violation> violationsIn(const Evidence& evidence) { return Checker(evidence).check(); }

}  // namespace flow_crash
