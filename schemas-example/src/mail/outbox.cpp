#include "mail/outbox.hpp"

#include <event_runtime/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace ticket_bounty {

using event_runtime::Json;

namespace {
[[noreturn]] void fail(std::string_view action, const std::filesystem::path& file) {
  throw std::runtime_error("cannot " + std::string(action) + " the outbox " + file.string() + ": " +
                           std::generic_category().message(errno));
}
}  // namespace

Outbox::Outbox(std::filesystem::path file) : file_(std::move(file)) {
  descriptor_ = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (descriptor_ < 0) fail("open", file_);
  // A crash may have cut the last line short; what follows it must begin on a line of its own.
  std::ifstream existing(file_, std::ios::binary | std::ios::ate);
  if (existing.tellg() > 0) {
    existing.seekg(-1, std::ios::end);
    if (existing.get() != '\n' && ::write(descriptor_, "\n", 1) != 1) fail("write", file_);
  }
}

Outbox::~Outbox() { ::close(descriptor_); }

std::string Outbox::send(const Mail& mail) {
  const std::string line =
      Json{{"reference", mail.reference}, {"to", mail.to}, {"subject", mail.subject}, {"body", mail.body}}.dump() + "\n";
  const std::lock_guard lock(mutex_);
  std::string_view rest = line;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", file_);
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fdatasync(descriptor_) != 0) fail("sync", file_);
  if (killAfter_ > 0 && --killAfter_ == 0) ::raise(SIGKILL);
  return mail.reference;
}

void Outbox::killAfter(std::size_t mails) {
  const std::lock_guard lock(mutex_);
  killAfter_ = mails;
}

std::vector<Mail> Outbox::all() const {
  std::vector<Mail> mails;
  std::ifstream file(file_);
  for (std::string line; std::getline(file, line);) {
    const Json mail = Json::parse(line, nullptr, false);
    if (mail.is_discarded()) continue;
    mails.push_back({mail.value("reference", ""), mail.value("to", ""), mail.value("subject", ""), mail.value("body", "")});
  }
  return mails;
}

}  // namespace ticket_bounty
