// What a decoder takes for each type, and what it says of the rest.
#include "fixture.hpp"

#include <limits>

namespace event_runtime::testing {
namespace {

TEST_CASE("scalars are read as what they are") {
  CHECK(read<std::string>(R"("a\u00e9\ud83d\ude00\n")") == "aé😀\n");
  CHECK(read<bool>("true"));
  CHECK(!read<bool>(" false "));
  CHECK(read<double>("1.5") == 1.5);
  CHECK(read<double>("7") == 7.0);
  CHECK(read<double>("18446744073709551615") == 18446744073709551615.0);
  CHECK(read<Timestamp>(R"("1970-01-01T00:00:01Z")") == Timestamp(std::chrono::seconds(1)));
  read<std::monostate>("null");
}

TEST_CASE("a wrong type is told with both types") {
  const auto parsed = parse<std::string>("5");
  REQUIRE(parsed.issues().size() == 1);
  CHECK(parsed.issues()[0] == Issue{IssueCode::invalidType, "", "must be a string", "string", "integer"});
  CHECK(issuesOf<bool>("\"true\"") == Strings{"invalid_type : must be a boolean"});
  CHECK(issuesOf<double>("\"1\"") == Strings{"invalid_type : must be a number"});
  CHECK(issuesOf<double>("null") == Strings{"invalid_type : must be a number"});
  CHECK(issuesOf<std::int64_t>("1.5") == Strings{"invalid_type : must be an integer"});
  CHECK(issuesOf<std::int64_t>("true") == Strings{"invalid_type : must be an integer"});
  CHECK(issuesOf<std::monostate>("0") == Strings{"invalid_type : must be null"});
  CHECK(issuesOf<std::vector<bool>>("{}") == Strings{"invalid_type : must be an array"});
  CHECK((issuesOf<std::map<std::string, bool>>("[]")) == Strings{"invalid_type : must be an object"});
}

TEST_CASE("integers: the whole range, and not a step beyond") {
  CHECK(read<std::int64_t>("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(read<std::int64_t>("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(read<std::uint64_t>("18446744073709551615") == std::numeric_limits<std::uint64_t>::max());
  CHECK(read<std::int32_t>("-2147483648") == std::numeric_limits<std::int32_t>::min());
  CHECK(read<std::int32_t>("2147483647") == std::numeric_limits<std::int32_t>::max());
  CHECK(read<std::uint32_t>("4294967295") == std::numeric_limits<std::uint32_t>::max());
  CHECK(read<long long>("-5") == -5);
  CHECK(read<unsigned long long>("5") == 5);
  CHECK(read<int>("5") == 5);

  CHECK(issuesOf<std::int32_t>("2147483648") == Strings{"too_big : must be between -2147483648 and 2147483647"});
  CHECK(issuesOf<std::int32_t>("-2147483649") == Strings{"too_small : must be between -2147483648 and 2147483647"});
  CHECK(issuesOf<std::uint32_t>("-1") == Strings{"too_small : must be between 0 and 4294967295"});
  CHECK(issuesOf<std::uint64_t>("-1") == Strings{"too_small : must be between 0 and 18446744073709551615"});
  const std::string range = "must be between -9223372036854775808 and 9223372036854775807";
  CHECK(issuesOf<std::int64_t>("9223372036854775808") == Strings{"too_big : " + range});
  CHECK(issuesOf<std::int64_t>("18446744073709551616") == Strings{"too_big : " + range});
  CHECK(issuesOf<std::int64_t>("-9223372036854775809") == Strings{"too_small : " + range});
  CHECK(issuesOf<std::int64_t>("1e300") == Strings{"too_big : " + range});
  CHECK(issuesOf<std::int64_t>("-1e300") == Strings{"too_small : " + range});
  CHECK(issuesOf<std::uint64_t>("18446744073709551616") ==
        Strings{"too_big : must be between 0 and 18446744073709551615"});
}

TEST_CASE("integral doubles are integers as long as doubles are exact") {
  CHECK(read<std::int64_t>("1.0") == 1);
  CHECK(read<std::int64_t>("1e3") == 1000);
  CHECK(read<std::int64_t>("-2500e-2") == -25);
  CHECK(issuesOf<std::int64_t>("-25e-1") == Strings{"invalid_type : must be an integer"});
}

TEST_CASE("integral doubles beyond 2^53 are refused, for they may have been another integer") {
  CHECK(read<std::int64_t>("9007199254740991.0") == 9007199254740991);
  CHECK(read<std::int64_t>("-9007199254740991.0") == -9007199254740991);
  CHECK(read<std::int64_t>("9007199254740993") == 9007199254740993);
  for (const char* text : {"9007199254740993.0", "9007199254740992.0", "1e17", "-1e17"}) {
    CAPTURE(text);
    CHECK(issuesOf<std::int64_t>(text) ==
          Strings{"invalid_type : must be written without fraction and exponent, being 2^53 or more"});
  }
  CHECK(read<std::int32_t>("-2147483648.0") == std::numeric_limits<std::int32_t>::min());
  CHECK(read<std::uint32_t>("-0.0") == 0);
}

TEST_CASE("long integers keep their place") {
  CHECK(issuesOf<std::vector<std::int64_t>>("[1, 123456789012345678901234567890, 2, -99999999999999999999]") ==
        Strings{"too_big /1: must be between -9223372036854775808 and 9223372036854775807",
                "too_small /3: must be between -9223372036854775808 and 9223372036854775807"});
  CHECK(read<std::vector<double>>("[123456789012345678901234567890,-99999999999999999999,1]") ==
        std::vector<double>{123456789012345678901234567890.0, -99999999999999999999.0, 1.0});
}

TEST_CASE("a text that is no timestamp") {
  const auto parsed = parse<Timestamp>(R"("2026-02-30T00:00:00Z")");
  REQUIRE(parsed.issues().size() == 1);
  CHECK((parsed.issues()[0].code == IssueCode::invalidFormat));
  CHECK(parsed.issues()[0].received == "\"2026-02-30T00:00:00Z\"");
  CHECK(issuesOf<Timestamp>("0").size() == 1);
  // A time that no text can name is not sent.
  CHECK(validate(Timestamp::max()).size() == 1);
  CHECK(validate(Timestamp(std::chrono::seconds(1))).empty());
}

TEST_CASE("a number that no double holds is told at its place") {
  CHECK(issuesOf<std::vector<double>>("[1,1e309]") == Strings{"too_big /1: must be a number that a double can hold"});
  CHECK(issuesOf<std::map<std::string, double>>(R"({"a":-1e999999999999999999999})") ==
        Strings{"too_big /a: must be a number that a double can hold"});
  CHECK(issuesOf<double>("1" + std::string(400, '0')).size() == 1);
  CHECK(read<double>("1e308") == 1e308);
  CHECK(read<double>("1e-400") == 0.0);
  CHECK(read<double>("0." + std::string(400, '0') + "1") == 0.0);
  // A long integer beside makes the slow path read all of them again.
  CHECK(read<std::vector<double>>("[1e-400,123456789012345678901234567890]").size() == 2);
  CHECK(issuesOf<std::vector<double>>("[1e-400,123456789012345678901234567890,1e400]") ==
        Strings{"too_big /2: must be a number that a double can hold"});
  CHECK(validate(std::numeric_limits<double>::quiet_NaN()) ==
        std::vector<Issue>{{IssueCode::invalidType, "", "must be a number", "number", "null"}});
}

TEST_CASE("issues of every element and member are told") {
  CHECK((issuesOf<std::map<std::string, std::vector<std::int64_t>>>(R"({"a/b":[1,"2",null],"c":3})")) ==
        Strings{"invalid_type /a~1b/1: must be an integer", "invalid_type /a~1b/2: must be an integer",
                "invalid_type /c: must be an array"});
}

TEST_CASE("reports have code, place and both sides") {
  const Path root;
  const Path inner = Path::member(root, "in");
  Decoder decoder = Decoder::withoutDocument();
  decoder.missing("key", "uuid", inner);
  decoder.unrecognizedKey("key", inner);
  decoder.duplicateKey("key", inner);
  CHECK(decoder.failed());
  CHECK(decoder.issues() ==
        std::vector<Issue>{{IssueCode::invalidType, "/in/key", "is required", "uuid", "nothing"},
                           {IssueCode::unrecognizedKeys, "/in/key", "is no key of this object", "", ""},
                           {IssueCode::invalidKey, "/in/key", "stands twice in this object", "", ""}});
}

struct Choice {};
void decodeJson(Decoder& decoder, JsonValue json, Choice&, const Path& path) {
  decoder.invalidValue(json, "google | email", path);
}
struct Constant {};
void decodeJson(Decoder& decoder, JsonValue json, Constant&, const Path& path) {
  decoder.invalidValue(json, "1", path);
}

TEST_CASE("a value that is none of a choice is shown, shortened") {
  CHECK(parse<Choice>(R"("x\ny")").issues()[0] ==
        Issue{IssueCode::invalidValue, "", "must be one of google | email", "google | email", R"("x\ny")"});
  CHECK(parse<Constant>("2").issues()[0] == Issue{IssueCode::invalidValue, "", "must be 1", "1", "2"});
  for (const auto& [text, received] :
       std::map<std::string, std::string>{{"[]", "array"},
                                          {"{}", "object"},
                                          {"null", "null"},
                                          {"true", "true"},
                                          {"-5", "-5"},
                                          {"1.5", "1.5"},
                                          {"18446744073709551615", "18446744073709551615"}}) {
    CHECK(parse<Choice>(text).issues()[0].received == received);
  }
  const std::string received = parse<Choice>('"' + std::string(39, 'x') + "éééé\"").issues()[0].received;
  CHECK(received == '"' + std::string(39, 'x') + "…\"");
}

TEST_CASE("a hostile text does not fill the memory with issues") {
  std::string text = "[0";
  for (int i = 0; i < 100'000; ++i) text += ",0";
  const auto many = parse<std::vector<std::string>>(text + "]");
  CHECK(many.issues().size() == Decoder::MAX_ISSUES + 1);
  CHECK(many.issues().back().message == "has further issues, which are not listed");

  // Every issue carries the long key.
  const auto large =
      parse<std::map<std::string, std::vector<std::string>>>("{\"" + std::string(300'000, 'k') + "\":" + text + "]}");
  CHECK(large.issues().size() < 10);
}

struct Text {
  std::string json;
};
void decodeJson(Decoder& decoder, JsonValue json, Text& value, const Path& path) {
  decoder.text(json, value.json, path);
}

TEST_CASE("any value can be had as text, minified") {
  CHECK(
      read<Text>(
          " { \"a\\u0041\" : [ 1 , 2.50 , true , false , null , -3 , 18446744073709551615 , \"x\\n\" , { } , [ ] ] } ")
          .json == R"({"aA":[1,2.5,true,false,null,-3,18446744073709551615,"x\n",{},[]]})");
  CHECK(read<Text>("1e3").json == "1000.0");
  CHECK(read<Text>("-0.0").json == "-0.0");
}

}  // namespace
}  // namespace event_runtime::testing
