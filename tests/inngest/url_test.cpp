#include "http/url.hpp"

#include "support.hpp"

namespace event_runtime::http {

TEST_CASE("a URL is read in its parts") {
  const auto url = parseUrl("HTTPS://Example.com:8443/a/b?x=1&y=2#z");
  REQUIRE(url);
  CHECK(url->origin == "https://example.com:8443");
  CHECK(url->path == "/a/b");
  CHECK(url->query == "x=1&y=2");
  CHECK(url->text() == "https://example.com:8443/a/b?x=1&y=2");
  CHECK(parseUrl("http://localhost")->text() == "http://localhost/");
  CHECK(parseUrl("http://[::1]:80/")->origin == "http://[::1]:80");
  CHECK(parseUrl("http://h?q")->query == "q");
}

TEST_CASE("what is no URL is refused") {
  for (const char* bad :
       {"", "/", "example.com", "ftp://example.com", "http://", "http:///path", "http://user@host/",
        "http://host:port/", "http://host:/", "http://ho st/", "http://host/\r\nX: y", "http://[::1", "http://[]/",
        "http://[x]/", "http://a:1:2/", "http://host:123456/", "://x", "http://\x80/"}) {
    CAPTURE(bad);
    CHECK_FALSE(parseUrl(bad));
  }
}

TEST_CASE("percent-encoding is undone, and broken escapes are refused") {
  CHECK(percentDecode("a%20b+c%2F") == "a b c/");
  for (const char* bad : {"%", "%2", "%zz", "a%f"}) CHECK_FALSE(percentDecode(bad));
  CHECK(percentEncode("a b/ü~") == "a%20b%2F%C3%BC~");
}

TEST_CASE("parameters are found by their decoded names") {
  const std::string query = "a=1&&b%20c=x%26y&d&a=2&e=%";
  CHECK(queryParameter(query, "a") == "1");
  CHECK(queryParameter(query, "b c") == "x&y");
  CHECK(queryParameter(query, "d") == "");
  CHECK_FALSE(queryParameter(query, "e"));
  CHECK_FALSE(queryParameter(query, "f"));
  CHECK(withoutParameter(query, "a") == "b%20c=x%26y&d&e=%");
  CHECK(parseQuery(query).size() == 4);
}

TEST_CASE("a reference leads from a URL to another one") {
  const Url from = *parseUrl("https://h.test:1/a/b?c");
  const auto resolved = [&](std::string_view reference) {
    const auto url = resolveUrl(from, reference);
    return url ? url->text() : "none";
  };
  CHECK(resolved("http://x.test/y") == "http://x.test/y");
  CHECK(resolved("//x.test/y?z") == "https://x.test/y?z");
  CHECK(resolved("/y") == "https://h.test:1/y");
  CHECK(resolved("?y") == "https://h.test:1/a/b?y");
  CHECK(resolved("y?u=http://x.test/") == "https://h.test:1/a/y?u=http://x.test/");
  CHECK(resolved("") == "https://h.test:1/a/");
  for (const char* bad : {"ftp://x.test/", "http://", "//", "a b", "/a\r\nX: y", "http://user@x.test/"}) {
    CHECK(resolved(bad) == "none");
  }
}

}  // namespace event_runtime::http

namespace event_runtime {

TEST_CASE("headers are found without regard to case") {
  const HttpHeaders headers{{"Content-Type", "a"}, {"content-type", "b"}};
  CHECK(findHeader(headers, "CONTENT-TYPE") == "a");
  CHECK(findHeader(headers, "Content-Typ") == "");
}

}  // namespace event_runtime
