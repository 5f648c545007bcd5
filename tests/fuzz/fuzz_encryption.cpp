// What is read as an encrypted value, and what an event is made of when one of its members is replaced.
#include <event_runtime/codec/codec.hpp>
#include <event_runtime/encryption.hpp>
#include <event_runtime/json.hpp>

#include "encryption/encrypted_value.hpp"
#include "encryption/secret_box.hpp"

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace event_runtime;
  using namespace event_runtime::encryption;
  static const SecretBox box({"key", "old"});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const bool isJson = parse<Json>(text).issues().empty();
  try {
    const auto plain = decryptValue(box, text);
    if (plain) require(isJson && parse<Json>(*plain).issues().empty());
  } catch (const EncryptionError&) {
    require(isEncrypted(text));
  }
  try {
    box.decrypt(text);
  } catch (const EncryptionError&) {
  }
  if (isJson) require(decryptValue(box, encryptValue(box, text)) == text);
  const auto replaced = replaceMembers(text, [](std::string_view, std::string_view) { return "[1]"; });
  if (replaced) require(isJson && parse<Json>(*replaced).issues().empty());
  return 0;
}
