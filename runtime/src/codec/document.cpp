// From text to a document that decoders walk over.
#include <event_runtime/codec/codec.hpp>

#include "codec/json_text.hpp"
#include "codec/tape.hpp"
#include "codec/text_scan.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>

namespace event_runtime {

namespace {
/// What simdjson's parser takes at all.
constexpr std::size_t LARGEST = 0xFFFF'FFFF;
/// Beyond this no caller's stack holds.
constexpr std::size_t DEEPEST = 100'000;
}  // namespace

/// simdjson's parser with a copy of the text, beyond whose end simdjson reads.
class TextParser {
 public:
  /// Parses; the document is valid until the next call.
  simdjson::error_code parse(std::string_view text, std::size_t depth) {
    if (text.size() > capacity_ || depth != depth_) [[unlikely]] {
      if (const auto error = allocate(text.size(), depth)) return error;
    }
    std::copy(text.begin(), text.end(), buffer_.get());
    std::memset(buffer_.get() + text.size(), 0, simdjson::SIMDJSON_PADDING);
    return parser_.parse(buffer_.get(), text.size(), false).error();
  }

  const std::uint64_t* tape() const noexcept { return parser_.doc.tape.get(); }
  const std::uint8_t* strings() const noexcept { return parser_.doc.string_buf.get(); }
  std::size_t capacity() const noexcept { return capacity_; }

 private:
  simdjson::error_code allocate(std::size_t size, std::size_t depth) {
    // simdjson's own way would allocate for exactly this length, and again for the next one that is longer.
    const std::size_t capacity = std::min(std::bit_ceil(std::max<std::size_t>(size, 1024)), LARGEST);
    capacity_ = 0;
    buffer_ = std::make_unique_for_overwrite<char[]>(capacity + simdjson::SIMDJSON_PADDING);
    // simdjson refuses what reaches its limit.
    if (const auto error = parser_.allocate(capacity, depth + 1)) return error;
    capacity_ = capacity;
    depth_ = depth;
    return simdjson::SUCCESS;
  }

  simdjson::dom::parser parser_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
  std::size_t depth_ = 0;
};

namespace {

/// Parsers that a thread has used and will use again.
class IdleParsers {
 public:
  std::unique_ptr<TextParser> take() {
    return count_ == 0 ? std::make_unique<TextParser>() : std::move(parsers_[--count_]);
  }
  void giveBack(std::unique_ptr<TextParser> parser) noexcept {
    constexpr std::size_t KEPT_CAPACITY = 256 * 1024;
    if (parser->capacity() <= KEPT_CAPACITY && count_ < parsers_.size()) parsers_[count_++] = std::move(parser);
  }

 private:
  std::array<std::unique_ptr<TextParser>, 4> parsers_;
  std::size_t count_ = 0;
};

/// Not inlined: a fiber may go on on another thread, and a compiler may keep a thread-local's address.
[[gnu::noinline]] IdleParsers& idleParsers() {
  thread_local IdleParsers parsers;
  return parsers;
}

/// The text with a fraction at its long integers, which makes them doubles: the numbers that other parsers take them
/// for.
std::string withoutLongIntegers(std::string_view text, const std::vector<std::size_t>& ends) {
  std::string out;
  std::size_t begin = 0;
  for (const std::size_t end : ends) {
    out += text.substr(begin, end - begin);
    out += ".0";
    begin = end;
  }
  out += text.substr(begin);
  return out;
}

/// What is wrong with a text that the parser refused; nothing if it takes the text after all.
std::optional<Issue> explain(TextParser& parser, std::string_view text, std::size_t depth) {
  auto scan = scanText(text, depth);
  if (scan.issue) return std::move(scan.issue);
  auto error = parser.parse(withoutLongIntegers(text, scan.longIntegerEnds), depth);
  if (error == simdjson::SUCCESS) return std::nullopt;
  return Issue{IssueCode::invalidFormat, "", fmt::format("cannot be read: {}", simdjson::error_message(error)), "JSON",
               ""};
}

}  // namespace

JsonText::JsonText() : parser_(idleParsers().take()) {}

JsonText::~JsonText() {
  if (parser_) idleParsers().giveBack(std::move(parser_));
}

JsonText::JsonText(JsonText&&) noexcept = default;
JsonText& JsonText::operator=(JsonText&&) noexcept = default;

// The first word is the document's own.
JsonValue JsonText::root() const noexcept { return {parser_->tape() + 1}; }

Decoder JsonText::decoder(std::size_t maxIssues) const noexcept {
  return Decoder(parser_->tape(), parser_->strings(), maxIssues);
}

std::optional<Issue> JsonText::parse(std::string_view text, const DecodeLimits& limits) {
  const std::size_t largest = std::min(limits.size, LARGEST);
  if (text.size() > largest) {
    return Issue{IssueCode::tooBig, "", fmt::format("must have at most {} bytes", largest),
                 fmt::format("<= {}", largest), std::to_string(text.size())};
  }
  constexpr std::string_view BYTE_ORDER_MARK = "\xEF\xBB\xBF";
  if (text.starts_with(BYTE_ORDER_MARK)) text.remove_prefix(BYTE_ORDER_MARK.size());
  const std::size_t depth = std::clamp<std::size_t>(limits.depth, 1, DEEPEST);
  if (parser_->parse(text, depth) == simdjson::SUCCESS) [[likely]]
    return std::nullopt;
  return explain(*parser_, text, depth);
}

std::vector<Issue> decodeText(std::string_view text, void* out,
                              void (*decode)(Decoder& decoder, JsonValue json, void* out, const Path& path),
                              const DecodeLimits& limits) {
  JsonText document;
  if (auto issue = document.parse(text, limits)) return {*std::move(issue)};
  Decoder decoder = document.decoder(limits.issues);
  decode(decoder, document.root(), out, Path{});
  return decoder.takeIssues();
}

}  // namespace event_runtime
