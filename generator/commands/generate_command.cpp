#include "check/check.hpp"
#include "commands/inputs.hpp"
#include "commands/session.hpp"
#include "model/components.hpp"
#include "read/text.hpp"
#include "render/render.hpp"
#include "render/templates.hpp"
#include "write/depfile.hpp"
#include "write/diff.hpp"
#include "write/hash.hpp"
#include "write/output_directory.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <iostream>
#include <memory>
#include <mutex>
#include <thread>

namespace event_codegen {

namespace {

using Hashes = std::map<std::string, std::uint64_t, std::less<>>;

struct GenerateOptions {
  std::string out, depfile, stamp;
  bool dryRun = false;
  bool diff = false;
};

/// What the tool itself contributes to its output. The program file's size and time stand for its code.
std::uint64_t toolHash() {
  HashChain hash;
  hash.add(EVENT_CODEGEN_VERSION);
  for (const auto& [name, text] : embeddedTemplates()) hash.add(name).add(text);
  std::error_code error;
  if (const auto program = std::filesystem::read_symlink("/proc/self/exe", error); !error) {
    if (const auto state = stateOf(program)) hash.add(state->size).add(static_cast<std::uint64_t>(state->modified));
  }
  return hash.value();
}

std::uint64_t runHash(const Options& options, const Inputs& inputs) {
  HashChain hash;
  hash.add(toolHash()).add(options.app).add(inputs.events);
  for (const auto& path : inputs.types) hash.add(path);
  return hash.value();
}

/// As SourceFile has it: without a byte order mark.
std::uint64_t hashSource(std::string_view text) {
  constexpr std::string_view BYTE_ORDER_MARK = "\xEF\xBB\xBF";
  return hashText(text.starts_with(BYTE_ORDER_MARK) ? text.substr(BYTE_ORDER_MARK.size()) : text);
}

bool isUnchanged(const std::string& path, const Manifest& manifest) {
  const auto known = manifest.inputs.find(path);
  if (known == manifest.inputs.end()) return false;
  const auto text = contentsOf(path);
  return text && hashSource(*text) == known->second;
}

/// Whether the last run did what this one would do, so that nothing needs even be parsed.
bool isUpToDate(const OutputDirectory& directory, std::uint64_t run, const Inputs& inputs) {
  const auto& last = directory.previous();
  return last.run == run && !last.outputs.empty() && last.inputs.size() == inputs.types.size() + 1 &&
         isUnchanged(inputs.events, last) &&
         std::all_of(inputs.types.begin(), inputs.types.end(),
                     [&](const auto& path) { return isUnchanged(path, last); }) &&
         directory.isIntact();
}

Hashes hashInputs(const Sources& sources) {
  Hashes hashes;
  hashes[sources.events->path()] = hashText(sources.events->text());
  for (const auto& file : sources.types) hashes[file->path()] = hashText(file->text());
  return hashes;
}

/// Of what each feature's schemas depend on, and what that depends on: a name of a schema may stand for one in a third
/// feature.
std::vector<std::uint64_t> hashDependencies(const Application& application,
                                            const std::map<const Feature*, std::uint64_t>& seen) {
  std::map<const Feature*, std::size_t> indexes;
  for (const auto& feature : application.features) indexes.emplace(feature.get(), indexes.size());
  Edges edges(application.features.size());
  for (std::size_t index = 0; index < edges.size(); ++index) {
    for (const auto* other : application.features[index]->dependsOn) edges[index].push_back(indexes.at(other));
  }
  std::vector<std::uint64_t> deep(edges.size());
  for (const auto& component : stronglyConnected(edges)) {
    HashChain hash;
    for (const std::size_t index : component) {
      hash.add(seen.at(application.features[index].get()));
      for (const std::size_t other : edges[index]) hash.add(deep[other]);  // 0 within the component
    }
    for (const std::size_t index : component) deep[index] = hash.value();
  }
  return deep;
}

/// Of everything that each feature's files depend on.
Hashes hashFeatures(const Application& application, std::uint64_t tool, const Hashes& inputs) {
  // What others see of a feature: its text, and the names that were made of it.
  std::map<const Feature*, std::uint64_t> seen;
  for (const auto& feature : application.features) {
    HashChain hash;
    hash.add(feature->name).add(inputs.at(feature->file->path()));
    for (const auto& type : feature->types) hash.add(type->cppName);
    for (const auto& handler : feature->handlers) hash.add(handler->cppName);
    seen[feature.get()] = hash.value();
  }
  const std::vector<std::uint64_t> deep = hashDependencies(application, seen);
  Hashes hashes;
  for (std::size_t index = 0; index < application.features.size(); ++index) {
    const auto& feature = application.features[index];
    HashChain hash;
    hash.add(tool).add(inputs.at(application.eventsFile->path())).add(seen.at(feature.get())).add(deep[index]);
    hash.add(application.eventsFile->path()).add(feature->file->path());
    for (const auto* other : feature->triggersOf) hash.add(seen.at(other));
    hashes[feature->name] = hash.value();
  }
  return hashes;
}

/// Renders, on several threads, each feature whose files may be other than they are.
void putFeatures(const Application& application, const Renderer& renderer, const Hashes& hashes,
                 OutputDirectory& directory) {
  std::atomic<std::size_t> next = 0;
  std::mutex mutex;
  std::exception_ptr failure;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < application.features.size(); i = next++) {
        const auto& feature = *application.features[i];
        const auto files = featureFiles(feature);
        const auto known = directory.previous().features.find(feature.name);
        if (known != directory.previous().features.end() && known->second == hashes.at(feature.name) &&
            directory.areIntact(files)) {
          directory.keep(files);
          continue;
        }
        for (const auto& [path, text] : renderer.renderFeature(feature)) directory.put(path, text, feature.name);
      }
    } catch (...) {
      const std::lock_guard guard(mutex);
      if (!failure) failure = std::current_exception();
      next = application.features.size();
    }
  };
  const std::size_t threads = std::clamp<std::size_t>(
      std::min<std::size_t>(std::thread::hardware_concurrency(), application.features.size() / 16), 1, 8);
  std::vector<std::jthread> helpers;
  for (std::size_t i = 1; i < threads; ++i) helpers.emplace_back(work);
  work();
  helpers.clear();
  if (failure) std::rethrow_exception(failure);
}

/// Tells the build system what was read, and that all is done.
void finish(const GenerateOptions& generate, const Inputs& inputs) {
  if (generate.dryRun || generate.diff) return;
  if (!generate.depfile.empty()) {
    auto files = inputs.types;
    files.insert(files.begin(), inputs.events);
    const auto target =
        generate.stamp.empty() ? (std::filesystem::path(generate.out) / "events.hpp").string() : generate.stamp;
    writeFile(generate.depfile, depfileText(target, files));
  }
  if (!generate.stamp.empty()) writeFile(generate.stamp, "");
}

void printPlan(const OutputDirectory& directory) {
  for (const auto& change : directory.changes()) {
    const char* verb = change.kind == FileChange::Kind::created   ? "create"
                       : change.kind == FileChange::Kind::changed ? "change"
                                                                  : "remove";
    std::cout << "would " << verb << ' ' << (directory.directory() / change.path).string() << '\n';
  }
  if (directory.changes().empty()) std::cout << "nothing would change\n";
}

void printDifferences(const OutputDirectory& directory, bool colour) {
  for (const auto& change : directory.changes()) {
    const auto path = (directory.directory() / change.path).string();
    const bool isNew = change.kind == FileChange::Kind::created, isGone = change.kind == FileChange::Kind::removed;
    printDiff(std::cout, isNew ? "/dev/null" : path, isNew ? std::string() : contentsOf(path).value_or(""),
              isGone ? "/dev/null" : path, isGone ? std::string() : directory.newText(change.path), colour);
  }
}

void printSummary(const OutputDirectory& directory) {
  const auto removed = std::count_if(directory.changes().begin(), directory.changes().end(),
                                     [](const auto& change) { return change.kind == FileChange::Kind::removed; });
  const auto written = static_cast<std::ptrdiff_t>(directory.changes().size()) - removed;
  std::cout << directory.directory().string() << ": " << counted(static_cast<std::uint64_t>(written), "file")
            << " written";
  if (removed > 0) std::cout << ", " << removed << " removed";
  std::cout << '\n';
}

int generate(Session& session, const GenerateOptions& options) {
  const auto inputs = findInputs(session.options, session.diagnostics);
  if (session.diagnostics.hasErrors()) return EXIT_FINDINGS;
  const bool onlyCompares = options.dryRun || options.diff;
  const auto run = runHash(session.options, inputs);
  auto directory = std::make_unique<OutputDirectory>(
      options.out, onlyCompares ? OutputDirectory::Mode::compare : OutputDirectory::Mode::write);
  if (!isUpToDate(*directory, run, inputs)) {
    session.sources = readSources(inputs.events, inputs.types, session.diagnostics);
    if (session.diagnostics.hasErrors() || !session.buildApplication()) return EXIT_FINDINGS;
    check(session.application, {session.options.handlersDirectory, false}, session.diagnostics);
    if (session.diagnostics.hasErrors()) return EXIT_FINDINGS;
    const Renderer renderer(session.application);
    const auto hashes = hashInputs(session.sources);
    const auto features = hashFeatures(session.application, toolHash(), hashes);
    putFeatures(session.application, renderer, features, *directory);
    for (const auto& [path, text] : renderer.renderApplication()) directory->put(path, text);
    directory->commit(run, hashes, features);
  }
  if (options.diff) {
    printDifferences(*directory, session.usesColour(1));
  } else if (options.dryRun) {
    printPlan(*directory);
  } else if (options.stamp.empty() && !directory->changes().empty()) {
    printSummary(*directory);
  }
  finish(options, inputs);
  return options.diff && !directory->changes().empty() ? EXIT_FINDINGS : EXIT_FINE;
}

void addOutOption(CLI::App& command, GenerateOptions& options) {
  command.add_option("--out", options.out, "The directory of the generated files")->type_name("DIR")->required();
}

}  // namespace

void addGenerateCommand(CLI::App& app, Session& session) {
  const auto options = std::make_shared<GenerateOptions>();
  auto* command = app.add_subcommand("generate", "Write the C++ of the schemas");
  addInputOptions(*command, session);
  addHandlersDirectoryOption(*command, session);
  addOutOption(*command, *options);
  command->add_option("--depfile", options->depfile, "Write the files read, as Make and Ninja understand them")
      ->type_name("FILE");
  command->add_option("--stamp", options->stamp, "A file to touch when all is done; the depfile is about it")
      ->type_name("FILE");
  command->add_flag("--dry-run", options->dryRun, "Write nothing; say what would be written");
  command->add_flag("--diff", options->diff, "Write nothing; show what would change");
  command->callback(
      [&session, options] { session.choose([&session, options] { return generate(session, *options); }); });

  auto* diff = app.add_subcommand("diff", "Show what `generate` would change; exit code 1 if anything");
  const auto diffOptions = std::make_shared<GenerateOptions>();
  diffOptions->diff = true;
  addInputOptions(*diff, session);
  addHandlersDirectoryOption(*diff, session);
  addOutOption(*diff, *diffOptions);
  diff->callback(
      [&session, diffOptions] { session.choose([&session, diffOptions] { return generate(session, *diffOptions); }); });
}

}  // namespace event_codegen
