#include "support.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>
#include <sys/wait.h>

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace fs = std::filesystem;

namespace {

std::string quotedForShell(std::string_view text) {
  std::string out = "'";
  for (const char character : text) {
    if (character == '\'')
      out += "'\\''";
    else
      out += character;
  }
  return out + "'";
}

bool isKept(const fs::path& path) { return path.filename().string().starts_with(".event_codegen"); }

}  // namespace

Workspace::Workspace() {
  std::string pattern = (fs::temp_directory_path() / "event codegen $test XXXXXX").string();
  if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make " + pattern);
  directory_ = pattern;
}

Workspace::Workspace(Workspace&& other) noexcept : directory_(std::move(other.directory_)) { other.directory_.clear(); }

Workspace::~Workspace() {
  std::error_code ignored;
  if (!directory_.empty()) fs::remove_all(directory_, ignored);
}

Workspace Workspace::withApplication() {
  Workspace workspace;
  workspace.write("src/events.yaml", R"(# The names.
app: demo
namespace: demo
events:
  USER_SIGNED_UP: user/signed-up   # the first one
  TICKET_OPENED:
    name: ticket/opened
    description: A ticket was opened.
)");
  workspace.write("src/user/types.yaml", R"(types:
  SignupMethod: [google, email]
events:
  USER_SIGNED_UP:
    description: Somebody has signed up.
    data:
      userId: uuid
      method: SignupMethod

handlers:
  user-signed-up-handler:
    description: Greets.
    trigger: USER_SIGNED_UP
)");
  workspace.write("src/ticket/types.yaml", R"(events:
  TICKET_OPENED:
    data: { by: user.SignupMethod, 'note?': string }
)");
  return workspace;
}

std::string Workspace::command(const std::vector<std::string>& arguments) const {
  std::string command = quotedForShell(EVENT_CODEGEN_PROGRAM);
  for (const auto& argument : arguments) command += ' ' + quotedForShell(argument);
  return command;
}

Workspace::Result Workspace::run(const std::vector<std::string>& arguments, const std::string& before) const {
  const auto out = path(".stdout"), err = path(".stderr");
  const auto line = "cd " + quotedForShell(directory_.string()) + " && { " + before + ' ' + command(arguments) +
                    "; } >" + quotedForShell(out.string()) + " 2>" + quotedForShell(err.string()) + " </dev/null";
  const int status = std::system(line.c_str());
  Result result{WIFEXITED(status) ? WEXITSTATUS(status) : -1, read(".stdout"), read(".stderr")};
  fs::remove(out);
  fs::remove(err);
  return result;
}

void Workspace::write(std::string_view name, std::string_view text) const {
  fs::create_directories(path(name).parent_path());
  std::ofstream(path(name), std::ios::binary) << text;
}

std::string Workspace::read(std::string_view name) const {
  std::ifstream in(path(name), std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void Workspace::replace(std::string_view name, std::string_view from, std::string_view to) const {
  auto text = read(name);
  const auto at = text.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, std::string(from));
  write(name, text.replace(at, from.size(), to));
}

bool Workspace::exists(std::string_view name) const { return fs::exists(fs::symlink_status(path(name))); }

std::map<std::string, std::string> Workspace::files(std::string_view name) const {
  std::map<std::string, std::string> files;
  if (!fs::exists(path(name))) return files;
  for (const auto& entry : fs::recursive_directory_iterator(path(name))) {
    if (!entry.is_regular_file() || isKept(entry.path())) continue;
    files[entry.path().lexically_relative(path(name)).string()] =
        read(entry.path().lexically_relative(directory_).string());
  }
  return files;
}

std::map<std::string, fs::file_time_type> Workspace::times(std::string_view name) const {
  std::map<std::string, fs::file_time_type> times;
  for (const auto& entry : fs::recursive_directory_iterator(path(name))) {
    if (entry.is_regular_file() && !isKept(entry.path())) {
      times[entry.path().lexically_relative(path(name)).string()] = entry.last_write_time();
    }
  }
  return times;
}

bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }
