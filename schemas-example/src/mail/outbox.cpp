#include "mail/outbox.hpp"

#include <event_runtime/json.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

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
  readExisting();
}

Outbox::~Outbox() { ::close(descriptor_); }

std::string Outbox::send(Mail mail) {
  mail.sentAt = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
  const Json line{{"reference", mail.reference},
                  {"to", mail.to},
                  {"subject", mail.subject},
                  {"body", mail.body},
                  {"sentAt", event_runtime::formatTimestamp(mail.sentAt)},
                  {"process", ::getpid()}};
  std::string reference = mail.reference;
  {
    const std::lock_guard lock(mutex_);
    append(line.dump() + "\n");
    mails_.push_back(std::move(mail));
    if (killAfter_ > 0 && --killAfter_ == 0) ::raise(SIGKILL);
  }
  if (delay_.count() > 0) std::this_thread::sleep_for(delay_);
  return reference;
}

void Outbox::answerAfter(std::chrono::milliseconds delay) { delay_ = delay; }

void Outbox::killAfter(std::size_t mails) {
  const std::lock_guard lock(mutex_);
  killAfter_ = mails;
}

std::size_t Outbox::count(const std::function<bool(const Mail&)>& isOfThisKind) const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(std::count_if(mails_.begin(), mails_.end(), isOfThisKind));
}

std::vector<Mail> Outbox::all() const {
  const std::lock_guard lock(mutex_);
  return mails_;
}

void Outbox::append(const std::string& line) {
  // What follows a line that was cut short must begin on a line of its own.
  const std::string text = lineIsOpen_ ? "\n" + line : line;
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write", file_);
    lineIsOpen_ = true;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
  lineIsOpen_ = false;
  if (::fdatasync(descriptor_) != 0) fail("sync", file_);
}

void Outbox::readExisting() {
  std::ifstream file(file_, std::ios::binary);
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    ++number;
    lineIsOpen_ = file.eof();
    const Json mail = Json::parse(line, nullptr, false);
    if (mail.is_discarded()) continue;
    try {
      mails_.push_back({.reference = mail.at("reference"),
                        .to = mail.at("to"),
                        .subject = mail.at("subject"),
                        .body = mail.at("body"),
                        .sentAt = event_runtime::parseTimestamp(mail.at("sentAt").get<std::string>())});
    } catch (const std::exception& error) {
      throw std::runtime_error(file_.string() + ":" + std::to_string(number) + ": this is no mail (" + error.what() +
                               "); give another file as the outbox");
    }
  }
}

}  // namespace ticket_bounty
