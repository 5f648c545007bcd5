#include "inngest/introspection.hpp"

#include <event_runtime/codec/json_buffer.hpp>

#include "inngest/json_members.hpp"
#include "inngest/protocol.hpp"
#include "inngest/registration.hpp"
#include "inngest/signing_key.hpp"

#include <string_view>

namespace event_runtime::inngest {

namespace {

class IntrospectionEncoder {
 public:
  explicit IntrospectionEncoder(const IntrospectionInput& input) : input_(input) { json_.raw('{'); }

  void authenticated(std::optional<bool> succeeded) {
    beginMember(json_, "authentication_succeeded");
    if (succeeded) {
      json_.boolean(*succeeded);
    } else {
      json_.null();
    }
  }

  void whatAnybodyMayKnow() {
    beginMember(json_, "capabilities");
    encodeCapabilities(json_, input_.settings.allowInBandSync);
    beginMember(json_, "function_count");
    json_.unsignedInteger(input_.functionCount);
    booleanMember(json_, "has_event_key", !input_.settings.eventKey.empty());
    booleanMember(json_, "has_signing_key", !input_.settings.signingKey.empty());
    booleanMember(json_, "has_signing_key_fallback", !input_.settings.signingKeyFallback.empty());
    stringMember(json_, "mode", input_.settings.dev ? "dev" : "cloud");
    stringMember(json_, "schema_version", "2024-05-24");
  }

  void whatInngestMayKnow() {
    stringMember(json_, "api_origin", input_.settings.apiOrigin);
    stringMember(json_, "app_id", input_.app);
    nullableStringMember(json_, "env", input_.settings.env);
    stringMember(json_, "event_api_origin", input_.settings.eventApiOrigin);
    nullableStringMember(json_, "event_key_hash",
                         input_.settings.eventKey.empty() ? "" : sha256Hex(input_.settings.eventKey));
    stringMember(json_, "framework", input_.framework);
    stringMember(json_, "sdk_language", SDK_LANGUAGE);
    stringMember(json_, "sdk_version", SDK_VERSION);
    nullableStringMember(json_, "serve_origin", input_.settings.serveOrigin);
    nullableStringMember(json_, "serve_path", input_.settings.servePath);
    nullableStringMember(json_, "signing_key_fallback_hash", bearer(input_.settings.signingKeyFallback));
    nullableStringMember(json_, "signing_key_hash", bearer(input_.settings.signingKey));
  }

  std::string text() {
    json_.raw('}');
    return json_.text();
  }

 private:
  static std::string bearer(const std::string& key) { return key.empty() ? "" : SigningKey(key).bearer(); }

  const IntrospectionInput& input_;
  JsonBuffer json_;
};

}  // namespace

std::string publicIntrospection(const IntrospectionInput& input, std::optional<bool> authenticated) {
  IntrospectionEncoder encoder(input);
  encoder.authenticated(authenticated);
  encoder.whatAnybodyMayKnow();
  return encoder.text();
}

std::string signedIntrospection(const IntrospectionInput& input) {
  IntrospectionEncoder encoder(input);
  encoder.authenticated(true);
  encoder.whatAnybodyMayKnow();
  encoder.whatInngestMayKnow();
  return encoder.text();
}

}  // namespace event_runtime::inngest
