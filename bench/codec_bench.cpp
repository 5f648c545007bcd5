// The codec beside its neighbours, in one process, in turns: medians over rounds. What is measured is generated code.
//
//   codec_bench [rounds]    21 by default

#include "allocator.hpp"
#include "codec/payloads.hpp"
#include "codec/peers/peers.hpp"
#include "codec/rounds.hpp"

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/json.hpp>

#include <fmt/format.h>
#include <malloc.h>
#include <simdjson.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <optional>
#include <string>

namespace {

using namespace codec_bench;
using event_runtime::Json;
using event_runtime::JsonBuffer;

/// What compilers must not leave out.
volatile std::size_t sink;

/// Looks at every value, as somebody must who makes anything of it.
std::size_t visit(simdjson::ondemand::value value) {
  std::size_t sum = 0;
  switch (value.type()) {
    case simdjson::ondemand::json_type::object:
      for (auto field : value.get_object()) {
        sum += std::string_view(field.unescaped_key()).size();
        sum += visit(field.value());
      }
      break;
    case simdjson::ondemand::json_type::array:
      for (auto element : value.get_array()) sum += visit(element.value());
      break;
    case simdjson::ondemand::json_type::string:
      sum += std::string_view(value.get_string()).size();
      break;
    case simdjson::ondemand::json_type::number:
      sum += static_cast<std::size_t>(static_cast<double>(value.get_double()));
      break;
    case simdjson::ondemand::json_type::boolean:
      sum += static_cast<std::size_t>(static_cast<bool>(value.get_bool()));
      break;
    case simdjson::ondemand::json_type::null:
      break;
  }
  return sum;
}

/// The members of every object in the opposite order, as text.
void writeReversed(JsonBuffer& out, const Json& value) {
  if (value.is_object()) {
    out.raw('{');
    const auto& object = value.get_ref<const Json::object_t&>();
    // nlohmann has them sorted already, which is not the schema's order either.
    for (auto member = object.rbegin(); member != object.rend(); ++member) {
      out.memberKey(member->first);
      writeReversed(out, member->second);
    }
    out.raw('}');
  } else if (value.is_array()) {
    out.raw('[');
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (i > 0) out.raw(',');
      writeReversed(out, value[i]);
    }
    out.raw(']');
  } else {
    encodeJson(out, value);
  }
}

struct Texts {
  std::string plain, reversed, pretty, invalid;
};

template <class T>
Texts textsOf(const T& value) {
  Texts texts;
  texts.plain = event_runtime::toJsonText(value);
  const Json json = Json::parse(texts.plain);
  JsonBuffer reversed;
  writeReversed(reversed, json);
  texts.reversed = reversed.text();
  texts.pretty = json.dump(2);
  // One digit of the first UUID or hash becomes another character.
  texts.invalid = texts.plain;
  const auto digit = texts.invalid.find_first_of("0123456789");
  texts.invalid[digit] = 'x';
  if (!event_runtime::parse<T>(texts.reversed) || !event_runtime::parse<T>(texts.pretty) ||
      event_runtime::parse<T>(texts.invalid)) {
    fmt::print(stderr, "the payloads are not what they should be\n");
    std::exit(1);
  }
  return texts;
}

template <class T>
void addDecoding(Rounds& rounds, const std::string& name, const std::string& text) {
  rounds.add(name, [&text](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) sink = static_cast<bool>(event_runtime::parse<T>(text)) ? 1 : 0;
  });
}

void addFloor(Rounds& rounds, const std::string& name, const std::string& text) {
  rounds.add(name, [padded = std::make_shared<simdjson::padded_string>(text),
                    parser = std::make_shared<simdjson::ondemand::parser>()](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) {
      auto document = parser->iterate(*padded);
      sink = visit(document.get_value());
    }
  });
}

/// What of decoding is simdjson's alone: from text to its tape.
void addTape(Rounds& rounds, const std::string& text) {
  rounds.add("tape", [padded = std::make_shared<simdjson::padded_string>(text),
                      parser = std::make_shared<simdjson::dom::parser>()](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i)
      sink = parser->parse(padded->data(), padded->size(), false).error() == simdjson::SUCCESS ? 1 : 0;
  });
}

/// Adds the peers that this was built with.
void addPeers(Rounds& rounds, [[maybe_unused]] const Payload& payload) {
#ifdef HAS_VALIJSON
  addValijson(rounds, payload);
#endif
#ifdef HAS_QUICKTYPE
  addQuicktype(rounds, payload);
#endif
#ifdef HAS_PROTOBUF
  addProtobuf(rounds, payload);
#endif
  (void)rounds;
}

/// What the peers in Node need for a payload, by name; empty where Node or they are not installed.
std::map<std::string, double> measureInNode(const Payload& payload) {
  const auto file = std::filesystem::temp_directory_path() / fmt::format("codec_bench_{}.json", ::getpid());
  std::ofstream(file) << payload.text;
  const auto command =
      fmt::format("env -u LD_PRELOAD node '{0}/peers/node.mjs' '{0}/schemas/{1}.json' '{2}' 2>/dev/null",
                  CODEC_BENCH_DATA, payload.size, file.string());
  std::map<std::string, double> nanoseconds;
  if (std::FILE* const output = ::popen(command.c_str(), "r")) {
    std::array<char, 64> name{};
    double time = 0;
    while (std::fscanf(output, "%63s %lf", name.data(), &time) == 2) nanoseconds[name.data()] = time;
    ::pclose(output);
  }
  std::filesystem::remove(file);
  return nanoseconds;
}

template <class T>
void measure(const std::string& size, const T& value, int roundCount) {
  const Texts texts = textsOf(value);
  const Json json = Json::parse(texts.plain);
  Rounds rounds;
  addFloor(rounds, "floor", texts.plain);
  addFloor(rounds, "floor, reversed", texts.reversed);
  addFloor(rounds, "floor, pretty", texts.pretty);
  addTape(rounds, texts.plain);
  addDecoding<T>(rounds, "decode", texts.plain);
  addDecoding<T>(rounds, "decode, reversed", texts.reversed);
  addDecoding<T>(rounds, "decode, pretty", texts.pretty);
  addDecoding<T>(rounds, "decode, invalid", texts.invalid);
  rounds.add("decode into", [&texts, into = std::make_shared<T>()](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) sink = event_runtime::parseInto(*into, texts.plain).size();
  });
  // What the values themselves cost: their memory, taken and given back.
  rounds.add("copy", [&value](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) {
      const T copied = value;
      sink = reinterpret_cast<std::size_t>(&copied);
    }
  });
  rounds.add("nlohmann parse", [&](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) sink = Json::parse(texts.plain).size();
  });
  rounds.add("encode", [&value, buffer = std::make_shared<JsonBuffer>()](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) {
      buffer->clear();
      encodeJson(*buffer, value);
      sink = buffer->size();
    }
  });
  rounds.add("nlohmann dump", [&](std::size_t times) {
    for (std::size_t i = 0; i < times; ++i) sink = json.dump().size();
  });
  const Payload payload{size, texts.plain, std::string(CODEC_BENCH_DATA) + "/schemas"};
  addPeers(rounds, payload);
  rounds.run(roundCount, 4);

  const double floor = rounds.median("floor");
  const auto line = [&](const std::string& what, double goal, const std::string& beside, bool inverse = false) {
    const double ours = rounds.median(what), theirs = rounds.median(beside);
    fmt::print("{:<7} {:<18} {:>9.0f} ns  {:>6.2f} {} {}{}\n", size, what, ours,
               inverse ? theirs / ours : ours / theirs, inverse ? "times faster than" : "times", beside,
               goal > 0 ? fmt::format("  (goal {})", goal) : "");
  };
  fmt::print("{:<7} {:<18} {:>9.0f} ns  {} bytes\n", size, "floor", floor, texts.plain.size());
  line("decode", size == "small" ? 1.4 : size == "medium" ? 2.5 : 3.4, "floor");
  line("decode into", 0, "floor");
  line("tape", 0, "decode");
  line("copy", 0, "decode");
  line("decode, reversed", 0, "floor, reversed");
  line("decode, pretty", 0, "floor, pretty");
  line("decode, invalid", 0, "floor");
  line("decode", 0, "nlohmann parse", true);
  const double decode = rounds.median("decode"), into = rounds.median("decode into");
  const auto peer = [&](const std::string& name, const std::string& goal, std::optional<double> theirs) {
    if (theirs) {
      fmt::print(
          "{:<7} {:<18} {:>9.0f} ns  {:>6.2f} times faster than {}  (goal {}); into values that are there {:.2f}\n",
          size, "decode", decode, *theirs / decode, name, goal, *theirs / into);
    } else {
      fmt::print("{:<7} {} is skipped: it is not installed\n", size, name);
    }
  };
  const auto inProcess = [&](const std::string& name) {
    return rounds.has(name) ? std::optional(rounds.median(name)) : std::nullopt;
  };
  peer("quicktype", "10", inProcess("quicktype"));
  peer("valijson", "30", inProcess("valijson"));
  peer("protobuf", "1", inProcess("protobuf"));
  peer("protobuf, reused", "1", inProcess("protobuf, reused"));
  const auto node = measureInNode(payload);
  for (const std::string& name : {std::string("ajv"), std::string("Zod")}) {
    peer(name, "4", node.contains(name) ? std::optional(node.at(name)) : std::nullopt);
  }
  line("encode", 0.8, "floor");
  line("encode", 12, "nlohmann dump", true);
}

}  // namespace

int main(int argc, char** argv) {
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 21;
  if (rounds < 1) {
    fmt::print(stderr, "usage: codec_bench [rounds]\n");
    return 2;
  }
  // A program that does more than this keeps its heap; here, glibc would give it back and take it again each time.
  mallopt(M_TRIM_THRESHOLD, 64 * 1024 * 1024);
  fmt::print("floor: simdjson {}.{}.{} on demand, iterating over all values with a {} kernel; memory from {}\n",
             simdjson::SIMDJSON_VERSION_MAJOR, simdjson::SIMDJSON_VERSION_MINOR, simdjson::SIMDJSON_VERSION_REVISION,
             simdjson::get_active_implementation()->name(), allocatorName());
  measure("small", smallPayload(), rounds);
  measure("medium", mediumPayload(), rounds);
  measure("large", largePayload(), rounds);
  return 0;
}
