// Whatever a schema's type holds is encoded into text that decodes to the same, for generated values of a type with
// everything in it.
#include "fixture.hpp"

#include <event_runtime/json.hpp>

#include <bit>
#include <cmath>
#include <random>

namespace event_runtime::testing {
namespace {

struct Inner {
  bool flag = false;
  std::optional<double> ratio;
  friend bool operator==(const Inner&, const Inner&) = default;
};

/// Written like the code that event_codegen writes.
struct Everything {
  std::string text;
  std::int64_t number = 0;
  std::uint64_t size = 0;
  std::int32_t small = 0;
  std::uint32_t count = 0;
  double real = 0;
  bool flag = false;
  Timestamp when{};
  std::optional<std::string> perhaps;
  std::vector<Inner> inners;
  std::vector<bool> bits;
  std::map<std::string, std::vector<std::optional<std::int64_t>>> map;
  Json any;
  friend bool operator==(const Everything&, const Everything&) = default;
};

void encodeJson(JsonBuffer& json, const Inner& value) {
  json.raw("{\"flag\":");
  encodeJson(json, value.flag);
  if (value.ratio) {
    json.raw(",\"ratio\":");
    encodeJson(json, *value.ratio);
  }
  json.raw('}');
}

void encodeJson(JsonBuffer& json, const Everything& value) {
  json.raw("{\"text\":");
  encodeJson(json, value.text);
  json.raw(",\"number\":");
  encodeJson(json, value.number);
  json.raw(",\"size\":");
  encodeJson(json, value.size);
  json.raw(",\"small\":");
  encodeJson(json, value.small);
  json.raw(",\"count\":");
  encodeJson(json, value.count);
  json.raw(",\"real\":");
  encodeJson(json, value.real);
  json.raw(",\"flag\":");
  encodeJson(json, value.flag);
  json.raw(",\"when\":");
  encodeJson(json, value.when);
  json.raw(",\"perhaps\":");
  encodeJson(json, value.perhaps);
  json.raw(",\"inners\":");
  encodeJson(json, value.inners);
  json.raw(",\"bits\":");
  encodeJson(json, value.bits);
  json.raw(",\"map\":");
  encodeJson(json, value.map);
  json.raw(",\"any\":");
  encodeJson(json, value.any);
  json.raw('}');
}

void decodeJson(Decoder& decoder, JsonValue json, Inner& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    const std::string_view key = members.key();
    const Path at = Path::member(path, key);
    if (key == "flag") decodeJson(decoder, members.value(), value.flag, at);
    if (key == "ratio") decodeJson(decoder, members.value(), value.ratio.emplace(), at);
  }
}

void decodeJson(Decoder& decoder, JsonValue json, Everything& value, const Path& path) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return;
  while (members.next()) {
    const std::string_view key = members.key();
    const Path at = Path::member(path, key);
    if (key == "text") decodeJson(decoder, members.value(), value.text, at);
    if (key == "number") decodeJson(decoder, members.value(), value.number, at);
    if (key == "size") decodeJson(decoder, members.value(), value.size, at);
    if (key == "small") decodeJson(decoder, members.value(), value.small, at);
    if (key == "count") decodeJson(decoder, members.value(), value.count, at);
    if (key == "real") decodeJson(decoder, members.value(), value.real, at);
    if (key == "flag") decodeJson(decoder, members.value(), value.flag, at);
    if (key == "when") decodeJson(decoder, members.value(), value.when, at);
    if (key == "perhaps") decodeJson(decoder, members.value(), value.perhaps, at);
    if (key == "inners") decodeJson(decoder, members.value(), value.inners, at);
    if (key == "bits") decodeJson(decoder, members.value(), value.bits, at);
    if (key == "map") decodeJson(decoder, members.value(), value.map, at);
    if (key == "any") decodeJson(decoder, members.value(), value.any, at);
  }
}

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Everything everything() {
    Everything value;
    value.text = text();
    value.number = integer<std::int64_t>();
    value.size = integer<std::uint64_t>();
    value.small = integer<std::int32_t>();
    value.count = integer<std::uint32_t>();
    value.real = real();
    value.flag = chance();
    value.when = Timestamp(
        std::chrono::milliseconds(static_cast<std::int64_t>(below(315'000'000'000'000)) - 62'000'000'000'000));
    if (chance()) value.perhaps = text();
    for (auto n = below(4); n > 0; --n)
      value.inners.push_back({chance(), chance() ? std::optional(real()) : std::nullopt});
    for (auto n = below(20); n > 0; --n) value.bits.push_back(chance());
    for (auto n = below(4); n > 0; --n) {
      auto& list = value.map[text()];
      for (auto m = below(4); m > 0; --m)
        list.push_back(chance() ? std::optional(integer<std::int64_t>()) : std::nullopt);
    }
    value.any = json(4);
    return value;
  }

 private:
  std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
  bool chance() { return below(2) == 0; }

  /// Of every magnitude, and the ends of the range.
  template <class T>
  T integer() {
    switch (below(8)) {
      case 0:
        return std::numeric_limits<T>::min();
      case 1:
        return std::numeric_limits<T>::max();
      default:
        return static_cast<T>(static_cast<T>(random_()) >> below(sizeof(T) * 8));
    }
  }

  double real() {
    switch (below(6)) {
      case 0:
        return 0.0;
      case 1:
        return static_cast<double>(integer<std::int32_t>());
      case 2:
        return static_cast<double>(integer<std::int64_t>());
      case 3:
        return static_cast<double>(integer<std::int32_t>()) / 100.0;
      default: {
        const auto value = std::bit_cast<double>(random_());
        return std::isfinite(value) ? value : 1e300;
      }
    }
  }

  std::string text() {
    const std::string_view pieces[] = {"a", "key", "\"", "\\", "\n",   "\x01", "é",
                                       "…", "😀",   "/",  "~",  "\x7f", " ",    "0123456789abcdef"};
    std::string out;
    for (auto n = below(12); n > 0; --n) out += pieces[below(std::size(pieces))];
    if (below(10) == 0) out += '\0';
    if (below(50) == 0) out.append(5000, 'x');
    return out;
  }

  Json json(int depth) {
    switch (below(depth > 0 ? 8 : 6)) {
      case 0:
        return nullptr;
      case 1:
        return chance();
      case 2:
        return integer<std::int64_t>();
      case 3:
        return integer<std::uint64_t>();
      case 4:
        return real();
      case 5:
        return text();
      case 6: {
        Json array = Json::array();
        for (auto n = below(4); n > 0; --n) array.push_back(json(depth - 1));
        return array;
      }
      default: {
        Json object = Json::object();
        for (auto n = below(4); n > 0; --n) object[text()] = json(depth - 1);
        return object;
      }
    }
  }

  std::mt19937_64 random_;
};

TEST_CASE("a generated value is encoded into text that decodes to the same value") {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    CAPTURE(seed);
    const Everything value = Generator(seed).everything();
    const std::string text = toJsonText(value);
    const auto parsed = parse<Everything>(text);
    REQUIRE_MESSAGE(parsed, formatIssues(parsed.issues()));
    REQUIRE(*parsed == value);
    REQUIRE(validate(value).empty());
    // Others read the same out of it.
    REQUIRE(Json::parse(text) == read<Json>(text));
  }
}

}  // namespace
}  // namespace event_runtime::testing
