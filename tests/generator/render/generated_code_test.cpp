// What generated code does with values and texts, beside the runtime's codec.
#include "common/types.hpp"
#include "event_table.hpp"
#include "events.hpp"
#include "shop/types.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <string>

using namespace every::type;
using event_runtime::Issue;
using event_runtime::IssueCode;
using event_runtime::parse;
using event_runtime::toJsonText;
using event_runtime::validate;

namespace {

constexpr auto NOON = event_runtime::Timestamp(std::chrono::milliseconds(1'763'726'400'250));

OrderPlaced sampleOrder() {
  return {
      .orderId = "0191e4a1-7c11-7000-8000-0123456789ab",
      .total = {.amount = 1999, .currency = Currency::EUR},
      .lines = {{.sku = "ABC-1", .count = 2, .labels = {{"de", "rot"}, {"en", "red"}}}},
      .grid = {{0.5, -1}, {}, {1}},
      .serial = 18'446'744'073'709'551'615U,
      .discount = 0.25,
      .gift = true,
      .placedAt = NOON,
      .deliverAt = {},
      .tags = {"new"},
      .aliases = {"a", std::nullopt, "b"},
      .counts = {{"x", -1}},
      .prices = {{"list", {.amount = 1, .currency = Currency::USD}}},
      .offset = std::numeric_limits<std::int64_t>::min(),
      .payment = OrderPlacedPayment::bank_transfer,
      .address = OrderPlacedAddress{.street = "Long Street 1", .zip = "12345"},
  };
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto at = text.find(from);
  REQUIRE_MESSAGE(at != std::string::npos, std::string(from));
  return text.replace(at, from.size(), to);
}

/// The issues as `code path`, sorted.
std::vector<std::string> codes(const std::vector<Issue>& issues) {
  std::vector<std::string> lines;
  for (const auto& issue : issues) lines.push_back(std::string(toString(issue.code)) + ' ' + issue.path);
  std::sort(lines.begin(), lines.end());
  return lines;
}

using Codes = std::vector<std::string>;

}  // namespace

TEST_CASE("a value comes back as it was") {
  const auto order = sampleOrder();
  CHECK(codes(validate(order)) == Codes{});
  CHECK(parse<OrderPlaced>(toJsonText(order)).value() == order);

  auto full = order;
  full.note = "at the door";
  full.coupon = "SALE-27";
  full.deliverAt = NOON;
  full.contacts = {"a@example.com", std::nullopt};
  full.address.reset();
  CHECK(codes(validate(full)) == Codes{});
  CHECK(parse<OrderPlaced>(toJsonText(full)).value() == full);
}

TEST_CASE("optional members are left out, required nullable ones are null") {
  const auto text = toJsonText(sampleOrder());
  CHECK(text.starts_with(R"({"orderId":)"));
  CHECK(text.find(R"("deliverAt":null)") != std::string::npos);
  CHECK(text.find("note") == std::string::npos);
  CHECK(text.find("contacts") == std::string::npos);
}

TEST_CASE("commas stand between members whichever optional ones are there") {
  CHECK(toJsonText(SensorRead{}) == "{}");
  CHECK(toJsonText(SensorRead{.first = "a"}) == R"({"first":"a"})");
  CHECK(toJsonText(SensorRead{.second = 10}) == R"({"second":10})");
  CHECK(toJsonText(SensorRead{.third = 0.25}) == R"({"third":0.25})");
  CHECK(toJsonText(SensorRead{.first = "a", .third = 0.5}) == R"({"first":"a","third":0.5})");
  CHECK(toJsonText(SensorRead{.first = "a", .second = 10, .third = 0.5}) == R"({"first":"a","second":10,"third":0.5})");
  CHECK(toJsonText(ShopClosed{}) == "{}");
}

TEST_CASE("every required member that is missing is named, with what was expected") {
  const auto issues = parse<OrderPlaced>("{}").issues();
  CHECK(issues.size() == 16);
  for (const auto& issue : issues) CHECK((issue.code == IssueCode::invalidType));
  CHECK(parse<Money>(R"({"amount":1})").issues().at(0).expected == "EUR | USD");
}

TEST_CASE("constraints are checked where they stand") {
  const auto text = toJsonText(sampleOrder());
  const auto check = [&](std::string_view from, std::string_view to) {
    return codes(parse<OrderPlaced>(replaced(text, from, to)).issues());
  };
  CHECK(check("0191e4a1", "0191e4a") == Codes{"invalid_format /orderId"});
  CHECK(check("1999", "-1") == Codes{"too_small /total/amount"});
  CHECK(check(R"("EUR")", R"("DEM")") == Codes{"invalid_value /total/currency"});
  CHECK(check("ABC-1", "AB") == Codes{"too_small /lines/0/sku"});
  CHECK(check(R"("count":2)", R"("count":1000)") == Codes{"too_big /lines/0/count"});
  CHECK(check(R"("count":2)", R"("count":2147483648)") == Codes{"too_big /lines/0/count"});
  CHECK(check("rot", "scharlach") == Codes{"too_big /lines/0/labels/de"});
  CHECK(check("[1.0]", "[1,2,3,4]") ==
        Codes{"too_big /grid/2", "too_big /grid/2/1", "too_big /grid/2/2", "too_big /grid/2/3"});
  CHECK(check("18446744073709551615", "4") == Codes{"too_small /serial"});
  CHECK(check("18446744073709551615", "-4") == Codes{"too_small /serial"});
  CHECK(check(R"("discount":0.25)", R"("discount":0)") == Codes{"too_small /discount"});
  CHECK(check(R"("new")", R"("")") == Codes{"too_small /tags/0"});
  CHECK(check(R"(["a",null,"b"])", R"(["a",1,"b"])") == Codes{"invalid_type /aliases/1"});
  CHECK(check(R"("12345")", R"("1234")") == Codes{"invalid_format /address/zip"});
  CHECK(check("bank transfer", "bank_transfer") == Codes{"invalid_value /payment"});
  CHECK(check(R"("gift":true)", R"("gift":null)") == Codes{"invalid_type /gift"});
}

TEST_CASE("array bounds are those of the schema") {
  auto order = sampleOrder();
  order.lines.clear();
  CHECK(codes(validate(order)) == Codes{"too_small /lines"});
  order.lines.assign(101, sampleOrder().lines.front());
  CHECK(codes(validate(order)) == Codes{"too_big /lines"});
}

TEST_CASE("string parts are checked one by one") {
  auto order = sampleOrder();
  order.coupon = "x";
  CHECK(codes(validate(order)) ==
        Codes{"invalid_format /coupon", "invalid_format /coupon", "invalid_format /coupon", "invalid_format /coupon"});
}

TEST_CASE("optional without nullable refuses null; optional and nullable reads it as absent") {
  CHECK(codes(parse<SensorRead>(R"({"first":null})").issues()) == Codes{"invalid_type /first"});
  CHECK(codes(parse<SensorRead>(R"({"second":null})").issues()) == Codes{"invalid_type /second"});
  const auto shipped = parse<OrderShipped>(R"({"orderId":"0191e4a1-7c11-7000-8000-0123456789ab","carrier":null})");
  REQUIRE(shipped);
  CHECK_FALSE(shipped->carrier);
}

TEST_CASE("a closed object names keys it does not know; an open one ignores them") {
  CHECK(codes(parse<Money>(R"({"amount":1,"currency":"EUR","Amount":2})").issues()).size() == 1);
  CHECK((parse<Money>(R"({"amount":1,"currency":"EUR","x":2})").issues().at(0).code == IssueCode::unrecognizedKeys));
  CHECK(parse<ShopClosed>(R"({"x":2})").issues().size() == 1);
  CHECK(parse<SensorRead>(R"({"unknown":{"deep":[1]}})"));
}

TEST_CASE("a key that stands twice is an issue, in structs and in maps") {
  CHECK(codes(parse<SensorRead>(R"({"first":"a","first":"b"})").issues()) == Codes{"invalid_key /first"});
  const auto text = replaced(toJsonText(sampleOrder()), R"("de":"rot")", R"("de":"rot","de":"blau")");
  CHECK(codes(parse<OrderPlaced>(text).issues()) == Codes{"invalid_key /lines/0/labels/de"});
}

TEST_CASE("another JSON type than an object is one issue") {
  for (const auto* text : {"null", "[]", "\"x\"", "1", "true"}) {
    CHECK(codes(parse<OrderPlaced>(text).issues()) == Codes{"invalid_type "});
  }
}

TEST_CASE("enumerators know their JSON values") {
  CHECK(toString(OrderPlacedPayment::bank_transfer) == "bank transfer");
  auto payment = OrderPlacedPayment::card;
  CHECK(fromString("cash", payment));
  CHECK((payment == OrderPlacedPayment::cash));
  CHECK_FALSE(fromString("Cash", payment));
  CHECK((payment == OrderPlacedPayment::cash));
  CHECK(toString(static_cast<OrderPlacedPayment>(99)).empty());
}

TEST_CASE("the table of events is a constant") {
  static_assert(EVENTS.size() == 4);
  static_assert(EVENTS[1].constant == "ORDER_SHIPPED" && EVENTS[1].name == "shop/order.shipped");
  static_assert(EVENTS[1].owner == "logistics" && EVENTS[1].feature == "shop");
  static_assert(EVENTS[0].version == "3" && Events::ORDER_PLACED.version == "3");
  CHECK(EVENTS[1].description == "It left the warehouse.");
  for (const auto& event : EVENTS) CHECK(event.fingerprint.size() >= 16);
}
