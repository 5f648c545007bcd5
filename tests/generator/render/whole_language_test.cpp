// What generated code does with every kind of schema.
#include "client.hpp"

#include <event_runtime/json.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace whole;
using event_runtime::Issue;
using event_runtime::Json;
using event_runtime::parse;
using event_runtime::parseInto;
using event_runtime::toJsonText;

namespace {

using Lines = std::vector<std::string>;

/// The issues of a text, each as `code path: message`.
template <class T>
Lines issuesOf(std::string_view text) {
  Lines out;
  const auto parsed = parse<T>(text);
  for (const Issue& issue : parsed.issues()) {
    out.push_back(std::string(toString(issue.code)) + ' ' + issue.path + ": " + issue.message);
  }
  return out;
}

/// What a text becomes when it is read and written again.
template <class T>
std::string again(std::string_view text) {
  CAPTURE(text);
  const auto parsed = parse<T>(text);
  CHECK_MESSAGE(parsed.issues().empty(), event_runtime::formatIssues(parsed.issues()));
  return parsed ? toJsonText(*parsed) : "";
}

template <class T>
T read(std::string_view text) {
  return parse<T>(text).value();
}

}  // namespace

TEST_CASE("a union with a discriminator is what that says") {
  const auto card = read<Payment>(R"({"kind":"card","number":"4111111111111111","holder":"Ada"})");
  REQUIRE(std::holds_alternative<Card>(card));
  CHECK(std::get<Card>(card).holder == "Ada");
  CHECK((read<Payment>(R"({"kind":"coins"})") == Payment(Cash{.kind = CashKind::coins})));
  CHECK(again<Payment>(R"({"kind":"transfer","iban":"DE89370400440532013000"})") ==
        R"({"kind":"transfer","iban":"DE89370400440532013000"})");
  CHECK(toJsonText(Payment(Transfer{.iban = "DE89370400440532013000"})) ==
        R"({"kind":"transfer","iban":"DE89370400440532013000"})");

  CHECK(issuesOf<Payment>(R"({"iban":"x"})") ==
        Lines{"invalid_union /kind: is required, to tell which of card | transfer | cash | coins it is"});
  CHECK(issuesOf<Payment>(R"({"kind":"stamps"})") ==
        Lines{"invalid_union /kind: must be one of card | transfer | cash | coins"});
  CHECK(issuesOf<Payment>(R"({"kind":1})") ==
        Lines{"invalid_union /kind: must be one of card | transfer | cash | coins"});
  CHECK(issuesOf<Payment>("[]") == Lines{"invalid_type : must be an object"});
  CHECK(issuesOf<Payment>(R"({"kind":"transfer","iban":"DE"})") ==
        Lines{"too_small /iban: must have at least 15 characters"});
}

TEST_CASE("a discriminator may be a number") {
  CHECK((read<Versioned>(R"({"version":2.0,"names":["a"]})") == Versioned(SecondVersion{.names = {"a"}})));
  CHECK(again<Versioned>(R"({"version":1,"name":"a"})") == R"({"version":1,"name":"a"})");
  CHECK(issuesOf<Versioned>(R"({"version":3})") == Lines{"invalid_union /version: must be one of 1 | 2"});
  CHECK(issuesOf<Versioned>(R"({"version":"1"})") == Lines{"invalid_union /version: must be one of 1 | 2"});
}

TEST_CASE("anyOf takes the first alternative that fits") {
  CHECK(std::holds_alternative<std::int64_t>(read<Amount>("12")));
  CHECK(std::get<std::string>(read<Amount>(R"("12")")) == "12");
  CHECK(issuesOf<Amount>("true") == Lines{"invalid_union : fits none of integer, string"});
  CHECK(issuesOf<Amount>(R"("x")") ==
        Lines{"invalid_union : fits none of integer, string; nearest is string: must match ^[0-9]+$"});
}

TEST_CASE("oneOf takes the only alternative that fits") {
  CHECK(std::holds_alternative<ByPhone>(read<Contact>(R"({"phone":"+4930123456"})")));
  CHECK(std::holds_alternative<ByEmail>(read<Contact>(R"({"email":"a@b.co","street":"x"})")));
  CHECK(issuesOf<Contact>(R"({"email":"a@b.co","phone":"+4930123456"})") ==
        Lines{"invalid_union : fits ByEmail as well as ByPhone, where exactly one is allowed"});
  CHECK(issuesOf<Contact>(R"({"street":"x","zip":"1"})") ==
        Lines{"invalid_union : fits none of ByEmail, ByPhone, ByPost; nearest is ByEmail: /email is required"});
  CHECK(issuesOf<std::vector<Contact>>(R"([{"phone":"+4930123456"},{}])") ==
        Lines{"invalid_union /1: fits none of ByEmail, ByPhone, ByPost; nearest is ByEmail: /email is required"});
}

TEST_CASE("unions within unions") {
  const auto sum = read<Expression>(R"({"left":1,"right":{"function":"f","arguments":[2,{"left":3,"right":4}]}})");
  CHECK(toJsonText(sum) == R"({"left":1.0,"right":{"function":"f","arguments":[2.0,{"left":3.0,"right":4.0}]}})");
  const auto copy = sum;
  CHECK(copy == sum);
  CHECK(issuesOf<Expression>(R"({"left":1})") ==
        Lines{"invalid_union : fits none of number, Sum, Call; nearest is Sum: /right is required"});
}

TEST_CASE("a deep union is read in bounded time, whatever it holds") {
  std::string left = "1";
  for (int i = 0; i < 60; ++i) left = R"({"left":)" + left + R"(,"right":"x"})";
  const auto issues = parse<Expression>(left).issues();
  REQUIRE(issues.size() == 1);
  CHECK((issues[0].code == event_runtime::IssueCode::invalidUnion));

  std::string valid = "1";
  for (int i = 0; i < 60; ++i) valid = R"({"left":)" + valid + R"(,"right":2})";
  CHECK(parse<Expression>(valid).issues().empty());
}

TEST_CASE("enumerations and constants of other kinds than strings") {
  CHECK((read<Size>("1.0") == Size::_1));
  CHECK((read<Size>("2.5") == Size::_2_5));
  CHECK((read<Size>(R"("3")") == Size::_3));
  CHECK((read<Size>("true") == Size::true_));
  CHECK(toJsonText(std::vector<Size>{Size::_1, Size::_2_5, Size::_3, Size::true_}) == R"([1,2.5,"3",true])");
  CHECK(toString(Size::_2_5) == "2.5");
  CHECK(issuesOf<Size>("3") == Lines{"invalid_value : must be one of 1 | 2.5 | 3 | true"});
  CHECK((read<ValuesSeenThree>("3") == ValuesSeenThree::_3));
  CHECK(issuesOf<ValuesSeenThree>("4") == Lines{"invalid_value : must be 3"});
  CHECK(toString(static_cast<Size>(99)) == "");
  Color color{};
  CHECK(fromString("blue", color));
  CHECK((color == Color::blue));
  CHECK(!fromString("Blue", color));
  CHECK(!fromString("", color));
}

TEST_CASE("what an object does about keys that it does not have") {
  CHECK(again<ObjectsSeenIgnoring>(R"({"a":1,"x":[{}]})") == R"({"a":1})");
  CHECK(issuesOf<ObjectsSeenRefusing>(R"({"a":1,"x":2,"y":3})") ==
        Lines{"unrecognized_keys /x: is no key of this object", "unrecognized_keys /y: is no key of this object"});
  CHECK(again<ObjectsSeenKeeping>(R"({"x":[1,{"y":null}],"a":1,"b":2})") == R"({"a":1,"b":2,"x":[1,{"y":null}]})");
  CHECK(read<ObjectsSeenKeeping>(R"({"a":1})").extra == Json::object());
  CHECK(issuesOf<ObjectsSeenKeeping>(R"({"a":1,"x":1,"x":2})") == Lines{"invalid_key /x: stands twice in this object"});
  CHECK(again<ObjectsSeenKeepingNumbers>(R"({"n":1.5,"extra":"e"})") == R"({"extra":"e","n":1.5})");
  CHECK(issuesOf<ObjectsSeenKeepingNumbers>(R"({"n":-1,"m":"1","extra":"e"})") ==
        Lines{"too_small /n: must be at least 0", "invalid_type /m: must be a number"});
  CHECK(issuesOf<ObjectsSeenKeepingNumbers>(R"({"n":1,"n":2,"extra":"e"})") ==
        Lines{"invalid_key /n: stands twice in this object"});
  CHECK(issuesOf<ObjectsSeenIdle>(R"({"a":1})") == Lines{"unrecognized_keys /a: is no key of this object"});
}

TEST_CASE("an extra key that is a property's is no payload") {
  ObjectsSeenKeeping value{.a = 1};
  value.extra["a"] = 2;
  CHECK(event_runtime::validate(value).size() == 1);
}

TEST_CASE("how many keys there are, and which") {
  CHECK(issuesOf<ObjectsSeenCounting>("{}") == Lines{"too_small : must have at least 1 key"});
  CHECK(issuesOf<ObjectsSeenCounting>(R"({"a":1,"b":2,"z":3})") == Lines{"too_big : must have at most 2 keys"});
  CHECK(again<ObjectsSeenCounting>(R"({"z":3})") == "{}");

  const std::string before =
      R"({"ignoring":{"a":1},"refusing":{"a":1},"keeping":{"a":1},"keepingNumbers":{"extra":""},"counting":{"a":1},"map":)";
  const std::string after =
      R"(,"idle":{},"employee":{"name":"n","salary":1},"merged":{"name":"m"},"class":"","@type":""})";
  CHECK(issuesOf<ObjectsSeen>(before + R"({"ab":1,"C":2,"d":"3","e":4},"colors":{"red":"x","pink":"y","green":""})" +
                              after) ==
        Lines{"too_big /map: must have at most 3 keys", "invalid_key /map/C: as a key must match ^[a-z]+$",
              "invalid_type /map/d: must be an integer",
              "invalid_key /colors/pink: is no key of this object, but red | green | blue are",
              "too_small /colors/green: must have at least 1 character"});
}

TEST_CASE("unique items") {
  const std::string before = R"({"plain":[],"flags":[],"unique":)";
  const std::string middle = R"(,"uniquePoints":)";
  const std::string after = R"(,"grid":[],"holes":[],"pair":["a",1],"atLeastOne":["a"],"andMore":["a"],"anything":[]})";
  const auto with = [&](const std::string& unique, const std::string& points) {
    return issuesOf<ListsSeen>(before + unique + middle + points + after);
  };
  CHECK(with("[]", R"([{"x":1,"y":2}])").empty());
  CHECK(with("[1,2,3]", R"([{"x":1,"y":2},{"x":2,"y":1}])").empty());
  CHECK(with("[1,2,1.0,1e0]", R"([{"x":1,"y":2},{"y":2.0,"x":1}])") ==
        Lines{"invalid_element /unique/2: is equal to element 0", "invalid_element /unique/3: is equal to element 2",
              "invalid_element /uniquePoints/1: is equal to element 0"});
}

TEST_CASE("tuples") {
  const auto text = [](const std::string& pair, const std::string& atLeastOne, const std::string& andMore,
                       const std::string& loose) {
    return R"({"plain":[],"flags":[true],"unique":[],"uniquePoints":[{"x":1,"y":2}],"grid":[],"holes":[null,1],"pair":)" +
           pair + R"(,"atLeastOne":)" + atLeastOne + R"(,"andMore":)" + andMore + R"(,"loose":)" + loose +
           R"(,"anything":[]})";
  };
  const auto value = read<ListsSeen>(text(R"(["a",1])", R"(["b",2])", R"(["c",3,4])", R"(["d",true,{}])"));
  CHECK(value.pair == std::tuple<std::string, std::int64_t>("a", 1));
  CHECK(std::get<1>(value.atLeastOne) == 2);
  CHECK(!std::get<2>(value.atLeastOne));
  CHECK(std::get<1>(value.andMore) == std::vector<std::int64_t>{3, 4});
  CHECK(parse<ListsSeen>(toJsonText(value)).value() == value);
  CHECK(toJsonText(value).find(R"("atLeastOne":["b",2],"andMore":["c",3,4],"loose":["d",true])") != std::string::npos);

  CHECK(issuesOf<ListsSeen>(text(R"(["a"])", "[]", R"(["c",-1,"x"])", R"(["d"])")) ==
        Lines{"too_small /pair: must have at least 2 items", "too_small /atLeastOne: must have at least 1 item",
              "too_small /andMore/1: must be at least 0", "invalid_type /andMore/2: must be an integer",
              "too_small /loose: must have at least 2 items"});
  CHECK(issuesOf<ListsSeen>(text(R"(["a",1,2])", R"(["",1,"pink"])", "{}", R"(["d",true])")) ==
        Lines{"too_big /pair: must have at most 2 items", "too_small /atLeastOne/0: must have at least 1 character",
              "invalid_value /atLeastOne/2: must be one of red | green | blue",
              "invalid_type /andMore: must be an array"});
}

TEST_CASE("defaults stand where keys are absent, and are written") {
  const auto value = read<DefaultsSeen>("{}");
  CHECK(value == DefaultsSeen{});
  CHECK(value.text == "a \"quoted\" text");
  CHECK(value.bits == 18'446'744'073'709'551'615U);
  CHECK(value.lowest == std::numeric_limits<std::int64_t>::min());
  CHECK(value.since == read<event_runtime::Timestamp>(R"("2026-11-21T09:30:00Z")"));
  CHECK(value.nested == std::vector<std::vector<std::string>>{{"a", "b"}, {}});
  CHECK(value.map == std::map<std::string, std::int64_t>{{"a", 1}, {"b", 2}});
  CHECK(value.point.x == 0.5);
  CHECK(value.point.y == 1);
  CHECK(std::get<std::int64_t>(value.union_) == 7);
  CHECK(!value.nullable);
  CHECK(parse<DefaultsSeen>(toJsonText(value)).value() == value);
  CHECK(toJsonText(value).starts_with(R"({"text":"a \"quoted\" text","count":5,"bits":18446744073709551615,)"));
  CHECK(read<DefaultsSeen>(R"({"count":6})").count == 6);
  CHECK(issuesOf<DefaultsSeen>(R"({"count":null})") == Lines{"invalid_type /count: must be an integer"});
}

TEST_CASE("a value that is read into keeps nothing of what it was") {
  auto value = read<DefaultsSeen>(R"({"count":6,"list":["x","y","z"],"map":{"z":9},"nullable":"n","union":"u"})");
  CHECK(parseInto(value, "{}").empty());
  CHECK(value == DefaultsSeen{});

  auto unions = read<std::vector<Contact>>(R"([{"email":"a@b.co"},{"phone":"+4930123456"}])");
  CHECK(parseInto(unions, R"([{"phone":"+4930123457"}])").empty());
  CHECK(unions == std::vector<Contact>{ByPhone{.phone = "+4930123457"}});

  auto node = read<Node>(R"({"label":"a","left":{"label":"b","right":null,"children":[],"named":{}},"right":null,
                            "children":[{"label":"c","right":null,"children":[],"named":{}}],"named":{"n":
                            {"label":"d","right":null,"children":[],"named":{}}},"home":{"name":"h","trees":[]}})");
  const std::string small =
      R"({"label":"z","right":{"label":"y","right":null,"children":[],"named":{}},"children":[],"named":{}})";
  CHECK(parseInto(node, small).empty());
  CHECK(node == read<Node>(small));
}

TEST_CASE("types that contain themselves") {
  const std::string text =
      R"({"label":"root","right":null,"children":[{"label":"leaf","right":null,"children":[],"named":{}}],)"
      R"("named":{},"home":{"name":"wood","trees":[{"label":"oak","right":null,"children":[],"named":{}}]}})";
  CHECK(again<Node>(text) == text);
  CHECK(
      issuesOf<Node>(
          R"({"label":"a","left":{"label":"b","left":{"label":1},"right":null,"children":[],"named":{}},"right":null,"children":[],"named":{}})")
          .size() == 4);
  std::string deep = R"({"label":"x","right":null,"children":[],"named":{}})";
  for (int i = 0; i < 100; ++i) deep = R"({"label":"x","right":)" + deep + R"(,"children":[],"named":{}})";
  const auto tree = read<Node>(deep);
  CHECK(tree == read<Node>(toJsonText(tree)));
}

TEST_CASE("an empty Box is not sent") {
  const Expression half = event_runtime::Box<Sum>(Sum{.left = Expression(1.0), .right = {}});
  CHECK(event_runtime::validate(half).size() == 1);
  CHECK_THROWS_AS((void)*std::get<event_runtime::Box<Sum>>(half)->right, std::logic_error);
}

TEST_CASE("values of every kind, with what is wrong with each") {
  const std::string text = R"({"text":"x","patterned":"b","parted":"x","id":"1","small":6,"positive":4,"large":1,)"
                           R"("whole":1.5,"real":2,"yes":0,"when":"now","anything":null,"nothing":0,"color":"pink",)"
                           R"("size":4,"fixed":"v2","three":4,"secret":1,"secrets":[1]})";
  const auto issues = parse<ValuesSeen>(text).issues();
  Lines places;
  for (const Issue& issue : issues) places.push_back(issue.path);
  CHECK(places == Lines{"/text",     "/patterned", "/parted", "/parted", "/parted", "/id",       "/small",
                        "/positive", "/large",     "/whole",  "/real",   "/yes",    "/when",     "/nothing",
                        "/color",    "/size",      "/fixed",  "/three",  "/secret", "/secrets/0"});
}

TEST_CASE("logs show no secrets") {
  UnionsSeen value{
      .payment = Card{.number = "4111111111111111", .holder = "Ada"},
      .versioned = FirstVersion{.name = "n"},
      .amount = 5,
      .contact = {},
      .byName = {{"x", Card{.number = "4222222222222222", .holder = "Bob"}}},
      .expression = 1.0,
      .textOrNumber = {},
      .inPlace = true,
  };
  CHECK(event_runtime::toLogText(value) ==
        R"({"payment":{"kind":"card","number":"***","holder":"Ada"},"versioned":{"version":1,"name":"n"},"amount":5,)"
        R"("contact":null,"byName":{"x":{"kind":"card","number":"***","holder":"Bob"}},"expression":1.0,)"
        R"("textOrNumber":null,"inPlace":true})");
  CHECK(event_runtime::toLogText(std::vector<Payment>{value.payment}) ==
        R"([{"kind":"card","number":"***","holder":"Ada"}])");
  CHECK(event_runtime::toLogText(value, 20) == R"({"payment":{"kind":"…)");

  const auto values = read<ValuesSeen>(
      R"({"text":"xy","patterned":"a","parted":"amz","id":"3f1c2a4e-9b7d-4c1e-8f2a-6d5b4c3a2f1e","small":0,"positive":0,)"
      R"("large":9223372036854775808,"whole":1,"real":1,"yes":true,"when":"2026-11-21T09:30:00Z","anything":{},)"
      R"("nothing":null,"color":"red","size":1,"fixed":"v1","three":3,"secret":"hunter2","secrets":["a","b"]})");
  const std::string log = event_runtime::toLogText(values);
  CHECK(log.ends_with(R"("secret":"***","secrets":"***"})"));
  CHECK(log.find("hunter2") == std::string::npos);
  CHECK(toJsonText(values).ends_with(R"("secret":"hunter2","secrets":["a","b"]})"));
}

TEST_CASE("a text can be checked without keeping its value") {
  CHECK(event_runtime::validateText<Color>(R"("red")").empty());
  CHECK(event_runtime::validateText<Color>(R"("pink")").size() == 1);
}
