// What stands around a body: signatures, queries, URLs, seeds of event ids, keys.
#include <event_runtime/inngest.hpp>

#include "http/url.hpp"
#include "inngest/incoming_events.hpp"
#include "inngest/signing_key.hpp"

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace event_runtime;
  static const inngest::SigningKey key("signkey-test-12345678");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Timestamp now{std::chrono::seconds{1700000000}};
  // Nobody guesses a signature.
  if (key.verify(text, "body", now)) std::abort();

  for (const auto& [name, value] : http::parseQuery(text)) {
    if (!http::queryParameter(text, name)) continue;
    if (http::percentDecode(http::percentEncode(value)) != value) std::abort();
    if (http::queryParameter(http::withoutParameter(text, name), name)) std::abort();
  }
  if (const auto url = http::parseUrl(text)) {
    const auto again = http::parseUrl(url->text());
    if (!again || again->text() != url->text()) std::abort();
  }
  for (const OutgoingEvent& event : inngest::parseIncomingEvents(R"({"name":"a"})", text)) {
    if (!event.options.id.empty() && event.options.id.size() != 26) std::abort();
  }
  try {
    const inngest::SigningKey fuzzed(text);
    if (!fuzzed.verify(fuzzed.sign("body", now), "body", now)) std::abort();
  } catch (const std::invalid_argument&) {
  }
  return 0;
}
