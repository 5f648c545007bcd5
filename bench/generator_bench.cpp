// event_codegen beside protoc and flatc, on equivalent machine-made schemas: how long each takes and how much memory it
// needs, as ratios in one run.
//
//     generator_bench path/to/event_codegen [features=1000] [events-per-feature=5]

#include <fmt/format.h>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;

struct Usage {
  double seconds = 0;
  double megabytes = 0;  ///< peak resident set
};

/// Runs a command, without a shell, and gives what it used; std::nullopt where it cannot be run or fails.
std::optional<Usage> runCommand(const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const auto& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) {
    ::execvp(arguments[0], arguments.data());
    ::_exit(127);
  }
  int status = 0;
  rusage usage{};
  if (child < 0 || ::wait4(child, &status, 0, &usage) != child) return std::nullopt;
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) {
    fmt::print(stderr, "{} failed\n", command.front());
    return std::nullopt;
  }
  return Usage{elapsed.count(), static_cast<double>(usage.ru_maxrss) / 1024};
}

/// The median time of several runs; `prepare` is called before each and not counted.
template <class Prepare>
std::optional<Usage> median(int rounds, const std::vector<std::string>& command, Prepare prepare) {
  std::vector<Usage> runs;
  for (int round = 0; round < rounds; ++round) {
    prepare(round);
    const auto usage = runCommand(command);
    if (!usage) return std::nullopt;
    runs.push_back(*usage);
  }
  std::sort(runs.begin(), runs.end(), [](const Usage& a, const Usage& b) { return a.seconds < b.seconds; });
  return runs[runs.size() / 2];
}

void write(const fs::path& file, const std::string& text) {
  fs::create_directories(file.parent_path());
  std::ofstream out(file, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + file.string());
}

/// Schemas of `features` times `events` events with eight properties each, in the three languages.
struct Inputs {
  std::vector<std::string> typesFiles, protoFiles, fbsFiles;

  Inputs(const fs::path& root, int features, int events) {
    std::string names = "app: bench\nnamespace: bench\nevents:\n";
    for (int f = 0; f < features; ++f) {
      std::string types = "types:\n  Kind" + std::to_string(f) + ": [small, medium, large]\nevents:\n";
      std::string proto = fmt::format(
          "syntax = \"proto3\";\npackage bench.f{0};\nenum Kind{0} {{ SMALL{0} = 0; MEDIUM{0} = 1; LARGE{0} = 2; }}\n", f);
      std::string fbs = fmt::format("namespace bench.f{0};\nenum Kind{0} : byte {{ small, medium, large }}\n", f);
      for (int e = 0; e < events; ++e) {
        names += fmt::format("  F{0}_E{1}_DONE: f{0}/e{1}.done\n", f, e);
        types += fmt::format(
            "  F{0}_E{1}_DONE:\n    description: Event {1} of feature {0}.\n    data:\n      id: uuid\n      email: email\n"
            "      name: {{ type: string, minLength: 1, maxLength: 80 }}\n      count: integer\n      ratio: number\n"
            "      active: boolean\n      kind: Kind{0}\n      tags: string[]\n",
            f, e);
        proto += fmt::format(
            "message F{0}E{1}Done {{ string id = 1; string email = 2; string name = 3; int64 count = 4; double ratio = 5; "
            "bool active = 6; Kind{0} kind = 7; repeated string tags = 8; }}\n",
            f, e);
        fbs += fmt::format(
            "table F{0}E{1}Done {{ id: string; email: string; name: string; count: long; ratio: double; active: bool; "
            "kind: Kind{0}; tags: [string]; }}\n",
            f, e);
      }
      const std::string name = "f" + std::to_string(f);
      typesFiles.push_back((root / "yaml" / name / "types.yaml").string());
      protoFiles.push_back((root / "proto" / (name + ".proto")).string());
      fbsFiles.push_back((root / "fbs" / (name + ".fbs")).string());
      write(typesFiles.back(), types);
      write(protoFiles.back(), proto);
      write(fbsFiles.back(), fbs);
    }
    write(root / "yaml" / "events.yaml", names);
  }
};

std::vector<std::string> with(std::vector<std::string> command, const std::vector<std::string>& more) {
  command.insert(command.end(), more.begin(), more.end());
  return command;
}

void print(const std::string& what, const std::optional<Usage>& usage, const std::optional<Usage>& peer) {
  if (!usage) return;
  fmt::print("{:<44} {:>8.3f} s {:>8.1f} MB", what, usage->seconds, usage->megabytes);
  if (peer) fmt::print("   {:.2f} times flatc", usage->seconds / peer->seconds);
  fmt::print("\n");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: generator_bench path/to/event_codegen [features=1000] [events-per-feature=5]\n");
    return 2;
  }
  const std::string tool = argv[1];
  const int features = argc > 2 ? std::atoi(argv[2]) : 1000;
  const int events = argc > 3 ? std::atoi(argv[3]) : 5;
  constexpr int ROUNDS = 3;

  const fs::path root = fs::temp_directory_path() / fmt::format("generator_bench.{}", ::getpid());
  const Inputs inputs(root, features, events);
  const auto directory = [&](const std::string& name) {
    fs::create_directories(root / name);
    return (root / name).string();
  };
  // An old directory is moved away, not removed: for a minute after many files were removed, ext4 is slow to make new
  // ones (it passes over every inode that was freed lately), and that would be most of what is measured.
  const auto emptied = [&](const std::string& name) {
    return [&root, name](int round) {
      fs::create_directories(root / "old");
      if (fs::exists(root / name)) fs::rename(root / name, root / "old" / fmt::format("{}.{}", name, round));
      fs::create_directories(root / name);
    };
  };
  fmt::print("{} features, {} events of eight properties\n", features, features * events);

  const auto flatc = median(ROUNDS, with({"flatc", "--cpp", "-o", directory("flatc")}, inputs.fbsFiles), emptied("flatc"));
  const auto protoc = median(
      ROUNDS, with({"protoc", "-I", (root / "proto").string(), "--cpp_out", directory("protoc")}, inputs.protoFiles),
      emptied("protoc"));
  const auto generate = with(
      {tool, "generate", "--events", (root / "yaml" / "events.yaml").string(), "--out", directory("ours"), "--types"},
      inputs.typesFiles);
  const auto fresh = median(ROUNDS, generate, emptied("ours"));
  const auto unchanged = median(ROUNDS, generate, [](int) {});
  const auto oneChanged = median(ROUNDS, generate, [&](int round) {
    std::ofstream(inputs.typesFiles.front(), std::ios::app) << fmt::format("      added{}: string\n", round);
  });

  print("flatc --cpp", flatc, std::nullopt);
  print("protoc --cpp_out", protoc, flatc);
  print("event_codegen generate", fresh, flatc);
  print("event_codegen generate, nothing changed", unchanged, flatc);
  print("event_codegen generate, one feature changed", oneChanged, flatc);
  fs::remove_all(root);
  return fresh ? 0 : 1;
}
