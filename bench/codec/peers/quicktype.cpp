#include "codec/peers/peers.hpp"

#include "quicktype_large.hpp"
#include "quicktype_medium.hpp"
#include "quicktype_small.hpp"

namespace codec_bench {

namespace {

template <class T>
void add(Rounds& rounds, const Payload& payload) {
  rounds.add("quicktype", [text = payload.text](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) {
      T value;
      nlohmann::json::parse(text).get_to(value);
    }
  });
}

}  // namespace

void addQuicktype(Rounds& rounds, const Payload& payload) {
  if (payload.size == "small") add<quicktype_small::Payload>(rounds, payload);
  if (payload.size == "medium") add<quicktype_medium::Payload>(rounds, payload);
  if (payload.size == "large") add<quicktype_large::Payload>(rounds, payload);
}

}  // namespace codec_bench
