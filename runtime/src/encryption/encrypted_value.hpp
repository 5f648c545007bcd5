#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace event_runtime::encryption {

class SecretBox;

/// Whether a JSON text is the mark of something encrypted: an object with `"__ENCRYPTED__":true` and a text `data`
/// (packages/middleware-encryption/src/middleware.ts of inngest/inngest-js).
bool isEncrypted(std::string_view json);

/// `{"__ENCRYPTED__":true,"__STRATEGY__":"inngest/libsodium","data":…}` of a JSON text.
std::string encryptValue(const SecretBox& box, std::string_view json);
/// What was encrypted, as JSON text; std::nullopt where the text is something else. Throws EncryptionError.
std::optional<std::string> decryptValue(const SecretBox& box, std::string_view json);

/// What stands in place of a member's value, JSON text; std::nullopt: it stays.
using ReplaceMember = std::function<std::optional<std::string>(std::string_view key, std::string_view value)>;
/// An object with some of its members replaced; std::nullopt where none is, or where the text is no object.
std::optional<std::string> replaceMembers(std::string_view object, const ReplaceMember& replace);

}  // namespace event_runtime::encryption
