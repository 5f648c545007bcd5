#include "inngest/incoming_events.hpp"

#include <event_runtime/codec/codec.hpp>

#include "http/text.hpp"
#include "inngest/event_sender.hpp"
#include "inngest/json_members.hpp"
#include "inngest/read_members.hpp"

#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <optional>
#include <utility>

namespace event_runtime::inngest {

namespace {

struct Events {
  std::vector<OutgoingEvent> list;
};

void refuse(Decoder& decoder, const Path& path, std::string message, std::string expected, std::string received) {
  Issue issue;
  issue.code = IssueCode::invalidValue;
  issue.path = toJsonPointer(path);
  issue.message = std::move(message);
  issue.expected = std::move(expected);
  issue.received = std::move(received);
  decoder.add(std::move(issue));
}

/// The object's text without its member `_inngest`, which is the server's own.
void decodeData(Decoder& decoder, JsonValue json, std::string& data, const Path& path) {
  JsonBuffer text;
  text.raw('{');
  std::string raw;
  const bool isObject = forEachMember(decoder, json, path, [&](std::string_view key, JsonValue value, const Path& at) {
    if (key == "_inngest") return;
    raw.clear();
    decoder.text(value, raw, at);
    beginMember(text, key);
    text.raw(raw);
  });
  text.raw('}');
  if (isObject) data = text.text();
}

bool isReserved(std::string_view name) {
  constexpr std::string_view PREFIX = "inngest/";
  return http::equalsIgnoringCase(name.substr(0, PREFIX.size()), PREFIX);
}

void decodeEvent(Decoder& decoder, JsonValue json, OutgoingEvent& event, const Path& path) {
  const bool isObject = forEachMember(decoder, json, path, [&](std::string_view key, JsonValue value, const Path& at) {
    if (decoder.isNull(value)) return;
    if (key == "name") {
      decoder.string(value, event.name, at);
      if (isReserved(event.name))
        refuse(decoder, at, "is reserved for Inngest", "no `inngest/`", event.name.substr(0, 80));
    } else if (key == "data") {
      decodeData(decoder, value, event.data, at);
    } else if (key == "user") {
      ObjectMembers object;
      if (decoder.object(value, object, at) && object.next()) decoder.text(value, event.options.user, at);
    } else if (key == "id") {
      decoder.string(value, event.options.id, at);
    } else if (key == "v") {
      decoder.string(value, event.version, at);
    } else if (key == "ts") {
      std::int64_t milliseconds = 0;
      if (decoder.integer(value, milliseconds, at) && milliseconds != 0) {
        event.options.ts = Timestamp{std::chrono::milliseconds{milliseconds}};
      }
    }
  });
  if (!isObject) return;
  if (event.name.empty()) decoder.missing("name", "string", path);
  if (event.data.empty()) event.data = "{}";
}

void decodeJson(Decoder& decoder, JsonValue json, Events& events, bool isArray, const Path& path) {
  if (!isArray) return decodeEvent(decoder, json, events.list.emplace_back(), path);
  forEachElement(decoder, json, path, [&](JsonValue value, const Path& at) {
    if (events.list.size() > EventSender::MAX_EVENTS) return;
    if (events.list.size() == EventSender::MAX_EVENTS) {
      refuse(decoder, at, "is one event too many", "<= 5000", "");
      events.list.emplace_back();
      return;
    }
    decodeEvent(decoder, value, events.list.emplace_back(), at);
  });
}

/// The seed of the header; std::nullopt where it is none, as the server does.
std::optional<EventIdSeed> parseSeed(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string_view::npos || text.size() > 64) return std::nullopt;
  EventIdSeed seed;
  const auto [end, error] = std::from_chars(text.data(), text.data() + comma, seed.milliseconds);
  if (error != std::errc() || end != text.data() + comma || seed.milliseconds <= 0 ||
      seed.milliseconds >= std::int64_t{1} << 48U) {
    return std::nullopt;
  }
  const std::string_view base64 = text.substr(comma + 1);
  if (base64.size() != 16 || !base64.ends_with("==")) return std::nullopt;
  std::array<unsigned char, 12> bytes{};
  if (EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(base64.data()), 16) != 12)
    return std::nullopt;
  std::copy_n(bytes.begin(), seed.entropy.size(), seed.entropy.begin());
  return seed;
}

/// The ULID that the server makes of the seed for the n-th event of a request, n from 1: n is added to the last four
/// bytes.
std::string ulidOf(EventIdSeed seed, std::uint32_t n) {
  std::uint32_t last = 0;
  for (std::size_t i = 6; i < 10; ++i) last = last << 8U | seed.entropy[i];
  last += n;
  for (std::size_t i = 10; i-- > 6; last >>= 8U) seed.entropy[i] = static_cast<std::uint8_t>(last);

  constexpr std::string_view DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  std::string ulid;
  for (int shift = 45; shift >= 0; shift -= 5) {
    ulid += DIGITS[static_cast<std::size_t>(seed.milliseconds >> shift & 31)];
  }
  unsigned bits = 0;
  unsigned count = 0;
  for (const std::uint8_t byte : seed.entropy) {
    bits = (bits << 8U | byte) & 0xFFFU;
    for (count += 8; count >= 5; count -= 5) ulid += DIGITS[bits >> (count - 5) & 31U];
  }
  return ulid;
}

}  // namespace

std::vector<OutgoingEvent> parseIncomingEvents(std::string_view body, std::string_view seedText) {
  const std::size_t start = body.find_first_not_of(" \t\r\n");
  const bool isArray = start != std::string_view::npos && body[start] == '[';
  Events events;
  auto issues = decodeText(
      body, &events,
      isArray ? [](Decoder& decoder, JsonValue json, void* out,
                   const Path& path) { decodeJson(decoder, json, *static_cast<Events*>(out), true, path); }
              : [](Decoder& decoder, JsonValue json, void* out, const Path& path) {
                  decodeJson(decoder, json, *static_cast<Events*>(out), false, path);
                });
  if (!issues.empty()) throw ValidationError("the body is no event and no array of events", std::move(issues));
  const auto seed = parseSeed(seedText);
  std::uint32_t n = 0;
  for (OutgoingEvent& event : events.list) {
    ++n;
    if (event.options.id.empty() && seed) event.options.id = ulidOf(*seed, n);
    detail::checkOutgoing(event, {});
  }
  return std::move(events.list);
}

}  // namespace event_runtime::inngest
