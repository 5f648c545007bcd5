// What is encoded decodes to an equal value: for values made at random of every kind that the language has.
#include "client.hpp"

#include <event_runtime/json.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <random>
#include <string>
#include <vector>

using namespace whole;
using event_runtime::Box;
using event_runtime::Json;

namespace {

/// Values that fit their schemas, the odd ones more often than chance would have them.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  ValuesSeen values();
  UnionsSeen unions();
  ObjectsSeen objects();
  ListsSeen lists();
  DefaultsSeen defaults();
  Node node(int depth);
  Expression expression(int depth);

 private:
  std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }
  bool flag() { return below(2) == 0; }
  template <class T>
  T oneOf(std::initializer_list<T> choices) {
    return choices.begin()[below(choices.size())];
  }
  template <class Make>
  auto maybe(Make make) {
    return flag() ? std::optional(make()) : std::nullopt;
  }
  template <class Make>
  auto some(std::size_t most, Make make) {
    std::vector<decltype(make())> list;
    for (std::size_t i = below(most + 1); i > 0; --i) list.push_back(make());
    return list;
  }

  std::string text(std::size_t least, std::size_t most) {
    std::string out;
    for (std::size_t i = least + below(most - least + 1); i > 0; --i) {
      out +=
          oneOf<std::string_view>({"a", "Z", "\"", "\\", "/", "\n", "\x01", "\x7f", "é", "€", "😀", " ", "{", "[", ","});
    }
    return out;
  }
  std::string name() { return oneOf<std::string>({"a", "bc", "xyz", "q"}); }
  std::int64_t integer() {
    using Limits = std::numeric_limits<std::int64_t>;
    return oneOf<std::int64_t>({0, 1, -1, Limits::min(), Limits::max(), static_cast<std::int64_t>(random_())});
  }
  double number() {
    using Limits = std::numeric_limits<double>;
    const double any = std::bit_cast<double>((std::uint64_t{random_()} << 32) | random_());
    return oneOf<double>({0, -0.0, 0.1, 1e300, -1e-300, 1.0 / 3, 19.99, 1e15, 123456.789, Limits::max(),
                          Limits::denorm_min(), std::isfinite(any) ? any : 2.5});
  }
  event_runtime::Timestamp time() {
    return event_runtime::Timestamp(std::chrono::milliseconds(static_cast<std::int64_t>(below(4'000'000'000'000))));
  }
  Json json(int depth);
  Payment payment();
  Contact contact();
  Point point() { return {.x = number(), .y = number()}; }

  std::mt19937 random_;
};

Json Maker::json(int depth) {
  switch (below(depth > 0 ? 7 : 5)) {
    case 0:
      return nullptr;
    case 1:
      return flag();
    case 2:
      return integer();
    case 3:
      return number();
    case 4:
      return text(0, 5);
    case 5: {
      Json array = Json::array();
      for (std::size_t i = below(3); i > 0; --i) array.push_back(json(depth - 1));
      return array;
    }
    default: {
      Json object = Json::object();
      for (std::size_t i = below(3); i > 0; --i) object[text(0, 3)] = json(depth - 1);
      return object;
    }
  }
}

Payment Maker::payment() {
  switch (below(3)) {
    case 0:
      return Card{.number = "4111111111111111", .holder = text(0, 9)};
    case 1:
      return Transfer{.iban = text(15, 34)};
    default:
      return Cash{.kind = oneOf({CashKind::cash, CashKind::coins})};
  }
}

Contact Maker::contact() {
  switch (below(3)) {
    case 0:
      return ByEmail{.email = "ada@example.com"};
    case 1:
      return ByPhone{.phone = "+4930123456"};
    default:
      return ByPost{.street = text(0, 9), .zip = text(4, 9)};
  }
}

Expression Maker::expression(int depth) {
  switch (depth > 0 ? below(3) : 0) {
    case 1:
      return Box<Sum>(Sum{.left = expression(depth - 1), .right = expression(depth - 1)});
    case 2:
      return Call{.function = text(0, 5), .arguments = some(3, [&] { return expression(depth - 1); })};
    default:
      return number();
  }
}

ValuesSeen Maker::values() {
  return {
      .text = text(2, 10),
      .patterned = oneOf<std::string>({"a", "aaa", "abcb"}),
      .parted = oneOf<std::string>({"amz", "a m z"}),
      .id = "3f1c2a4e-9b7d-4c1e-8f2a-6d5b4c3a2f1e",
      .mail = maybe([] { return std::string("ada@example.com"); }),
      .small = oneOf<std::int32_t>({-5, 0, 5}),
      .positive = oneOf<std::uint32_t>({0, 3, 4294967295}),
      .large = oneOf<std::uint64_t>({9223372036854775808U, std::numeric_limits<std::uint64_t>::max()}),
      .whole = integer(),
      .real = oneOf({-1.5, 0.0, 0.5, 1.5}),
      .yes = flag(),
      .when = time(),
      .anything = json(3),
      .maybeAnything = maybe([&] { return json(2); }),
      .nothing = {},
      .color = oneOf({Color::red, Color::green, Color::blue}),
      .size = oneOf({Size::_1, Size::_2_5, Size::_3, Size::true_}),
      .truth = maybe([] { return ValuesSeenTruth::true_; }),
      .secret = text(0, 9),
      .secrets = some(3, [&] { return text(0, 9); }),
  };
}

UnionsSeen Maker::unions() {
  UnionsSeen out{
      .payment = payment(),
      .versioned = flag() ? Versioned(FirstVersion{.name = text(0, 5)})
                          : Versioned(SecondVersion{.names = some(3, [&] { return text(0, 5); })}),
      .amount = flag() ? Amount(integer()) : Amount("0123"),
      .contact = maybe([&] { return contact(); }),
      .contacts = maybe([&] { return some(3, [&] { return contact(); }); }),
      .byName = {},
      .expression = expression(4),
      .textOrNumber =
          maybe([&] { return flag() ? UnionsSeenTextOrNumber(text(0, 5)) : UnionsSeenTextOrNumber(number()); }),
      .inPlace = {},
  };
  for (std::size_t i = below(3); i > 0; --i) out.byName[text(0, 3)] = payment();
  switch (below(3)) {
    case 0:
      out.inPlace = text(3, 9);
      break;
    case 1:
      out.inPlace = some(3, [&] { return text(0, 3); });
      break;
    default:
      out.inPlace = flag();
  }
  return out;
}

ObjectsSeen Maker::objects() {
  ObjectsSeen out{
      .ignoring = {.a = integer()},
      .refusing = {.a = integer(), .b = maybe([&] { return text(0, 3); })},
      .keeping = {.a = integer()},
      .keepingNumbers = {.extra = text(0, 3)},
      .counting = {.a = integer(), .b = maybe([&] { return integer(); })},
      .map = {{"a", integer()}},
      .colors = {{"red", text(1, 3)}},
      .idle = {},
      .employee = {.name = text(1, 5), .note = maybe([&] { return text(0, 3); }), .salary = std::abs(number())},
      .merged = {.name = text(1, 5), .note = {}, .age = maybe([] { return std::int64_t{36}; })},
      .class_ = text(0, 3),
      .type = text(0, 3),
  };
  for (std::size_t i = below(3); i > 0; --i) out.keeping.extra["x" + text(0, 3)] = json(2);
  for (std::size_t i = below(3); i > 0; --i) out.keepingNumbers.extra2["x" + text(0, 3)] = std::abs(number());
  for (std::size_t i = below(3); i > 0; --i) out.map[name()] = integer();
  if (out.map.size() > 3) out.map.erase(out.map.begin());
  for (std::size_t i = below(3); i > 0; --i) out.extra["x" + text(0, 3)] = json(2);
  return out;
}

ListsSeen Maker::lists() {
  ListsSeen out{
      .plain = some(3, [&] { return text(0, 9); }),
      .flags = some(4, [&] { return flag(); }),
      .unique = {},
      .uniquePoints = {point()},
      .grid = {},
      .holes = some(4, [&] { return maybe([&] { return integer(); }); }),
      .pair = {text(0, 3), integer()},
      .atLeastOne = {text(1, 3), std::nullopt, std::nullopt},
      .andMore = {text(0, 3), some(3, [&] { return std::int64_t{5}; })},
      .loose = maybe([&] { return std::tuple(text(0, 3), flag()); }),
      .anything = some(3, [&] { return json(2); }),
  };
  for (std::int64_t i = 0; i < 5; ++i) {
    if (flag()) out.unique.push_back(i * 7 - 9);
  }
  for (std::size_t i = below(3); i > 0; --i) out.grid.push_back({std::abs(number()), std::abs(number())});
  if (flag()) std::get<1>(out.atLeastOne) = integer();
  if (std::get<1>(out.atLeastOne) && flag()) std::get<2>(out.atLeastOne) = Color::green;
  return out;
}

DefaultsSeen Maker::defaults() {
  DefaultsSeen out;
  if (flag()) out.text = text(0, 9);
  if (flag()) out.count = integer();
  if (flag()) out.ratio = number();
  if (flag()) out.on = false;
  if (flag()) out.since = time();
  if (flag()) out.list = some(3, [&] { return text(0, 3); });
  if (flag()) out.nested = some(3, [&] { return some(2, [&] { return text(0, 3); }); });
  if (flag()) out.map = {{text(0, 3), integer()}};
  if (flag()) out.point.y = number();
  if (flag()) out.pair = {text(0, 3), integer()};
  if (flag()) out.union_ = text(0, 3);
  if (flag()) out.nullable = text(0, 3);
  return out;
}

Node Maker::node(int depth) {
  Node out{.label = text(0, 5), .right = {}, .children = {}, .named = {}};
  if (depth == 0) return out;
  if (flag()) out.left = node(depth - 1);
  if (flag()) out.right = node(depth - 1);
  out.children = some(2, [&] { return node(depth - 1); });
  if (flag()) out.named.emplace(text(0, 3), node(depth - 1));
  if (flag()) out.home = Forest{.name = text(0, 3), .trees = some(2, [&] { return node(depth - 1); })};
  return out;
}

template <class T>
void checkRoundTrip(const T& value) {
  const std::string written = event_runtime::toJsonText(value);
  CAPTURE(written);
  const auto parsed = event_runtime::parse<T>(written);
  CHECK_MESSAGE(parsed.issues().empty(), event_runtime::formatIssues(parsed.issues()));
  if (!parsed) return;
  const bool isEqual = *parsed == value;
  CHECK(isEqual);
  CHECK(event_runtime::toJsonText(*parsed) == written);

  // Another parser reads the same; and through the dynamic type the value comes back as well.
  const Json dynamic = Json::parse(written);
  CHECK(event_runtime::toJson(value) == dynamic);
  const auto back = event_runtime::fromJson<T>(dynamic);
  CHECK_MESSAGE(back.issues().empty(), event_runtime::formatIssues(back.issues()));
  if (back) {
    const bool isSame = *back == value;
    CHECK(isSame);
  }
}

/// Into a value that held something else before.
template <class T>
void checkReuse(const T& before, const T& after) {
  T value = before;
  CHECK(event_runtime::parseInto(value, event_runtime::toJsonText(after)).empty());
  const bool isEqual = value == after;
  CHECK(isEqual);
}

}  // namespace

TEST_CASE("what is encoded decodes to an equal value") {
  for (unsigned seed = 0; seed < 400; ++seed) {
    CAPTURE(seed);
    Maker make(seed);
    checkRoundTrip(make.values());
    checkRoundTrip(make.unions());
    checkRoundTrip(make.objects());
    checkRoundTrip(make.lists());
    checkRoundTrip(make.defaults());
    checkRoundTrip(make.node(3));
    checkReuse(make.values(), make.values());
    checkReuse(make.unions(), make.unions());
    checkReuse(make.objects(), make.objects());
    checkReuse(make.lists(), make.lists());
    checkReuse(make.defaults(), make.defaults());
    checkReuse(make.node(3), make.node(3));
  }
}

TEST_CASE("every text that is cut short is refused") {
  Maker make(1);
  const std::string text = event_runtime::toJsonText(make.unions());
  for (std::size_t size = 0; size < text.size(); ++size) {
    CHECK(!event_runtime::parse<UnionsSeen>(std::string_view(text).substr(0, size)));
  }
}
