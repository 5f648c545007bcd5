#include "inngest/sync.hpp"

#include <event_runtime/codec/codec.hpp>

#include "http/text.hpp"
#include "http/url.hpp"
#include "inngest/introspection.hpp"
#include "inngest/json_members.hpp"
#include "inngest/protocol.hpp"
#include "inngest/registration.hpp"

#include <utility>

namespace event_runtime::inngest {

namespace {

/// What the server answers, and the body with which it asks.
struct SyncMembers {
  std::string url;
  bool modified = false;
};

void decodeJson(Decoder& decoder, JsonValue json, SyncMembers& members, const Path& path) {
  ObjectMembers object;
  if (!decoder.object(json, object, path)) return;
  while (object.next()) {
    const Path at = Path::member(path, object.key());
    if (decoder.isNull(object.value())) continue;
    if (object.key() == "url") decoder.string(object.value(), members.url, at);
    if (object.key() == "modified") decoder.boolean(object.value(), members.modified, at);
  }
}

SyncMembers parseMembers(std::string_view body) {
  SyncMembers members;
  const auto issues = decodeText(body, &members, [](Decoder& decoder, JsonValue json, void* out, const Path& path) {
    decodeJson(decoder, json, *static_cast<SyncMembers*>(out), path);
  });
  return issues.empty() ? members : SyncMembers{};
}

HttpResponse syncResponse(int status, std::string_view message, bool modified) {
  JsonBuffer json;
  json.raw('{');
  stringMember(json, "message", message);
  booleanMember(json, "modified", modified);
  json.raw('}');
  return {status, {}, json.text()};
}

/// Where the sender of a request found us; `origin` where that is known otherwise.
std::string urlOf(const HttpRequest& request, std::string origin) {
  if (origin.empty()) {
    const bool isSecure = http::equalsIgnoringCase(findHeader(request.headers, "X-Forwarded-Proto"), "https");
    std::string_view host = findHeader(request.headers, "Host");
    if (host.find_first_of("/?#") != std::string_view::npos) host = {};  // that would be no host alone
    origin = (isSecure ? "https://" : "http://") + std::string(host);
  }
  const std::string query = http::withoutParameter(request.query, "deployId");
  return origin + request.path + (query.empty() ? "" : "?" + query);
}

}  // namespace

const SigningKey* Synchronizer::signerOf(const HttpRequest& request) const {
  const std::string_view signature = findHeader(request.headers, header::SIGNATURE);
  if (signature.empty()) return nullptr;
  const Timestamp now = parts_.clock.now();
  if (const SigningKey* key = parts_.credentials.signerOf(signature, request.body, now)) return key;
  // The server signs the canonical form of this body (RFC 8785) and sends another, in which `&` is escaped.
  JsonBuffer canonical;
  canonical.raw('{');
  stringMember(canonical, "url", parseMembers(request.body).url);
  canonical.raw('}');
  return parts_.credentials.signerOf(signature, canonical.view(), now);
}

HttpResponse Synchronizer::answer(const HttpRequest& request) const {
  const SigningKey* const signer = signerOf(request);
  const bool hasSignature = !findHeader(request.headers, header::SIGNATURE).empty();
  if (hasSignature && signer == nullptr && !parts_.credentials.signingKeys().empty()) {
    return syncResponse(401, "The signature is invalid or older than five minutes.", false);
  }
  const bool inBand = parts_.settings.allowInBandSync && findHeader(request.headers, header::SYNC_KIND) == SYNC_IN_BAND;
  HttpResponse response = inBand ? answerInBand(request, signer) : answerOutOfBand(request, signer != nullptr);
  response.headers.push_back({std::string(header::SYNC_KIND), std::string(inBand ? SYNC_IN_BAND : SYNC_OUT_OF_BAND)});
  return response;
}

std::optional<std::string> Synchronizer::withSettings(std::string_view url) const {
  auto parts = http::parseUrl(url);
  if (!parts) return std::nullopt;
  if (!parts_.settings.serveOrigin.empty()) parts->origin = parts_.settings.serveOrigin;
  if (!parts_.settings.servePath.empty()) parts->path = parts_.settings.servePath;
  return parts->text();
}

HttpResponse Synchronizer::answerInBand(const HttpRequest& request, const SigningKey* signer) const {
  if (signer == nullptr && !parts_.settings.dev) {
    return syncResponse(401, "A request for a sync in band must be signed.", false);
  }
  const auto url = withSettings(parseMembers(request.body).url);
  if (!url) return syncResponse(400, "The body must have the application's `url`.", false);

  JsonBuffer json;
  json.raw('{');
  stringMember(json, "app_id", parts_.app);
  nullableStringMember(json, "env", parts_.settings.env);
  nullableStringMember(json, "framework", parts_.framework);
  beginMember(json, "functions");
  encodeFunctions(json, parts_.functions, *url, parts_.checkpointing);
  beginMember(json, "inspection");
  json.raw(signedIntrospection({parts_.app, parts_.settings, parts_.framework, parts_.functions.all().size()}));
  nullableStringMember(json, "platform", parts_.settings.platform);
  stringMember(json, "sdk_author", SDK_NAME);
  stringMember(json, "sdk_language", SDK_LANGUAGE);
  stringMember(json, "sdk_version", SDK_VERSION);
  stringMember(json, "url", *url);
  json.raw('}');

  HttpResponse response{200, {}, json.text()};
  if (signer == nullptr && !parts_.credentials.signingKeys().empty())
    signer = &parts_.credentials.signingKeys().front();
  if (signer != nullptr) {
    response.headers.push_back({std::string(header::SIGNATURE), signer->sign(response.body, parts_.clock.now())});
  }
  return response;
}

HttpResponse Synchronizer::answerOutOfBand(const HttpRequest& request, bool isSigned) const {
  // Anybody may ask for it. But only a request that is known to come from Inngest, or a developer's own machine, may
  // say by its Host header where our functions are: events would go there.
  if (!isSigned && !parts_.settings.dev && parts_.settings.serveOrigin.empty()) {
    return syncResponse(401,
                        "A request that is not signed can not say where this application is reached; set "
                        "INNGEST_SERVE_ORIGIN, or sync from Inngest.",
                        false);
  }
  const std::string deployId = http::queryParameter(request.query, "deployId").value_or("");
  const InngestSync sync = synchronize(urlOf(request, parts_.settings.serveOrigin), deployId,
                                       findHeader(request.headers, header::SERVER_KIND));
  return syncResponse(sync.succeeded ? 200 : 500, sync.message, sync.modified);
}

InngestSync Synchronizer::synchronize(std::string_view url, std::string_view deployId,
                                      std::string_view expectedServer) const {
  const auto served = withSettings(url);
  if (!served) return {false, false, "It is not known where this application is reached; set INNGEST_SERVE_ORIGIN."};
  if (parts_.credentials.signingKeys().empty() && !parts_.settings.dev) {
    return {false, false, "There is no signing key; set INNGEST_SIGNING_KEY, or INNGEST_DEV for a development server."};
  }
  HttpHeaders headers;
  if (!expectedServer.empty()) {
    headers.push_back({std::string(header::EXPECTED_SERVER_KIND), std::string(expectedServer.substr(0, 64))});
  }
  if (!parts_.framework.empty()) headers.push_back({std::string(header::FRAMEWORK), parts_.framework});
  std::string path = "/fn/register";
  if (!deployId.empty()) path += "?deployId=" + http::percentEncode(deployId);
  InngestSync result;
  try {
    const HttpResponse response = parts_.api.post(
        path, registration(parts_.app, parts_.functions, *served, parts_.framework, parts_.checkpointing), std::move(headers));
    result.succeeded = response.status == 200;
    result.modified = result.succeeded && parseMembers(response.body).modified;
    result.message = result.succeeded ? "Successfully synced." : errorOf(response, parts_.credentials);
  } catch (const HttpError& error) {
    result.message = parts_.credentials.redacted(error.what());
  }
  parts_.logger.log(result.succeeded ? LogLevel::info : LogLevel::error,
                    result.succeeded ? "Inngest knows the functions" : "Inngest could not be told of the functions",
                    {{"server", parts_.settings.apiOrigin},
                     {"url", *served},
                     {"modified", result.modified ? "yes" : "no"},
                     {"message", result.message}});
  return result;
}

}  // namespace event_runtime::inngest
