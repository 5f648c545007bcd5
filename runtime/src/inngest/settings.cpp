#include "inngest/settings.hpp"

#include "http/text.hpp"
#include "http/url.hpp"

#include <array>
#include <cstdlib>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace event_runtime {

namespace {

/// Of a development server (specification, 4.2.1).
constexpr const char* DEV_ORIGIN = "http://localhost:8288";

std::string readProcessEnvironment(const std::string& name) {
  const char* const value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

bool isOff(std::string_view value) { return value.empty() || value == "0" || http::equalsIgnoringCase(value, "false"); }

/// The URL without a query and a `/` at its end.
std::string baseUrl(const std::string& text, const std::string& what) {
  auto url = http::parseUrl(text);
  if (!url || !url->query.empty()) {
    throw std::invalid_argument(what + ": must be an http or https URL such as `" + DEV_ORIGIN + "`");
  }
  while (url->path.ends_with('/')) url->path.pop_back();
  return url->text();
}

std::string checkedPath(std::string path, const std::string& what) {
  if (path.empty()) return path;
  if (path.front() != '/') path.insert(path.begin(), '/');
  if (!http::parseUrl(DEV_ORIGIN + path) || path.find_first_of("?#") != std::string::npos) {
    throw std::invalid_argument(what + ": must be a path such as `/api/inngest`");
  }
  return path;
}

/// By the variables that they set; the names are those of other SDKs.
std::string platformOf(const EnvironmentReader& get) {
  constexpr std::array<std::pair<const char*, const char*>, 5> PLATFORMS{{{"RAILWAY_ENVIRONMENT", "railway"},
                                                                          {"RENDER", "render"},
                                                                          {"VERCEL", "vercel"},
                                                                          {"NETLIFY", "netlify"},
                                                                          {"CF_PAGES", "cloudflare-pages"}}};
  for (const auto& [variable, name] : PLATFORMS) {
    if (!get(variable).empty()) return name;
  }
  return "";
}

LogLevel logLevelOf(const std::string& text) {
  constexpr std::array<std::pair<std::string_view, LogLevel>, 5> LEVELS{{{"debug", LogLevel::debug},
                                                                         {"info", LogLevel::info},
                                                                         {"warn", LogLevel::warning},
                                                                         {"warning", LogLevel::warning},
                                                                         {"error", LogLevel::error}}};
  for (const auto& [name, level] : LEVELS) {
    if (http::equalsIgnoringCase(text, name)) return level;
  }
  throw std::invalid_argument("INNGEST_LOG_LEVEL: must be debug, info, warn or error");
}

}  // namespace

bool isInngestConfigured(const EnvironmentReader& read) {
  const EnvironmentReader get = read ? read : readProcessEnvironment;
  return !isOff(get("INNGEST_DEV")) || !get("INNGEST_SIGNING_KEY").empty();
}

InngestSettings inngestSettingsFromEnvironment(const EnvironmentReader& read) {
  const EnvironmentReader get = read ? read : readProcessEnvironment;
  InngestSettings settings;
  settings.eventKey = get("INNGEST_EVENT_KEY");
  settings.signingKey = get("INNGEST_SIGNING_KEY");
  settings.signingKeyFallback = get("INNGEST_SIGNING_KEY_FALLBACK");
  settings.env = get("INNGEST_ENV");
  if (const std::string dev = get("INNGEST_DEV"); !isOff(dev)) {
    settings.dev = true;
    settings.apiOrigin = http::parseUrl(dev) ? baseUrl(dev, "INNGEST_DEV") : DEV_ORIGIN;
    settings.eventApiOrigin = settings.apiOrigin;
  }
  if (const std::string base = get("INNGEST_BASE_URL"); !base.empty()) {
    settings.apiOrigin = settings.eventApiOrigin = baseUrl(base, "INNGEST_BASE_URL");
  }
  if (const std::string base = get("INNGEST_API_BASE_URL"); !base.empty()) {
    settings.apiOrigin = baseUrl(base, "INNGEST_API_BASE_URL");
  }
  if (const std::string base = get("INNGEST_EVENT_API_BASE_URL"); !base.empty()) {
    settings.eventApiOrigin = baseUrl(base, "INNGEST_EVENT_API_BASE_URL");
  }
  if (const std::string origin = get("INNGEST_SERVE_ORIGIN"); !origin.empty()) {
    settings.serveOrigin = baseUrl(origin, "INNGEST_SERVE_ORIGIN");
  }
  settings.servePath = checkedPath(get("INNGEST_SERVE_PATH"), "INNGEST_SERVE_PATH");
  settings.platform = platformOf(get);
  if (const std::string level = get("INNGEST_LOG_LEVEL"); !level.empty()) settings.logLevel = logLevelOf(level);
  if (const std::string allow = get("INNGEST_ALLOW_IN_BAND_SYNC"); !allow.empty()) {
    settings.allowInBandSync = !isOff(allow);
  }
  return settings;
}

namespace inngest {

InngestSettings checked(InngestSettings settings) {
  settings.apiOrigin = baseUrl(settings.apiOrigin, "the API's origin");
  settings.eventApiOrigin = baseUrl(settings.eventApiOrigin, "the event API's origin");
  if (!settings.serveOrigin.empty()) settings.serveOrigin = baseUrl(settings.serveOrigin, "the serve origin");
  settings.servePath = checkedPath(std::move(settings.servePath), "the serve path");
  return settings;
}

}  // namespace inngest

}  // namespace event_runtime
