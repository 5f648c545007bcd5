#include "support.hpp"

namespace event_runtime::inngest {

namespace {
Handler anyHandler() {
  return handlerOf("any", [](const StoredEvent&, Step&) { return 1; });
}
}  // namespace

TEST_CASE("anybody learns little") {
  Fixture app({anyHandler()}, Fixture::cloudSettings());
  const HttpResponse response = app.handle("GET");
  CHECK(response.status == 200);
  CHECK(Json::parse(response.body) == Json{{"authentication_succeeded", nullptr},
                                           {"capabilities", {{"in_band_sync", "v1"}}},
                                           {"function_count", 1},
                                           {"has_event_key", true},
                                           {"has_signing_key", true},
                                           {"has_signing_key_fallback", true},
                                           {"mode", "cloud"},
                                           {"schema_version", "2024-05-24"}});
  const Json wrong = Json::parse(app.handle("GET", "", "", {{"X-Inngest-Signature", "t=1&s=2"}}).body);
  CHECK(wrong.at("authentication_succeeded") == false);
  CHECK_FALSE(wrong.contains("app_id"));
}

TEST_CASE("Inngest learns the settings, and keys as hashes") {
  InngestSettings settings = Fixture::cloudSettings();
  settings.env = "branch";
  settings.servePath = "/api/inngest";
  Fixture app({anyHandler()}, settings);
  for (const std::string& key : {KEY, FALLBACK_KEY}) {
    const HttpResponse response = app.handle("GET", "", "", app.signedHeaders("", key));
    CHECK(Json::parse(response.body) == Json{{"api_origin", "https://api.inngest.com"},
                                             {"app_id", "app"},
                                             {"authentication_succeeded", true},
                                             {"capabilities", {{"in_band_sync", "v1"}}},
                                             {"env", "branch"},
                                             {"event_api_origin", "https://inn.gs"},
                                             {"event_key_hash", sha256Hex(EVENT_KEY)},
                                             {"framework", ""},
                                             {"function_count", 1},
                                             {"has_event_key", true},
                                             {"has_signing_key", true},
                                             {"has_signing_key_fallback", true},
                                             {"mode", "cloud"},
                                             {"schema_version", "2024-05-24"},
                                             {"sdk_language", "cpp"},
                                             {"sdk_version", "0.1.0"},
                                             {"serve_origin", nullptr},
                                             {"serve_path", "/api/inngest"},
                                             {"signing_key_fallback_hash", SigningKey(FALLBACK_KEY).bearer()},
                                             {"signing_key_hash", SigningKey(KEY).bearer()}});
    for (const std::string& secret : {KEY, FALLBACK_KEY, EVENT_KEY, KEY.substr(13), FALLBACK_KEY.substr(13)}) {
      CHECK_FALSE(contains(response.body, secret));
    }
  }
}

}  // namespace event_runtime::inngest
