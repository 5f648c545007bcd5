#pragma once

#include <event_runtime/time.hpp>

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace ticket_bounty {

struct Mail {
  std::string reference;  ///< what the mail is about, unique for each mail: mostly `<run id>/<step id>`
  std::string to;
  std::string subject;
  std::string body;
  event_runtime::Timestamp sentAt{};  ///< set by send()
};

/// Stands in for a mail server: a file with a line of JSON for each mail, in the order they were sent. One process at a
/// time writes it; each line also says which. Thread-safe.
class Outbox {
 public:
  /// Opens the file, created if it does not exist, and reads what is in it. A last line that a crash cut short is left
  /// out. Throws std::runtime_error, naming the file.
  explicit Outbox(std::filesystem::path file);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// Appends a mail; it is on the disk on return. Gives its reference. Throws std::runtime_error.
  std::string send(Mail mail);

  /// Makes send() return only this long after the mail was written, as a slow mail server would.
  void answerAfter(std::chrono::milliseconds delay);

  /// Ends this process with SIGKILL right after `mails` more mails were written: to show, and to test, a crash between
  /// an effect and its record.
  void killAfter(std::size_t mails);

  /// How many mails are of this kind, those of earlier processes included.
  std::size_t count(const std::function<bool(const Mail&)>& isOfThisKind) const;

  /// Every mail, those of earlier processes included.
  std::vector<Mail> all() const;

 private:
  void append(const std::string& line);
  void readExisting();

  std::filesystem::path file_;
  int descriptor_ = -1;
  mutable std::mutex mutex_;
  std::vector<Mail> mails_;
  bool lineIsOpen_ = false;  ///< the file's last line lacks its end: a crash or a full disk cut it short
  std::chrono::milliseconds delay_{0};
  std::size_t killAfter_ = 0;
};

}  // namespace ticket_bounty
