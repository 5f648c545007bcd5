#pragma once

#include <cstddef>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ticket_bounty {

struct Mail {
  std::string reference;  ///< what the mail is about, unique for each mail: `<run id>/<step id>`
  std::string to;
  std::string subject;
  std::string body;
};

/// Stands in for a mail server: a file with a line of JSON for each mail, in the order they were sent. Thread-safe.
class Outbox {
 public:
  /// Throws std::runtime_error, naming the file, when it cannot be opened.
  explicit Outbox(std::filesystem::path file);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// Appends a mail; it is on the disk on return. Gives its reference. Throws std::runtime_error.
  std::string send(const Mail& mail);

  /// Ends this process with SIGKILL right after `mails` more mails were written: to show, and to test, a crash between
  /// an effect and its record.
  void killAfter(std::size_t mails);

  /// Every mail there is, also of earlier processes. A last line that a crash cut short is left out.
  std::vector<Mail> all() const;

 private:
  std::filesystem::path file_;
  int descriptor_ = -1;
  std::mutex mutex_;
  std::size_t killAfter_ = 0;
};

}  // namespace ticket_bounty
