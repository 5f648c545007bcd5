#include <event_runtime/encryption.hpp>

#include "encryption/encrypted_value.hpp"
#include "encryption/secret_box.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace event_runtime {

namespace {

using encryption::decryptValue;
using encryption::encryptValue;
using encryption::replaceMembers;
using encryption::SecretBox;

void replaceBy(std::string& text, std::optional<std::string> replacement) {
  if (replacement) text = *std::move(replacement);
}

class EncryptionMiddleware : public Middleware {
 public:
  EncryptionMiddleware(std::vector<std::string> keys, std::string eventField, bool decryptOnly)
      : box_(std::move(keys)), eventField_(std::move(eventField)), encrypts_(!decryptOnly) {}

  void transformInput(RunContext&, std::span<StoredEvent> events) override {
    for (StoredEvent& event : events) decryptEvent(event);
  }

  void transformStepResult(const RunContext&, const StepInfo& step, const Output& output) override {
    if (output.data == nullptr) return;
    if (step.kind != "waitForEvent" || *output.data == "null") {
      replaceBy(*output.data, decryptValue(box_, *output.data));
      return;
    }
    StoredEvent event = detail::parseEnvelope(*output.data);
    decryptEvent(event);
    *output.data = detail::envelopeText(event);
  }

  void transformOutput(const RunContext&, const StepInfo*, const Output& output) override {
    // There is nothing in a null that could be kept secret.
    if (encrypts_ && output.data != nullptr && *output.data != "null") {
      *output.data = encryptValue(box_, *output.data);
    }
  }

  void transformStepInput(const RunContext&, const StepInfo&, std::string& data) override { encryptField(data); }

  void beforeSendEvents(const RunContext*, std::span<OutgoingEvent> events) override {
    for (OutgoingEvent& event : events) encryptField(event.data);
  }

 private:
  /// Any member may be encrypted: its sender has settings of its own.
  std::optional<std::string> decryptMembers(std::string_view object) const {
    return replaceMembers(object,
                          [this](std::string_view, std::string_view value) { return decryptValue(box_, value); });
  }

  void decryptEvent(StoredEvent& event) const {
    replaceBy(event.data, decryptMembers(event.data));
    if (!event.name.starts_with("inngest/")) return;
    // The runtime's own events hold the event that has started the run.
    const auto inData = [this](std::string_view key, std::string_view value) {
      return key == "data" ? decryptMembers(value) : std::nullopt;
    };
    replaceBy(event.data, replaceMembers(event.data, [&](std::string_view key, std::string_view value) {
                return key == "event" ? replaceMembers(value, inData) : std::nullopt;
              }));
  }

  void encryptField(std::string& data) const {
    if (!encrypts_ || eventField_.empty()) return;
    replaceBy(data,
              replaceMembers(data, [this](std::string_view key, std::string_view value) -> std::optional<std::string> {
                if (key != eventField_ || encryption::isEncrypted(value)) return std::nullopt;
                return encryptValue(box_, value);
              }));
  }

  SecretBox box_;
  std::string eventField_;
  bool encrypts_;
};

/// What String.prototype.trim() of ECMAScript takes away, in UTF-8.
constexpr std::array<std::string_view, 25> WHITE_SPACE{
    " ",      "\t",     "\n",     "\v",     "\f",     "\r",     "\u00A0", "\u1680", "\u2000",
    "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009",
    "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000", "\uFEFF"};

void trim(std::string& text) {
  for (bool found = true; found;) {
    found = false;
    for (const std::string_view space : WHITE_SPACE) {
      if (text.starts_with(space)) {
        text.erase(0, space.size());
        found = true;
      }
      if (text.ends_with(space)) {
        text.resize(text.size() - space.size());
        found = true;
      }
    }
  }
}

}  // namespace

std::shared_ptr<Middleware> encryptionMiddleware(EncryptionOptions options) {
  std::vector<std::string> keys;
  keys.push_back(std::move(options.key));
  std::move(options.fallbackKeys.begin(), options.fallbackKeys.end(), std::back_inserter(keys));
  for (std::string& key : keys) trim(key);
  if (keys.front().empty()) throw std::invalid_argument("encryptionMiddleware(): `key` is empty");
  std::erase(keys, "");
  return std::make_shared<EncryptionMiddleware>(std::move(keys), std::move(options.eventField), options.decryptOnly);
}

}  // namespace event_runtime
