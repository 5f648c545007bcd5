// Durations and timestamps: any text is read or refused, and what was read is written so that it reads back the same.
#include <event_runtime/time.hpp>

#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

namespace {

template <class Parse, class Format>
void roundTrip(std::string_view text, Parse parse, Format format) {
  try {
    const auto value = parse(text);
    if (parse(format(value)) != value) std::abort();
  } catch (const std::invalid_argument&) {
    // Refused, as it says it does.
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace event_runtime;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  roundTrip(text, &parseDuration, &formatDuration);
  roundTrip(text, &parseTimestamp, &formatTimestamp);
  return 0;
}
