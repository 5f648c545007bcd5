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

using namespace event_runtime;
using namespace event_runtime::encryption;

void require(bool condition) {
  if (!condition) std::abort();
}

/// To another parser, which lets pass names that come twice: those are for the decoder of the type to refuse. It takes a
/// zero for the end of the text.
bool isJson(std::string_view text) { return text.find('\0') != std::string_view::npos || Json::accept(text); }

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const SecretBox box({"key", "old"});
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const auto plain = decryptValue(box, text);
    if (plain) require(isJson(text) && isJson(*plain));
  } catch (const EncryptionError&) {
    require(isEncrypted(text));
  }
  try {
    box.decrypt(text);
  } catch (const EncryptionError&) {
  }
  if (parse<Json>(text)) require(decryptValue(box, encryptValue(box, text)) == text);
  const auto replaced = replaceMembers(text, [](std::string_view, std::string_view) { return "[1]"; });
  if (replaced) require(isJson(text) && isJson(*replaced));
  return 0;
}
