#include "codec/peers/peers.hpp"

#include "large.pb.h"
#include "medium.pb.h"
#include "small.pb.h"

#include <google/protobuf/util/json_util.h>

#include <stdexcept>

namespace codec_bench {

namespace {

template <class Message>
void add(Rounds& rounds, const Payload& payload) {
  Message message;
  if (!google::protobuf::util::JsonStringToMessage(payload.text, &message).ok()) {
    throw std::runtime_error("protobuf's message is not the payload's");
  }
  rounds.add("protobuf", [binary = message.SerializeAsString()](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) {
      Message parsed;
      if (!parsed.ParseFromString(binary)) throw std::runtime_error("protobuf refuses its own text");
    }
  });
  rounds.add("protobuf, reused", [binary = message.SerializeAsString(), parsed = message](std::size_t times) mutable {
    for (std::size_t i = 0; i < times; ++i) {
      if (!parsed.ParseFromString(binary)) throw std::runtime_error("protobuf refuses its own text");
    }
  });
}

}  // namespace

void addProtobuf(Rounds& rounds, const Payload& payload) {
  if (payload.size == "small") add<protobuf_small::Payload>(rounds, payload);
  if (payload.size == "medium") add<protobuf_medium::Payload>(rounds, payload);
  if (payload.size == "large") add<protobuf_large::Payload>(rounds, payload);
}

}  // namespace codec_bench
