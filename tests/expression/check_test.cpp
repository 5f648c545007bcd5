#include "support.hpp"

#include <expression/check.hpp>

#include <doctest/doctest.h>

#include <map>
#include <string>
#include <vector>

using namespace event_runtime::expression;

namespace {

/// Objects of these properties: `data` is an order.
struct Shape {
  std::string name;
  std::map<std::string, Type, std::less<>> members;
  Type element;
  std::vector<std::string_view> texts;
  std::vector<Type> items = {};
};

class Environment : public TypeEnvironment {
 public:
  Environment() {
    const auto is = [](KindSet kinds, const Shape* shape = nullptr) { return Type{kinds, shape, nullptr}; };
    const KindSet string = setOf(Kind::string), null = setOf(Kind::null), integer = setOf(Kind::integer);
    status_ = {"Status", {}, {}, {"open", "paid"}};
    buyer_ = {"Buyer", {{"userId", is(string)}, {"name", is(string | null)}}, {}, {}};
    tags_ = {"", {}, is(string), {}};
    items_ = {"", {}, is(setOf(Kind::map), &buyer_), {}};
    pair_ = {"", {}, is(string | integer), {}, {is(string), is(integer)}};
    order_ = {"Order",
              {{"id", is(string)},
               {"amount", is(NUMERIC)},
               {"count", is(integer)},
               {"paid", is(setOf(Kind::boolean))},
               {"buyer", is(setOf(Kind::map), &buyer_)},
               {"gift", is(setOf(Kind::map) | null, &buyer_)},
               {"tags", is(setOf(Kind::list), &tags_)},
               {"buyers", is(setOf(Kind::list), &items_)},
               {"status", is(string, &status_)},
               {"parent", is(setOf(Kind::map) | null, &order_)},
               {"odd-key", is(string)},
               {"either", is(string | integer)},
               {"pair", is(setOf(Kind::list), &pair_)},
               {"extra", Type()}},
              {},
              {}};
  }

  std::optional<Type> variable(Variable variable) const override {
    if (variable == Variable::data) return Type{setOf(Kind::map), &order_, nullptr};
    return std::nullopt;
  }
  std::string whyNot(Variable variable) const override { return "no " + std::string(nameOf(variable)) + " here"; }
  std::optional<Type> member(const void* schema, std::string_view name) const override {
    const auto& members = shape(schema).members;
    const auto found = members.find(name);
    if (found == members.end()) return std::nullopt;
    return found->second;
  }
  std::vector<std::string_view> members(const void* schema) const override {
    std::vector<std::string_view> names;
    for (const auto& [name, type] : shape(schema).members) names.push_back(name);
    return names;
  }
  Type element(const void* schema, std::optional<std::size_t> index) const override {
    const Shape& list = shape(schema);
    return index && *index < list.items.size() ? list.items[*index] : list.element;
  }
  std::vector<std::string_view> texts(const void* schema) const override { return shape(schema).texts; }
  std::string name(const void* schema) const override { return shape(schema).name; }

 private:
  static const Shape& shape(const void* schema) { return *static_cast<const Shape*>(schema); }
  Shape status_, buyer_, tags_, items_, pair_, order_;
};

/// The problems as `offset+length: message` a line.
std::string problems(std::string_view text, Purpose purpose = Purpose::value) {
  static const Environment environment;
  std::string out;
  for (const Problem& problem : check(testing::parsed(text), environment, purpose)) {
    if (!out.empty()) out += "\n";
    out += std::to_string(problem.offset) + "+" + std::to_string(problem.length) + ": " + problem.message;
  }
  return out;
}

}  // namespace

TEST_CASE("what can be right is not reported") {
  for (const std::string_view text : {"data.id == 'x'",
                                      "data.amount > 5 && data.amount <= 5.5",
                                      "data.count == 5u",
                                      "data.count + 1.5 > 2",
                                      "data.buyer.userId != ''",
                                      "data.gift.name == 'Ada'",
                                      "data.gift == null",
                                      "data.id == null",
                                      "data.tags[0] == 'a'",
                                      "data.tags.exists(t, t.startsWith('a'))",
                                      "data.buyers.all(b, b.userId != data.buyer.userId)",
                                      "size(data.tags) <= 20",
                                      "data.status == 'open'",
                                      "data.status in ['open', 'paid']",
                                      "data.status != data.id",
                                      "'a' in data.tags",
                                      "data.parent.parent.parent.id == 'x'",
                                      "data['odd-key'] == 'a'",
                                      "data[data.id] == 1",
                                      "has(data.gift.name)",
                                      "data.either == 5 || data.either == 'a'",
                                      "data.extra.anything[5].goes == [1, 'a']",
                                      "data.extra + 1 == 2",
                                      "timestamp(data.id) < timestamp('2024-01-01T00:00:00Z')",
                                      "data.buyer == {'userId': 'a'}",
                                      "data.tags == ['a']",
                                      "data.tags + ['b'] == ['a', 'b']",
                                      "data.paid ? data.amount : data.count",
                                      "!data.paid",
                                      "data.amount / 2.0 > 1",
                                      "double(data.amount) / 2 > 1",
                                      "data.count / 2 > 1",
                                      "data.tags.map(t, size(t)).exists(n, n > 5)",
                                      "{'a': 1}.a == 1",
                                      "data.all(k, k != 'x')",
                                      "data.id.split(',')[0] == 'a'",
                                      "json_parse(data.id).x > 5",
                                      "[1, 'a'].exists(x, x == 'a')",
                                      "data.tags.filter(t, t != 'a').size() == 0",
                                      "dyn(data.id) == 5",
                                      "type(data.id) == string",
                                      "data.gift.name.startsWith('a')",
                                      "data.amount in [1, 2.5]"}) {
    CAPTURE(text);
    CHECK(problems(text) == "");
  }
}

TEST_CASE("a name that a schema lacks, with its place and what was meant") {
  CHECK(problems("data.buyer.userID == 'x'") == "11+6: Buyer has no property `userID`: did you mean `userId`?");
  CHECK(problems("data.odd_key") == "5+7: Order has no property `odd_key`: did you mean `[\"odd-key\"]`?");
  CHECK(problems("data.gift.zzz") == "10+3: Buyer has no property `zzz`; it has `name` and `userId`");
  CHECK(problems("data[\"amuont\"] > 1") == "5+8: Order has no property `amuont`: did you mean `amount`?");
  CHECK(problems("has(data.statsu)") == "9+6: Order has no property `statsu`: did you mean `status`?");
  CHECK(problems("data.buyers.exists(b, b.usrId == 'a')") ==
        "24+5: Buyer has no property `usrId`: did you mean `userId`?");
  CHECK(problems("data.parent.parent.idd") == "19+3: Order has no property `idd`: did you mean `id`?");
  CHECK(problems("event.data.x") == "0+5: no event here");
}

TEST_CASE("all of the problems, in the order of the text, and none that follow from others") {
  CHECK(problems("data.idd == 'x' && data.statsu == 'y' && data.count == 'z'") ==
        "5+3: Order has no property `idd`: did you mean `id`?\n"
        "24+6: Order has no property `statsu`: did you mean `status`?\n"
        "41+17: `data.count` is an int and `'z'` is a string, which are never equal: write numbers without quotes and "
        "texts "
        "with them, or convert one with `string(…)`");
  CHECK(problems("data.idd.x.y + 1 == lowercase(data.idd)").find("\n30+") == std::string::npos);
}

TEST_CASE("parts of what has none") {
  CHECK(problems("data.id.x") == "8+1: `data.id` is a string and has no parts");
  CHECK(problems("data.id[0]") == "8+1: `data.id` is a string and has no parts");
  CHECK(problems("data.tags.length").starts_with("10+6: a list has indexes and no properties"));
  CHECK(problems("data.tags['a']").starts_with("10+3: a list has indexes and no properties"));
  CHECK(problems("data.tags[data.id]").starts_with("10+7: a list has indexes, and this is a string"));
  CHECK(problems("data.buyer[0]").starts_with("11+1: an object has names, and this is an int"));
  CHECK(problems("data.tags[0].x") == "13+1: `data.tags[0]` is a string and has no parts");
}

TEST_CASE("operands that are never equal or in order") {
  CHECK(problems("data.id == 5").find("never equal") != std::string::npos);
  CHECK(problems("data.paid == 'true'").find("without quotes") != std::string::npos);
  CHECK(problems("data.tags == 'a'").find("never equal") != std::string::npos);
  CHECK(problems("data.id < now()").find("timestamp(…)") != std::string::npos);
  CHECK(problems("data.count > now()").find("date(…)") != std::string::npos);
  CHECK(problems("data.gift > 1").find("cannot compare a map or null with an int") != std::string::npos);
  CHECK(problems("data.status == 'opne'") == "15+6: `data.status` is never \"opne\": did you mean \"open\"?");
  CHECK(problems("'closed' == data.status") == "0+8: `data.status` is never \"closed\"; it is \"open\" or \"paid\"");
  CHECK(problems("data.status in ['open', 'piad']") == "24+6: `data.status` is never \"piad\": did you mean \"paid\"?");
  CHECK(problems("data.count in ['1']").find("never equal") != std::string::npos);
  CHECK(problems("data.pair[0] == 'a' && data.pair[1] == 5 && data.pair[data.count] == 5") == "");
  CHECK(problems("data.pair[1] == 'a'").find("never equal") != std::string::npos);
  CHECK(problems("5 in data.tags").find("never equal") != std::string::npos);
  CHECK(problems("'a' in data.id").find("contains(…)") != std::string::npos);
}

TEST_CASE("operators and functions that never take what they are given") {
  CHECK(problems("data.id + 1") == "0+11: `+` does not take a string and an int: make both texts with `string(…)`");
  CHECK(problems("data.id - data.id").find("`-` does not take") != std::string::npos);
  CHECK(problems("data.amount % 2") == "");
  CHECK(problems("1.5 % data.count").find("int(…)") != std::string::npos);
  CHECK(problems("-data.id").find("`-` does not take a string") != std::string::npos);
  CHECK(problems("data.count.startsWith('a')") == "0+10: `startsWith` takes a string, and this is an int");
  CHECK(problems("lowercase(data.tags)") == "10+9: `lowercase` takes a string, and this is a list");
  CHECK(problems("data.id.exists(x, true)").find("must be a list or a map") != std::string::npos);
  CHECK(problems("data.id && true").find("must be true or false, and is a string") != std::string::npos);
  CHECK(problems("!data.count").find("compare it, as in `x > 0`") != std::string::npos);
  CHECK(problems("data.amount / 2").find("double(…)") != std::string::npos);
  CHECK(problems("{[1]: 2}").find("key of a map") != std::string::npos);
}

TEST_CASE("constants without a value") {
  CHECK(problems("data.count / 0 == 1") == "");
  CHECK(problems("data.count > 1 / 0") == "13+5: division by zero");
  CHECK(problems("timestamp('soon') < now()").find("no RFC 3339 date-time") != std::string::npos);
  CHECK(problems("duration('1d') == duration('24h')").find("no duration") != std::string::npos);
}

TEST_CASE("what a result is for") {
  CHECK(problems("data.id", Purpose::condition) == "0+7: the result must be true or false, and is a string");
  CHECK(problems("data.paid", Purpose::condition) == "");
  CHECK(problems("data.extra", Purpose::condition) == "");
  CHECK(problems("data.id", Purpose::integer) == "0+7: the result must be an integer, and is a string");
  CHECK(problems("data.amount * 1.5", Purpose::integer).find("int(…)") != std::string::npos);
  CHECK(problems("data.paid ? 120 : 0", Purpose::integer) == "");
  CHECK(problems("data.tags", Purpose::key).find("name a part of it") != std::string::npos);
  CHECK(problems("data.gift", Purpose::key).find("name a part of it") != std::string::npos);
  CHECK(problems("data.gift.name", Purpose::key) == "");
  CHECK(problems("data.id + '-' + string(data.count)", Purpose::key) == "");
}
