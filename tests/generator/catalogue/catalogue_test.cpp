// Decodes, checks, encodes, decodes again, compares and logs payloads of every event of the catalogue, valid ones and
// others.
#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN
#include "event_table.hpp"
#include "subject.hpp"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

using catalogue_test::Subject;
using event_runtime::Issue;
using nlohmann::json;

namespace {

/// The subject's payloads, and what is said of them.
class Payloads {
 public:
  Payloads() {
    std::ifstream file(PAYLOADS);
    REQUIRE(file.is_open());
    kinds_ = json::parse(file);
  }
  const json& of(const Subject& subject, const char* which) const {
    const auto kind = kinds_.find(std::string(subject.kind));
    REQUIRE(kind != kinds_.end());
    return kind->at(which);
  }
  std::size_t kindCount() const { return kinds_.size(); }

 private:
  json kinds_;
};

std::vector<Issue> decode(const Subject& subject, std::string_view text, void* out) {
  return event_runtime::decodeText(text, out, subject.decode);
}

std::string encode(const Subject& subject, const void* value) {
  event_runtime::JsonBuffer buffer;
  subject.encode(buffer, value);
  return buffer.text();
}

/// The issues as `code path`, sorted.
std::vector<std::string> lines(const std::vector<Issue>& issues) {
  std::vector<std::string> out;
  for (const Issue& issue : issues) out.push_back(std::string(toString(issue.code)) + ' ' + issue.path);
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace

TEST_CASE("every event has a subject, and every subject payloads of both kinds") {
  const auto subjects = catalogue_test::subjects();
  CHECK(subjects.size() == 200);
  CHECK(subjects.size() == std::size(catalogue::EVENTS));
  const Payloads payloads;
  std::set<std::string_view> kinds;
  for (const auto& subject : subjects) {
    CHECK(payloads.of(subject, "valid").size() >= 2);
    CHECK(payloads.of(subject, "invalid").size() >= 2);
    kinds.insert(subject.kind);
  }
  CHECK(kinds.size() == payloads.kindCount());
}

TEST_CASE("what is read is written, reads the same again, and is a value of its own") {
  const Payloads payloads;
  for (const auto& subject : catalogue_test::subjects()) {
    CAPTURE(std::string(subject.kind));
    const auto reused = subject.make();
    std::vector<std::shared_ptr<void>> values;
    for (const auto& payload : payloads.of(subject, "valid")) {
      const std::string text = payload.dump();
      CAPTURE(text);
      const auto first = subject.make();
      CHECK(lines(decode(subject, text, first.get())).empty());
      const std::string written = encode(subject, first.get());
      CHECK(json::parse(written).is_object());
      const auto again = subject.make();
      CHECK(lines(decode(subject, written, again.get())).empty());
      CHECK(subject.isEqual(first.get(), again.get()));
      CHECK(subject.compare(first.get(), again.get()) == 0);
      CHECK(encode(subject, again.get()) == written);
      const auto checked = subject.check(first.get());
      CHECK(checked.text == written);
      CHECK(lines(checked.issues).empty());
      // Into what held the payload before.
      CHECK(lines(decode(subject, text, reused.get())).empty());
      CHECK(subject.isEqual(first.get(), reused.get()));

      for (const auto& other : values) {
        CHECK_FALSE(subject.isEqual(first.get(), other.get()));
        const auto order = subject.compare(first.get(), other.get());
        CHECK(order != 0);
        CHECK((order < 0) == (subject.compare(other.get(), first.get()) > 0));
      }
      values.push_back(first);
    }
  }
}

TEST_CASE("a log shows the whole value but what is sensitive") {
  const Payloads payloads;
  for (const auto& subject : catalogue_test::subjects()) {
    CAPTURE(std::string(subject.kind));
    for (const auto& payload : payloads.of(subject, "valid")) {
      const auto value = subject.make();
      CHECK(lines(decode(subject, payload.dump(), value.get())).empty());
      auto expected = json::parse(encode(subject, value.get()));
      for (const auto& pointer : payloads.of(subject, "sensitive")) {
        const json::json_pointer place(pointer.get<std::string>());
        if (expected.contains(place)) expected[place] = "***";
      }
      CHECK(json::parse(subject.log(value.get())) == expected);
    }
  }
}

TEST_CASE("what does not fit is refused, with every issue") {
  const Payloads payloads;
  for (const auto& subject : catalogue_test::subjects()) {
    CAPTURE(std::string(subject.kind));
    for (const auto& invalid : payloads.of(subject, "invalid")) {
      const std::string text = invalid.at("payload").dump();
      CAPTURE(text);
      auto expected = invalid.at("issues").get<std::vector<std::string>>();
      std::sort(expected.begin(), expected.end());
      const auto value = subject.make();
      CHECK(lines(decode(subject, text, value.get())) == expected);
      // Half of a text is none, wherever it is cut.
      for (std::size_t size = 0; size < text.size(); size += 7) {
        CHECK_FALSE(decode(subject, std::string_view(text).substr(0, size), value.get()).empty());
      }
      // What was half read is still a value, which can be written.
      CHECK_FALSE(encode(subject, value.get()).empty());
    }
  }
}
