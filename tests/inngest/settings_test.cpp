#include "support.hpp"

#include <map>

namespace event_runtime::inngest {

namespace {

EnvironmentReader reading(std::map<std::string, std::string> variables) {
  return [variables = std::move(variables)](const std::string& name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
  };
}
InngestSettings settingsOf(std::map<std::string, std::string> variables) {
  return inngestSettingsFromEnvironment(reading(std::move(variables)));
}

}  // namespace

TEST_CASE("without variables Inngest is the cloud, and not configured") {
  const InngestSettings settings = settingsOf({});
  CHECK_FALSE(settings.dev);
  CHECK(settings.apiOrigin == "https://api.inngest.com");
  CHECK(settings.eventApiOrigin == "https://inn.gs");
  CHECK(settings.allowInBandSync);
  CHECK_FALSE(isInngestConfigured(reading({})));
  CHECK_FALSE(isInngestConfigured(reading({{"INNGEST_EVENT_KEY", "x"}})));
  CHECK_FALSE(isInngestConfigured(reading({{"INNGEST_DEV", "0"}})));
  CHECK(isInngestConfigured(reading({{"INNGEST_DEV", "1"}})));
  CHECK(isInngestConfigured(reading({{"INNGEST_SIGNING_KEY", KEY}})));
}

TEST_CASE("INNGEST_DEV turns to a development server, of which it may be the URL") {
  CHECK(settingsOf({{"INNGEST_DEV", "1"}}).apiOrigin == "http://localhost:8288");
  CHECK(settingsOf({{"INNGEST_DEV", "true"}}).dev);
  CHECK_FALSE(settingsOf({{"INNGEST_DEV", "False"}}).dev);
  const InngestSettings settings = settingsOf({{"INNGEST_DEV", "http://example.com:99/"}});
  CHECK(settings.dev);
  CHECK(settings.apiOrigin == "http://example.com:99");
  CHECK(settings.eventApiOrigin == "http://example.com:99");
}

TEST_CASE("the more particular variable counts") {
  const InngestSettings settings = settingsOf({{"INNGEST_DEV", "1"},
                                               {"INNGEST_BASE_URL", "http://base"},
                                               {"INNGEST_EVENT_API_BASE_URL", "http://events/in/"},
                                               {"INNGEST_EVENT_KEY", "e"},
                                               {"INNGEST_SIGNING_KEY", "aa"},
                                               {"INNGEST_SIGNING_KEY_FALLBACK", "bb"},
                                               {"INNGEST_ENV", "branch"},
                                               {"INNGEST_SERVE_ORIGIN", "https://app.example/"},
                                               {"INNGEST_SERVE_PATH", "functions"},
                                               {"INNGEST_ALLOW_IN_BAND_SYNC", "0"}});
  CHECK(settings.apiOrigin == "http://base");
  CHECK(settings.eventApiOrigin == "http://events/in");
  CHECK(settings.eventKey == "e");
  CHECK(settings.signingKey == "aa");
  CHECK(settings.signingKeyFallback == "bb");
  CHECK(settings.env == "branch");
  CHECK(settings.serveOrigin == "https://app.example");
  CHECK(settings.servePath == "/functions");
  CHECK_FALSE(settings.allowInBandSync);
  CHECK(settingsOf({{"INNGEST_API_BASE_URL", "http://api"}, {"INNGEST_BASE_URL", "http://base"}}).apiOrigin ==
        "http://api");
}

TEST_CASE("the platform is known by its variables, and lines below the log level are dropped") {
  CHECK(settingsOf({}).platform.empty());
  CHECK(settingsOf({{"RENDER", "true"}}).platform == "render");
  CHECK(settingsOf({{"INNGEST_LOG_LEVEL", "WARN"}}).logLevel == LogLevel::warning);
  CHECK_THROWS_AS(settingsOf({{"INNGEST_LOG_LEVEL", "loud"}}), std::invalid_argument);

  InngestSettings settings = Fixture::devSettings();
  settings.platform = "render";
  settings.logLevel = LogLevel::error;
  Fixture app({}, settings);
  CHECK(headerOf(app.call(callBody(), "none"), "X-Inngest-Platform") == "render");
  settings.dev = false;
  const Fixture cloud({}, settings);  // warns that there is no key
  CHECK(cloud.logger->text().empty());
}

TEST_CASE("a malformed variable is named") {
  for (const char* name :
       {"INNGEST_BASE_URL", "INNGEST_API_BASE_URL", "INNGEST_EVENT_API_BASE_URL", "INNGEST_SERVE_ORIGIN"}) {
    try {
      settingsOf({{name, "no url"}});
      FAIL("it was taken");
    } catch (const std::invalid_argument& error) {
      CHECK(contains(error.what(), name));
    }
  }
  CHECK_THROWS_AS(settingsOf({{"INNGEST_SERVE_PATH", "/a?b"}}), std::invalid_argument);
  InngestSettings settings = Fixture::devSettings();
  settings.signingKeyFallback = "not hex but secret";
  try {
    const Fixture app({}, settings);
    FAIL("it was taken");
  } catch (const std::invalid_argument& error) {
    CHECK(contains(error.what(), "INNGEST_SIGNING_KEY_FALLBACK"));
    CHECK_FALSE(contains(error.what(), "secret"));
  }
}

}  // namespace event_runtime::inngest
