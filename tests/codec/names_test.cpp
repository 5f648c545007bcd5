// Lists of names, and walks over the properties of objects.
#include "fixture.hpp"

namespace event_runtime::testing {
namespace {

constexpr NameTable<12> NAMES({"", "a", "ab", "abc", "abcd", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmnop",
                               "abcdefghijklmnopq", "abcdefgh-jklmnopqrstuvwxyz", "abcdefgh_jklmnopqrstuvwxyz"});

TEST_CASE("names of every length are found, and nothing else") {
  const NameList names = NAMES;
  for (std::size_t i = 0; i < names.size(); ++i) CHECK(names.find(names[i]) == i);
  for (const char* other : {"b", "ba", "abd", "bbc", "abce", "abcdefgx", "xbcdefgh", "abcdefghj", "abcdefghijklmnoq",
                            "abcdefghijklmnxpq", "abcdefgh+jklmnopqrstuvwxyz"}) {
    CHECK(names.find(other) == NameList::NONE);
  }
  CHECK(names.find(std::string_view("\0", 1)) == NameList::NONE);
  CHECK(names.find(std::string_view("a\0", 2)) == NameList::NONE);
  CHECK(names.find(std::string(100'000, 'a')) == NameList::NONE);
  CHECK(names[99] == "");
}

TEST_CASE("a name in a longer text is the same name") {
  const NameList names = NAMES;
  for (std::size_t i = 0; i < names.size(); ++i) {
    const std::string longer = std::string(names[i]) + "\xff, and more";
    const std::string_view name = std::string_view(longer).substr(0, names[i].size());
    CHECK(names.findPadded(name) == i);
    CHECK(names.isPaddedAt(i, name));
    CHECK_FALSE(names.isPaddedAt(i + 1, name));
  }
}

TEST_CASE("a name in a longer text differs from another one in any of its bytes") {
  static constexpr NameTable<6> LONG({"a", "abcdefg", "abcdefgh", "abcdefghi", "abcdefghijklmnopq",
                                      "abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz"});
  const NameList names = LONG;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t at = 0; at < names[i].size(); ++at) {
      std::string other = std::string(names[i]) + "\xff, and more";
      other[at] = '!';
      const std::string_view name = std::string_view(other).substr(0, names[i].size());
      CHECK_FALSE(names.isPaddedAt(i, name));
      CHECK(names.findPadded(name) == NameList::NONE);
    }
  }
}

struct Wide {
  std::int64_t sum = 0;
};

void decodeJson(Decoder& decoder, JsonValue json, Wide& value, const Path& path) {
  static constexpr PropertyTable<66> PROPERTIES({{"p0", "integer"},
                                                 {"p1"},
                                                 {"p2"},
                                                 {"p3"},
                                                 {"p4"},
                                                 {"p5"},
                                                 {"p6"},
                                                 {"p7"},
                                                 {"p8"},
                                                 {"p9"},
                                                 {"p10"},
                                                 {"p11"},
                                                 {"p12"},
                                                 {"p13"},
                                                 {"p14"},
                                                 {"p15"},
                                                 {"p16"},
                                                 {"p17"},
                                                 {"p18"},
                                                 {"p19"},
                                                 {"p20"},
                                                 {"p21"},
                                                 {"p22"},
                                                 {"p23"},
                                                 {"p24"},
                                                 {"p25"},
                                                 {"p26"},
                                                 {"p27"},
                                                 {"p28"},
                                                 {"p29"},
                                                 {"p30"},
                                                 {"p31"},
                                                 {"p32"},
                                                 {"p33"},
                                                 {"p34"},
                                                 {"p35"},
                                                 {"p36"},
                                                 {"p37"},
                                                 {"p38"},
                                                 {"p39"},
                                                 {"p40"},
                                                 {"p41"},
                                                 {"p42"},
                                                 {"p43"},
                                                 {"p44"},
                                                 {"p45"},
                                                 {"p46"},
                                                 {"p47"},
                                                 {"p48"},
                                                 {"p49"},
                                                 {"p50"},
                                                 {"p51"},
                                                 {"p52"},
                                                 {"p53"},
                                                 {"p54"},
                                                 {"p55"},
                                                 {"p56"},
                                                 {"p57"},
                                                 {"p58"},
                                                 {"p59"},
                                                 {"p60"},
                                                 {"p61"},
                                                 {"p62"},
                                                 {"p63"},
                                                 {"p64", "integer"},
                                                 {"p65"}},
                                                UnknownKeys::refused);
  PropertyWalk<PROPERTIES> member(decoder, json, path);
  while (member.next()) {
    std::int64_t number = 0;
    decoder.integer(member.value(), number, member.path());
    value.sum += number * static_cast<std::int64_t>(member.index() + 1);
  }
  if (member.isAbsent(65)) value.sum = -value.sum;
}

TEST_CASE("objects of more than 64 properties") {
  CHECK(read<Wide>(R"({"p0":1,"p64":1,"p65":1})").sum == 1 + 65 + 66);
  CHECK(read<Wide>(R"({"p64":1,"p63":2,"p0":0})").sum == -(65 + 128));
  CHECK(issuesOf<Wide>("{}") == Strings{"invalid_type /p0: is required", "invalid_type /p64: is required"});
  CHECK(issuesOf<Wide>(R"({"p64":1,"p0":1,"p64":2,"p66":3,"p":"\n"})") ==
        Strings{"invalid_key /p64: stands twice in this object", "unrecognized_keys /p66: is no key of this object",
                "unrecognized_keys /p: is no key of this object"});
  CHECK(issuesOf<Wide>(R"({"p0":"1","p64":null})") ==
        Strings{"invalid_type /p0: must be an integer", "invalid_type /p64: must be an integer"});
}

TEST_CASE("a hostile object of many keys takes no longer than its length") {
  std::string text = R"({"p0":1,"p64":1)";
  for (int i = 0; i < 100'000; ++i) text += ",\"p6" + std::to_string(i + 7) + "\":0";
  CHECK(parse<Wide>(text + "}").issues().size() == Decoder::MAX_ISSUES + 1);
}

}  // namespace
}  // namespace event_runtime::testing
