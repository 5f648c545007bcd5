#pragma once

#include <event_runtime/middleware.hpp>

#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace event_runtime {

struct EncryptionOptions {
  /// Secret, of any length: encrypts, and decrypts. White space around it does not count, as in Inngest's SDKs.
  std::string key;
  /// Secrets that are tried after it where something is to be decrypted: the new key before it is put to use, and the
  /// old one as long as there is data of its time. Empty ones do not count.
  std::vector<std::string> fallbackKeys = {};
  /// The member of an event's `data` that is encrypted, if it is there. Empty: none.
  std::string eventField = "encrypted";
  /// Only decrypts: for the time in which not everybody who reads has a key yet, and for taking encryption away again.
  bool decryptOnly = false;
};

/// An encrypted value can not be read: no key fits, it was changed or cut, it is of another strategy. Says nothing of
/// the value or the keys. Worth a retry, because the next attempt may find a process that has the key.
class EncryptionError : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Keeps from Inngest's server, and from the disk, what steps and handlers give, and one member of events' data. The
/// form is that of Inngest's JavaScript middleware (@inngest/middleware-encryption 2, strategy `inngest/libsodium`):
/// libsodium's secretbox with a random nonce, the key being the BLAKE2b hash of what is given here. Errors, ids, names
/// and the rest of events stay readable; null is not encrypted. What was stored unencrypted is read as it is.
///
/// An event whose member is encrypted already is sent as it is. Throws std::invalid_argument where the key is empty.
/// Link EventCodegen::encryption.
std::shared_ptr<Middleware> encryptionMiddleware(EncryptionOptions options);

}  // namespace event_runtime
