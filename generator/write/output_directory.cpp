#include "write/output_directory.hpp"

#include "render/render.hpp"
#include "write/hash.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <system_error>
#include <utility>

namespace event_codegen {

namespace fs = std::filesystem;

OutputDirectory::OutputDirectory(fs::path directory, Mode mode)
    : directory_(std::move(directory)), staging_(directory_ / ".event_codegen.staging"), mode_(mode) {
  if (mode_ == Mode::write) {
    makeDirectories(directory_);
    lock_.emplace(directory_ / ".event_codegen.lock");
    forgetStaging();  // of a run that was killed
  }
  if (const auto text = contentsOf(directory_ / Manifest::FILE_NAME)) previous_ = Manifest::parse(*text);
}

OutputDirectory::~OutputDirectory() {
  if (mode_ == Mode::write) forgetStaging();
}

void OutputDirectory::forgetStaging() noexcept {
  std::error_code ignored;
  fs::remove_all(staging_, ignored);
}

bool OutputDirectory::isIntact(const std::string& path, const Manifest::Output& output) const {
  const auto state = stateOf(directory_ / path);
  if (!state) return false;
  if (*state == output.state) return true;
  const auto text = contentsOf(directory_ / path);
  return text && hashText(*text) == output.hash;
}

bool OutputDirectory::isIntact() const {
  return std::all_of(previous_.outputs.begin(), previous_.outputs.end(),
                     [this](const auto& output) { return isIntact(output.first, output.second); });
}

bool OutputDirectory::areIntact(const std::vector<std::string>& paths) const {
  return std::all_of(paths.begin(), paths.end(), [this](const auto& path) {
    const auto output = previous_.outputs.find(path);
    return output != previous_.outputs.end() && isIntact(path, output->second);
  });
}

void OutputDirectory::keep(const std::vector<std::string>& paths) {
  const std::lock_guard guard(mutex_);
  for (const auto& path : paths) next_.outputs[path] = previous_.outputs.at(path);
}

void OutputDirectory::put(const std::string& path, std::string_view text, std::string_view feature) {
  const auto target = directory_ / path;
  Manifest::Output output{hashText(text), {}, std::string(feature)};
  const auto known = previous_.outputs.find(path);
  if (known != previous_.outputs.end() && known->second.hash == output.hash && stateOf(target) == known->second.state) {
    keep({path});
    return;
  }
  std::error_code error;
  const auto status = fs::symlink_status(target, error);
  const bool exists = fs::exists(status);
  if (exists) {
    const auto old = fs::is_regular_file(status) ? contentsOf(target) : std::nullopt;
    if (old && *old == text) {
      output.state = stateOf(target).value_or(FileState{});
      const std::lock_guard guard(mutex_);
      next_.outputs[path] = std::move(output);
      return;
    }
    const bool isOurs =
        fs::is_regular_file(status) && (known != previous_.outputs.end() || (old && old->starts_with(GENERATED_MARK)));
    if (!isOurs) {
      throw FileError(target.string() +
                      " is in the way: it was not made by event_codegen, so it is left alone. Move it, or " +
                      "choose another output directory");
    }
  }
  fs::path temporary;
  std::size_t number = 0;
  {
    const std::lock_guard guard(mutex_);
    changes_.push_back({exists ? FileChange::Kind::changed : FileChange::Kind::created, path});
    if (mode_ == Mode::compare) {
      texts_[path] = text;
    } else {
      if (staged_.empty()) makeDirectories(staging_);
      number = staged_.size();
      temporary = staging_ / std::to_string(number);
      staged_.push_back({path, temporary});
    }
    next_.outputs[path] = std::move(output);
  }
  if (mode_ == Mode::write) writePlainFile(temporary, text);
}

void OutputDirectory::findLeftovers() {
  for (const auto& [path, output] : previous_.outputs) {
    if (next_.outputs.contains(path)) continue;
    const auto text = contentsOf(directory_ / path);
    // One that people have made their own in the meantime stays.
    if (text && (hashText(*text) == output.hash || text->starts_with(GENERATED_MARK))) {
      changes_.push_back({FileChange::Kind::removed, path});
    }
  }
}

void OutputDirectory::moveStaged() {
  for (const auto& [path, temporary] : staged_) makeDirectories((directory_ / path).parent_path());
  for (const auto& [path, temporary] : staged_) {
    const auto target = directory_ / path;
    if (std::rename(temporary.c_str(), target.c_str()) != 0) throwFileError("cannot write", target, errno);
    next_.outputs[path].state = stateOf(target).value_or(FileState{});
  }
}

void OutputDirectory::removeLeftovers() {
  for (const auto& change : changes_) {
    if (change.kind != FileChange::Kind::removed) continue;
    const auto target = directory_ / change.path;
    std::error_code error;
    fs::remove(target, error);
    if (error) throwFileError("cannot remove", target, error.value());
    // The folder of a feature that is gone; fails, as it should, where something else is in it.
    const auto folder = fs::path(change.path).parent_path();
    if (!folder.empty()) fs::remove(directory_ / folder, error);
  }
}

void OutputDirectory::commit(std::uint64_t run, std::map<std::string, std::uint64_t, std::less<>> inputs,
                             std::map<std::string, std::uint64_t, std::less<>> features) {
  findLeftovers();
  std::sort(changes_.begin(), changes_.end(), [](const auto& a, const auto& b) { return a.path < b.path; });
  if (mode_ == Mode::compare) return;
  moveStaged();
  removeLeftovers();
  next_.run = run;
  next_.inputs = std::move(inputs);
  next_.features = std::move(features);
  writeFile(directory_ / Manifest::FILE_NAME, next_.text());
}

}  // namespace event_codegen
