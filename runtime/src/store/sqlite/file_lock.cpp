#include "store/sqlite/file_lock.hpp"

#include <event_runtime/store.hpp>

#include <fmt/format.h>

#if defined(__unix__) || defined(__APPLE__)

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string>

namespace event_runtime::sqlite {
namespace {

/// What the owner wrote; empty where it has not come to that yet, or where it is no number.
std::string ownerOf(int descriptor) {
  std::array<char, 24> text{};
  const auto size = pread(descriptor, text.data(), text.size(), 0);
  std::string owner;
  for (ssize_t i = 0; i < size && text[static_cast<std::size_t>(i)] >= '0' && text[static_cast<std::size_t>(i)] <= '9';
       ++i) {
    owner += text[static_cast<std::size_t>(i)];
  }
  return owner;
}

}  // namespace

FileLock::FileLock(const std::filesystem::path& store) {
  const std::string name = store.string() + ".lock";
  descriptor_ = open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (descriptor_ < 0) {
    throw StoreError(
        fmt::format("{}: the lock file beside the event store cannot be made: {}; give this user write "
                    "permission for the directory",
                    name, std::strerror(errno)));
  }
  int result = 0;
  do {
    result = flock(descriptor_, LOCK_EX | LOCK_NB);
  } while (result != 0 && errno == EINTR);
  if (result != 0) {
    const int error = errno;
    const std::string owner = ownerOf(descriptor_);
    close(descriptor_);
    if (error != EWOULDBLOCK) {
      throw StoreError(
          fmt::format("{}: locking failed: {}; the file system must support flock()", name, std::strerror(error)));
    }
    const std::string who = owner.empty()                       ? "another process"
                            : owner == std::to_string(getpid()) ? "another engine of this process, " + owner
                                                                : "process " + owner;
    throw StoreError(
        fmt::format("{} is in use by {}; one engine works on a store at a time: stop that one, or give this "
                    "one another file",
                    store.string(), who));
  }
  // For people only: the lock holds whether or not this works.
  const std::string owner = std::to_string(getpid()) + "\n";
  [[maybe_unused]] const bool written =
      ftruncate(descriptor_, 0) == 0 && pwrite(descriptor_, owner.data(), owner.size(), 0) > 0;
}

FileLock::~FileLock() {
  [[maybe_unused]] const int emptied = ftruncate(descriptor_, 0);
  close(descriptor_);
}

}  // namespace event_runtime::sqlite

#else

// Elsewhere SQLite's own locks keep the database whole, but two engines could take up the same runs.
namespace event_runtime::sqlite {
FileLock::FileLock(const std::filesystem::path&) {}
FileLock::~FileLock() = default;
}  // namespace event_runtime::sqlite

#endif
