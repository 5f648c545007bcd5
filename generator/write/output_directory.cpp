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
  if (mode_ != Mode::write) return;
  forgetStaging();
  forgetCreated();
}

void OutputDirectory::forgetCreated() noexcept {
  std::error_code ignored;
  for (const auto& file : created_) fs::remove(file, ignored);
  for (const auto& directory : createdDirectories_) fs::remove(directory, ignored);
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

bool OutputDirectory::hasMark(std::string_view text) noexcept {
  return text.starts_with(GENERATED_MARK) || GENERATED_MARK.starts_with(text);
}

void OutputDirectory::record(const std::string& path, FileChange::Kind kind, Output output) {
  changes_.push_back({kind, path});
  next_.outputs[path] = std::move(output);
}

/// Makes the directory of a file, once.
void OutputDirectory::makeParent(const fs::path& target) {
  auto parent = target.parent_path();
  const std::lock_guard guard(mutex_);
  if (directories_.insert(parent).second && makeDirectory(parent)) createdDirectories_.push_back(std::move(parent));
}

/// Makes a file that is not there yet; false if it is.
bool OutputDirectory::create(const std::string& path, std::string_view text, Output& output) {
  const auto target = directory_ / path;
  makeParent(target);
  const auto state = createFile(target, text);
  if (!state) return false;
  output.state = *state;
  const std::lock_guard guard(mutex_);
  created_.push_back(target);
  record(path, FileChange::Kind::created, std::move(output));
  return true;
}

/// Writes the new text of a file that is there aside.
void OutputDirectory::stage(const std::string& path, std::string_view text, Output output) {
  fs::path temporary;
  {
    const std::lock_guard guard(mutex_);
    if (staged_.empty()) makeDirectories(staging_);
    temporary = staging_ / std::to_string(staged_.size());
    staged_.push_back({path, temporary});
  }
  const auto state = createFile(temporary, text);
  if (!state) throwFileError("cannot write", temporary, EEXIST);
  output.state = *state;  // stays the same when it is moved
  const std::lock_guard guard(mutex_);
  record(path, FileChange::Kind::changed, std::move(output));
}

void OutputDirectory::put(const std::string& path, std::string_view text, std::string_view feature) {
  const auto target = directory_ / path;
  Output output{hashText(text), {}, std::string(feature)};
  const auto known = previous_.outputs.find(path);
  if (known != previous_.outputs.end() && known->second.hash == output.hash && stateOf(target) == known->second.state) {
    keep({path});
    return;
  }
  if (mode_ == Mode::write && create(path, text, output)) return;
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
    const bool isOurs = fs::is_regular_file(status) && (known != previous_.outputs.end() || (old && hasMark(*old)));
    if (!isOurs) {
      throw FileError(target.string() +
                      " is in the way: it was not made by event_codegen, so it is left alone. Move it, or " +
                      "choose another output directory");
    }
  }
  if (mode_ == Mode::write) return stage(path, text, std::move(output));
  const std::lock_guard guard(mutex_);
  texts_[path] = text;
  record(path, exists ? FileChange::Kind::changed : FileChange::Kind::created, std::move(output));
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
  for (const auto& [path, temporary] : staged_) {
    const auto target = directory_ / path;
    if (std::rename(temporary.c_str(), target.c_str()) != 0) throwFileError("cannot write", target, errno);
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
  created_.clear();
  createdDirectories_.clear();
}

}  // namespace event_codegen
