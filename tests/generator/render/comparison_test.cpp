// How generated types are ordered.
#include "client.hpp"

#include <event_runtime/json.hpp>

#include <doctest/doctest.h>

#include <compare>
#include <concepts>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <type_traits>

using namespace whole;
using event_runtime::parse;

namespace {

template <class T>
using OrderOf = std::compare_three_way_result_t<T>;

template <class T>
T read(std::string_view text) {
  return parse<T>(text).value();
}

/// Whether each value is before all that follow it, in every way of asking.
template <class T>
void checkOrder(const std::vector<T>& values) {
  for (std::size_t i = 0; i < values.size(); ++i) {
    for (std::size_t j = 0; j < values.size(); ++j) {
      CAPTURE(i);
      CAPTURE(j);
      CHECK((values[i] < values[j]) == (i < j));
      CHECK((values[i] > values[j]) == (i > j));
      CHECK((values[i] <= values[j]) == (i <= j));
      CHECK((values[i] >= values[j]) == (i >= j));
      CHECK((values[i] == values[j]) == (i == j));
      CHECK(((values[i] <=> values[j]) == 0) == (i == j));
    }
  }
}

}  // namespace

TEST_CASE("a type without numbers is strongly ordered, one with them partially") {
  static_assert(std::same_as<OrderOf<Card>, std::strong_ordering>);
  static_assert(std::same_as<OrderOf<Payment>, std::strong_ordering>);
  static_assert(std::same_as<OrderOf<Versioned>, std::strong_ordering>);
  static_assert(std::same_as<OrderOf<Point>, std::partial_ordering>);
  // Lists, maps and optionals of types, and Json.
  static_assert(std::same_as<OrderOf<UnionsSeen>, std::partial_ordering>);
  static_assert(std::same_as<OrderOf<ObjectsSeen>, std::partial_ordering>);
  static_assert(std::same_as<OrderOf<ListsSeen>, std::partial_ordering>);
  static_assert(std::same_as<OrderOf<DefaultsSeen>, std::partial_ordering>);
  // Of types that hold themselves it is not deduced.
  static_assert(std::same_as<OrderOf<Node>, std::partial_ordering>);
  static_assert(std::totally_ordered<TreeGrown> && std::totally_ordered<ForestPlanted>);
  const Point point{.x = 0, .y = std::numeric_limits<double>::quiet_NaN()};
  CHECK((point <=> point) == std::partial_ordering::unordered);
}

TEST_CASE("structs are ordered by their members, in the order of the schema") {
  checkOrder<Point>({{.x = 1, .y = 9}, {.x = 2, .y = 0}, {.x = 2, .y = 1}});
  checkOrder<Employee>({{.name = "Ada", .note = {}, .salary = 9},
                        {.name = "Ada", .note = "", .salary = 1},
                        {.name = "Bob", .note = {}, .salary = 0}});
  std::set<Card> cards{Card{.number = "2", .holder = "a"}, Card{.number = "1", .holder = "b"}};
  CHECK(cards.begin()->number == "1");
}

TEST_CASE("unions are ordered by the alternative first") {
  checkOrder<Payment>({Card{.number = "1", .holder = "a"}, Card{.number = "1", .holder = "b"}, Transfer{.iban = "A"},
                       Cash{.kind = CashKind::cash}, Cash{.kind = CashKind::coins}});
}

TEST_CASE("tuples, lists, maps and any JSON are part of an order") {
  const std::string before = R"({"plain":["a"],"flags":[],"unique":[],"uniquePoints":[{"x":1,"y":2}],"grid":[],)"
                             R"("holes":[null],"pair":["a",1],"atLeastOne":["x"],"andMore":["x"],"anything":[)";
  checkOrder<ListsSeen>({read<ListsSeen>(before + "1]}"), read<ListsSeen>(before + "2]}"),
                         read<ListsSeen>(before + R"(2],"flagged":["a",false]})"),
                         read<ListsSeen>(before + R"(2],"flagged":["a",true]})")});
  auto larger = read<ListsSeen>(before + "1]}");
  std::get<1>(larger.pair) = 2;
  checkOrder<ListsSeen>({read<ListsSeen>(before + "3]}"), larger});
}

TEST_CASE("types that hold themselves are ordered, through boxes and maps") {
  const std::string leaf = R"("right":null,"children":[],"named":{}})";
  const auto node = [&](std::string_view text) { return read<Node>(text); };
  checkOrder<Node>({node(R"({"label":"a",)" + leaf), node(R"({"label":"a","left":{"label":"a",)" + leaf + "," + leaf),
                    node(R"({"label":"a","left":{"label":"b",)" + leaf + "," + leaf), node(R"({"label":"b",)" + leaf)});
  const auto named = [&](std::string_view child) {
    return node(R"({"label":"a","right":null,"children":[],"named":{"x":{"label":")" + std::string(child) + "\"," +
                leaf + "}}");
  };
  checkOrder<Node>({named("a"), named("b")});
  checkOrder<Expression>({Expression(1.0), Expression(2.0), read<Expression>(R"({"left":1,"right":2})"),
                          read<Expression>(R"({"left":1,"right":3})"),
                          read<Expression>(R"({"function":"f","arguments":[1]})"),
                          read<Expression>(R"({"function":"f","arguments":[1,{"left":1,"right":1}]})")});
}
