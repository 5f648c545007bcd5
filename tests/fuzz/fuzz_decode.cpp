// libFuzzer: any bytes as JSON text, against nlohmann's parser; and any bytes as the text of every format.
#include "agreement.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace event_runtime;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const std::string difference = testing::disagreement(text); !difference.empty()) {
    std::fprintf(stderr, "%s\n", difference.c_str());
    std::abort();
  }
  for (int format = 0; format <= static_cast<int>(StringFormat::semver); ++format) {
    (void)matchesFormat(static_cast<StringFormat>(format), text);
  }
  return 0;
}
