// Generated decoders: any text is decoded or refused with issues, and what was decoded encodes to text that decodes to
// the same.
#include "client.hpp"

#include <event_runtime/codec/codec.hpp>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

template <class Payload>
void roundTrip(std::string_view text) {
  const auto parsed = event_runtime::parse<Payload>(text);
  if (!parsed) {
    if (parsed.issues().empty()) std::abort();
    return;
  }
  const std::string written = event_runtime::toJsonText(*parsed);
  const auto again = event_runtime::parse<Payload>(written);
  if (!again || !(*again == *parsed)) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace ticket_bounty;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  roundTrip<UserSignedUp>(text);
  roundTrip<TicketCreated>(text);
  roundTrip<CommentPosted>(text);
  roundTrip<PaymentInitiated>(text);
  roundTrip<AdminDigestReady>(text);
  return 0;
}
