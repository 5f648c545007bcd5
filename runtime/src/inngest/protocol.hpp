#pragma once

#include <string_view>

/// Words of Inngest's SDK protocol, docs/SDK_SPEC.md of inngest/inngest; the numbers are its sections.
namespace event_runtime::inngest {

/// `X-Inngest-Sdk` (4.1.1).
inline constexpr std::string_view SDK_NAME = "event-codegen";
inline constexpr std::string_view SDK_LANGUAGE = "cpp";
inline constexpr std::string_view SDK_VERSION = EVENT_RUNTIME_VERSION;

namespace header {
inline constexpr std::string_view AUTHORIZATION = "Authorization";
inline constexpr std::string_view CONTENT_TYPE = "Content-Type";
inline constexpr std::string_view ENV = "X-Inngest-Env";
inline constexpr std::string_view EVENT_ID_SEED = "X-Inngest-Event-Id-Seed";
inline constexpr std::string_view EXPECTED_SERVER_KIND = "X-Inngest-Expected-Server-Kind";
inline constexpr std::string_view FRAMEWORK = "X-Inngest-Framework";
inline constexpr std::string_view PLATFORM = "X-Inngest-Platform";
inline constexpr std::string_view NO_RETRY = "X-Inngest-No-Retry";
inline constexpr std::string_view REQUEST_VERSION = "X-Inngest-Req-Version";
inline constexpr std::string_view RETRY_AFTER = "Retry-After";
inline constexpr std::string_view SDK = "X-Inngest-Sdk";
inline constexpr std::string_view SERVER_KIND = "X-Inngest-Server-Kind";
inline constexpr std::string_view SIGNATURE = "X-Inngest-Signature";
inline constexpr std::string_view SYNC_KIND = "X-Inngest-Sync-Kind";
}  // namespace header

/// With an underscore, as the server and the other SDKs have it; section 4.3.5 writes a hyphen.
inline constexpr std::string_view SYNC_IN_BAND = "in_band";
inline constexpr std::string_view SYNC_OUT_OF_BAND = "out_of_band";

/// The step that stands for the whole function in URLs (4.3.2).
inline constexpr std::string_view WHOLE_FUNCTION = "step";

}  // namespace event_runtime::inngest
