#include <event_runtime/codec/codec.hpp>

#include "codec/tape.hpp"
#include "codec/utf8.hpp"

#include <fmt/format.h>

#include <cstring>
#include <memory>

namespace event_runtime {

namespace {

/// What a thread parses with. A document has to stay until its values were read, so a decoder that itself parses gets a
/// parser of its own.
class Parsers {
 public:
  class Lease {
   public:
    explicit Lease(Parsers& parsers) : parsers_(parsers) {
      if (parsers.used_ == parsers.list_.size()) parsers.list_.push_back(std::make_unique<simdjson::dom::parser>(MAX_JSON_SIZE));
      parser_ = parsers.list_[parsers.used_++].get();
    }
    ~Lease() {
      --parsers_.used_;
      // After something huge, the memory goes back.
      constexpr std::size_t KEPT = 1024 * 1024;
      if (parser_->capacity() > KEPT) parsers_.list_.resize(parsers_.used_);
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    simdjson::dom::parser& operator*() const noexcept { return *parser_; }

   private:
    Parsers& parsers_;
    simdjson::dom::parser* parser_;
  };

 private:
  std::vector<std::unique_ptr<simdjson::dom::parser>> list_;
  std::size_t used_ = 0;
};

/// Not inlined: a fiber may go on on another thread, and a compiler may keep a thread-local's address.
[[gnu::noinline]] Parsers& parsersOfThisThread() {
  thread_local Parsers parsers;
  return parsers;
}

Issue notJson(simdjson::error_code error, std::string_view text) {
  std::string message;
  switch (error) {
    case simdjson::UTF8_ERROR:
      message = fmt::format("is not UTF-8 (at byte {})", invalidUtf8At(text));
      break;
    case simdjson::DEPTH_ERROR: message = fmt::format("is nested deeper than {} levels", MAX_JSON_DEPTH); break;
    case simdjson::CAPACITY: message = fmt::format("is larger than {} bytes", MAX_JSON_SIZE); break;
    case simdjson::EMPTY: message = "is empty where JSON is expected"; break;
    case simdjson::NUMBER_ERROR: message = "is no JSON, or has a number beyond 64 bits"; break;
    default: message = fmt::format("is no JSON: {}", simdjson::error_message(error));
  }
  return {IssueCode::invalidFormat, "", std::move(message), "JSON", ""};
}

}  // namespace

std::vector<Issue> decodeText(std::string_view text, void* out,
                              void (*decode)(Decoder& decoder, JsonValue json, void* out, const Path& path)) {
  const Parsers::Lease parser(parsersOfThisThread());
  simdjson::dom::element root;
  auto error = (*parser).allocate(std::max<std::size_t>(text.size(), 64), MAX_JSON_DEPTH);
  if (text.size() > MAX_JSON_SIZE) error = simdjson::CAPACITY;
  // Copies the text, because the parser reads beyond its end.
  if (!error) error = (*parser).parse(text.data(), text.size(), true).get(root);
  if (error) return {notJson(error, text)};
  Decoder decoder;
  decode(decoder, {&(*parser).doc, 1}, out, Path{});
  return decoder.takeIssues();
}

void encodeJson(JsonBuffer& json, const std::string& value) { json.string(value); }
void encodeJson(JsonBuffer& json, std::string_view value) { json.string(value); }
void encodeJson(JsonBuffer& json, const char* value) {
  if (value == nullptr) {
    json.null();
  } else {
    json.string(value);
  }
}
void encodeJson(JsonBuffer& json, Timestamp value) { json.string(formatTimestamp(value)); }
void encodeJson(JsonBuffer& json, std::monostate) { json.null(); }

void decodeJson(Decoder& decoder, JsonValue json, std::string& value, const Path& path) { decoder.string(json, value, path); }
void decodeJson(Decoder& decoder, JsonValue json, double& value, const Path& path) { decoder.number(json, value, path); }
void decodeJson(Decoder& decoder, JsonValue json, bool& value, const Path& path) { decoder.boolean(json, value, path); }
void decodeJson(Decoder& decoder, JsonValue json, Timestamp& value, const Path& path) {
  decoder.timestamp(json, value, path);
}
void decodeJson(Decoder& decoder, JsonValue json, std::monostate&, const Path& path) {
  if (!decoder.isNull(json)) decoder.invalidType(json, "null", path);
}

}  // namespace event_runtime
