#include "faulty_disk.hpp"

#include <algorithm>
#include <cstring>
#include <new>
#include <utility>

namespace event_runtime::testing {
namespace {
constexpr std::size_t SECTOR = 512;
}

struct FaultyDisk::File {
  sqlite3_file base;
  FaultyDisk* disk;
  std::shared_ptr<Image> image;
  bool syncsDirectory;
};

/// SQLite's callbacks.
struct FaultyDisk::Methods {
  static File& fileOf(sqlite3_file* file) { return *reinterpret_cast<File*>(file); }
  static FaultyDisk& diskOf(sqlite3_vfs* vfs) { return *static_cast<FaultyDisk*>(vfs->pAppData); }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* outFlags) {
    FaultyDisk& disk = diskOf(vfs);
    file->pMethods = nullptr;
    if (const Fault fault = disk.ask(Call::open); fault.code != SQLITE_OK) return fault.code;
    std::shared_ptr<Image> image;
    if (name != nullptr) {
      const auto found = disk.files_.find(name);
      if (found != disk.files_.end()) image = found->second;
      if (!image && (flags & SQLITE_OPEN_CREATE) == 0) return SQLITE_CANTOPEN;
    }
    if (!image) {
      image = std::make_shared<Image>();
      if (name != nullptr) disk.files_[name] = image;
    }
    constexpr int JOURNALS = SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_WAL;
    const bool syncsDirectory = (flags & SQLITE_OPEN_CREATE) != 0 && (flags & JOURNALS) != 0;
    new (file) File{{&METHODS}, &disk, std::move(image), syncsDirectory};
    if (outFlags != nullptr) *outFlags = flags;
    return SQLITE_OK;
  }

  static int close(sqlite3_file* file) {
    fileOf(file).~File();
    return SQLITE_OK;
  }

  static int read(sqlite3_file* file, void* to, int size, sqlite3_int64 from) {
    if (const Fault fault = fileOf(file).disk->ask(Call::read); fault.code != SQLITE_OK) return fault.code;
    const std::string& bytes = fileOf(file).image->current;
    const auto offset = std::min(static_cast<std::size_t>(from), bytes.size());
    const auto wanted = static_cast<std::size_t>(size);
    const auto given = std::min(wanted, bytes.size() - offset);
    std::memcpy(to, bytes.data() + offset, given);
    if (given == wanted) return SQLITE_OK;
    std::memset(static_cast<char*>(to) + given, 0, wanted - given);
    return SQLITE_IOERR_SHORT_READ;
  }

  static int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 to) {
    const Fault fault = fileOf(file).disk->ask(Call::write);
    auto length = static_cast<std::size_t>(size);
    if (fault.torn) length /= 2;
    if (fault.code == SQLITE_OK || fault.torn) {
      fileOf(file).disk->change(
          *fileOf(file).image, {static_cast<std::size_t>(to), {static_cast<const char*>(from), length}, false});
    }
    return fault.code;
  }

  static int truncate(sqlite3_file* file, sqlite3_int64 size) {
    if (const Fault fault = fileOf(file).disk->ask(Call::truncate); fault.code != SQLITE_OK) return fault.code;
    fileOf(file).disk->change(*fileOf(file).image, {static_cast<std::size_t>(size), {}, true});
    return SQLITE_OK;
  }

  static int sync(sqlite3_file* file, int /*flags*/) { return fileOf(file).disk->sync(fileOf(file)); }

  static int size(sqlite3_file* file, sqlite3_int64* size) {
    if (const Fault fault = fileOf(file).disk->ask(Call::size); fault.code != SQLITE_OK) return fault.code;
    *size = static_cast<sqlite3_int64>(fileOf(file).image->current.size());
    return SQLITE_OK;
  }

  // One connection at a time: locks are free unless a fault says otherwise.
  static int lock(sqlite3_file* file, int /*level*/) { return fileOf(file).disk->ask(Call::lock).code; }
  static int unlock(sqlite3_file* /*file*/, int /*level*/) { return SQLITE_OK; }
  static int isReserved(sqlite3_file* /*file*/, int* reserved) {
    *reserved = 0;
    return SQLITE_OK;
  }
  static int control(sqlite3_file* /*file*/, int /*what*/, void* /*value*/) { return SQLITE_NOTFOUND; }
  static int sectorSize(sqlite3_file* /*file*/) { return SECTOR; }
  static int characteristics(sqlite3_file* /*file*/) { return 0; }

  static int map(sqlite3_file* file, int region, int size, int extend, void volatile** memory) {
    *memory = nullptr;
    if (const Fault fault = fileOf(file).disk->ask(Call::map); fault.code != SQLITE_OK) return fault.code;
    auto& shared = fileOf(file).image->shared;
    if (static_cast<std::size_t>(region) >= shared.size() && extend == 0) return SQLITE_OK;
    while (shared.size() <= static_cast<std::size_t>(region)) {
      shared.push_back(std::make_unique<char[]>(static_cast<std::size_t>(size)));
    }
    *memory = shared[static_cast<std::size_t>(region)].get();
    return SQLITE_OK;
  }
  static int lockMap(sqlite3_file* file, int /*offset*/, int /*count*/, int flags) {
    return (flags & SQLITE_SHM_LOCK) != 0 ? fileOf(file).disk->ask(Call::lock).code : SQLITE_OK;
  }
  static void barrier(sqlite3_file* /*file*/) {}
  static int unmap(sqlite3_file* file, int /*remove*/) {
    fileOf(file).image->shared.clear();
    return SQLITE_OK;
  }

  static int remove(sqlite3_vfs* vfs, const char* name, int syncDirectory) {
    FaultyDisk& disk = diskOf(vfs);
    if (const Fault fault = disk.ask(Call::remove); fault.code != SQLITE_OK) return fault.code;
    if (disk.files_.erase(name) == 0) return SQLITE_IOERR_DELETE_NOENT;
    if (syncDirectory != 0) disk.durableFiles_ = disk.files_;
    return SQLITE_OK;
  }
  static int access(sqlite3_vfs* vfs, const char* name, int /*how*/, int* result) {
    const auto found = diskOf(vfs).files_.find(name);
    *result = found != diskOf(vfs).files_.end() && !found->second->current.empty() ? 1 : 0;
    return SQLITE_OK;
  }

  static const sqlite3_io_methods METHODS;
};

const sqlite3_io_methods FaultyDisk::Methods::METHODS = {
    2,          &close,      &read,    &write,      &truncate,        &sync, &size,    &lock,    &unlock,
    &isReserved, &control,   &sectorSize, &characteristics, &map,     &lockMap, &barrier, &unmap, nullptr, nullptr};

FaultyDisk::FaultyDisk() : real_(sqlite3_vfs_find(nullptr)) {
  vfs_ = *real_;
  vfs_.szOsFile = sizeof(File);
  vfs_.zName = "faulty";
  vfs_.pAppData = this;
  vfs_.xOpen = &Methods::open;
  vfs_.xDelete = &Methods::remove;
  vfs_.xAccess = &Methods::access;
  sqlite3_vfs_register(&vfs_, 1);
}

FaultyDisk::~FaultyDisk() {
  sqlite3_vfs_unregister(&vfs_);
  sqlite3_vfs_register(real_, 1);
}

int FaultyDisk::errorOf(Call call) {
  switch (call) {
    case Call::open:
      return SQLITE_CANTOPEN;
    case Call::read:
      return SQLITE_IOERR_READ;
    case Call::write:
      return SQLITE_IOERR_WRITE;
    case Call::truncate:
      return SQLITE_IOERR_TRUNCATE;
    case Call::sync:
      return SQLITE_IOERR_FSYNC;
    case Call::size:
      return SQLITE_IOERR_FSTAT;
    case Call::lock:
      return SQLITE_IOERR_LOCK;
    case Call::map:
      return SQLITE_IOERR_SHMMAP;
    case Call::remove:
      return SQLITE_IOERR_DELETE;
  }
  return SQLITE_IOERR;
}

FaultyDisk::Fault FaultyDisk::ask(Call call) {
  const std::size_t number = ++calls_;
  return faults ? faults(call, number) : Fault{};
}

void FaultyDisk::put(std::string& bytes, const Write& write) {
  if (write.truncates) {
    if (bytes.size() > write.offset) bytes.resize(write.offset);
    return;
  }
  if (bytes.size() < write.offset + write.bytes.size()) bytes.resize(write.offset + write.bytes.size());
  bytes.replace(write.offset, write.bytes.size(), write.bytes);
}

void FaultyDisk::change(Image& image, Write write) {
  put(image.current, write);
  image.pending.push_back(std::move(write));
}

int FaultyDisk::sync(File& file) {
  Image& image = *file.image;
  const Fault fault = ask(Call::sync);
  if (fault.code != SQLITE_OK) {
    // The system takes the pages for clean now, whatever has become of them: every other one is lost.
    for (std::size_t i = 0; i < image.pending.size(); i += 2) put(image.durable, image.pending[i]);
    image.pending.clear();
    return fault.code;
  }
  for (const Write& write : image.pending) put(image.durable, write);
  image.pending.clear();
  if (std::exchange(file.syncsDirectory, false)) durableFiles_ = files_;
  return SQLITE_OK;
}

void FaultyDisk::wipe() {
  files_.clear();
  durableFiles_.clear();
}

void FaultyDisk::cutPower(std::mt19937& random) {
  const auto oneIn = [&](unsigned int n) { return random() % n == 0; };
  // A file that was created or removed since the directory was synced may be there or not.
  for (const auto& [name, image] : files_) {
    if (!durableFiles_.contains(name) && oneIn(2)) durableFiles_[name] = image;
  }
  std::erase_if(durableFiles_, [&](const auto& file) { return !files_.contains(file.first) && oneIn(2); });
  files_ = durableFiles_;
  for (auto& [name, image] : files_) {
    std::shuffle(image->pending.begin(), image->pending.end(), random);
    for (Write& write : image->pending) {
      if (oneIn(3)) continue;
      if (!write.truncates && oneIn(3)) write.bytes.resize(random() % (write.bytes.size() / SECTOR + 1) * SECTOR);
      put(image->durable, write);
    }
    image->pending.clear();
    image->current = image->durable;
  }
}

}  // namespace event_runtime::testing
