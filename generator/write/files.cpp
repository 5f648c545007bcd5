#include "write/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace event_codegen {

namespace fs = std::filesystem;

namespace {

/// Closes a file descriptor at the end of its scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const noexcept { return number_; }
  /// Closes now, and says whether that worked: some file systems report a full disk only here.
  bool close() noexcept {
    const int number = number_;
    number_ = -1;
    return ::close(number) == 0;
  }

 private:
  int number_;
};

FileState stateIn(const struct stat& status) noexcept {
  return {static_cast<std::uint64_t>(status.st_size),
          std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec};
}

/// Makes a file of a text; nothing where the path exists. On failure removes it and throws, naming `shown`.
std::optional<FileState> create(const fs::path& path, std::string_view text, const fs::path& shown) {
  Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (file.number() < 0 && errno == EEXIST) return std::nullopt;
  if (file.number() < 0) throwFileError("cannot write", shown, errno);
  int failure = 0;
  while (!text.empty() && failure == 0) {
    const auto written = ::write(file.number(), text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      failure = errno;
    }
  }
  struct stat status {};
  if (failure == 0 && ::fstat(file.number(), &status) != 0) failure = errno;
  if (!file.close() && failure == 0) failure = errno;
  if (failure == 0) return stateIn(status);
  ::unlink(path.c_str());
  throwFileError("cannot write", shown, failure);
}

/// The same where the path must not exist.
void fill(const fs::path& path, std::string_view text, const fs::path& shown) {
  if (!create(path, text, shown)) throwFileError("cannot write", shown, EEXIST);
}

fs::path temporaryBeside(const fs::path& path) {
  auto temporary = path;
  temporary += ".event_codegen." + std::to_string(::getpid());
  ::unlink(temporary.c_str());  // left by a process that was killed and had our number
  return temporary;
}

}  // namespace

void throwFileError(std::string_view what, const fs::path& path, int errorNumber) {
  throw FileError(std::string(what) + " " + path.string() + ": " + std::generic_category().message(errorNumber));
}

std::optional<FileState> stateOf(const fs::path& path) noexcept {
  struct stat status {};
  if (::lstat(path.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  return stateIn(status);
}

std::optional<std::string> contentsOf(const fs::path& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat status {};
  if (file.number() < 0 || ::fstat(file.number(), &status) != 0 || !S_ISREG(status.st_mode)) return std::nullopt;
  std::string text(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t size = 0;
  while (true) {
    if (size == text.size()) text.resize(size + 4096);  // it grew, or this read finds its end
    const auto got = ::read(file.number(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

std::optional<FileState> createFile(const fs::path& path, std::string_view text) { return create(path, text, path); }

void writeFile(const fs::path& path, std::string_view text) {
  const auto temporary = temporaryBeside(path);
  fill(temporary, text, path);
  if (::rename(temporary.c_str(), path.c_str()) == 0) return;
  const int failure = errno;
  ::unlink(temporary.c_str());
  throwFileError("cannot write", path, failure);
}

void replaceFile(const fs::path& path, std::string_view text) {
  std::error_code error;
  const auto target = fs::canonical(path, error);
  if (error) throwFileError("cannot write", path, error.value());
  struct stat status {};
  if (::stat(target.c_str(), &status) != 0 || ::access(target.c_str(), W_OK) != 0)
    throwFileError("cannot write", path, errno);
  const auto temporary = temporaryBeside(target);
  fill(temporary, text, path);
  if (::chmod(temporary.c_str(), status.st_mode & 07777U) == 0 && ::rename(temporary.c_str(), target.c_str()) == 0)
    return;
  const int failure = errno;
  ::unlink(temporary.c_str());
  throwFileError("cannot write", path, failure);
}

bool writeNewFile(const fs::path& path, std::string_view text) {
  const auto temporary = temporaryBeside(path);
  fill(temporary, text, path);
  // Unlike a rename, a link fails where the name is taken.
  const int linked = ::link(temporary.c_str(), path.c_str());
  const int failure = errno;
  ::unlink(temporary.c_str());
  if (linked == 0) return true;
  if (failure == EEXIST) return false;
  if (failure != EPERM && failure != ENOTSUP && failure != ENOSYS) throwFileError("cannot write", path, failure);
  // A file system without hard links: the file is not atomic there, but still never replaced.
  if (::access(path.c_str(), F_OK) == 0) return false;
  fill(path, text, path);
  return true;
}

void makeDirectories(const fs::path& path) {
  if (path.empty()) return;
  std::error_code error;
  fs::create_directories(path, error);
  if (!error && !fs::is_directory(path, error)) error = std::make_error_code(std::errc::not_a_directory);
  if (error) throwFileError("cannot make the directory", path, error.value());
}

bool makeDirectory(const fs::path& path) {
  if (path.empty()) return false;
  if (::mkdir(path.c_str(), 0777) == 0) return true;
  if (errno == EEXIST) return false;  // anything but a directory shows when something is put into it
  makeDirectories(path);
  return true;
}

}  // namespace event_codegen
