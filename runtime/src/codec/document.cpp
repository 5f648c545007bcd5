// From text to a document that decoders walk over.
#include <event_runtime/codec/codec.hpp>

#include "codec/tape.hpp"
#include "codec/text_scan.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <memory>

namespace event_runtime {

namespace {

/// simdjson's parser with a copy of the text, beyond whose end simdjson reads.
class TextParser {
 public:
  /// Parses; the document is valid until the next call.
  simdjson::error_code parse(std::string_view text) {
    if (text.size() > capacity_ || !buffer_) {
      // simdjson's own way would allocate for exactly this length, and again for the next one that is longer.
      const std::size_t capacity = std::bit_ceil(std::max<std::size_t>(text.size(), 1024));
      capacity_ = 0;
      buffer_ = std::make_unique_for_overwrite<char[]>(capacity + simdjson::SIMDJSON_PADDING);
      // simdjson refuses what reaches its limit.
      if (const auto error = parser_.allocate(capacity, MAX_JSON_DEPTH + 1)) return error;
      capacity_ = capacity;
    }
    std::copy(text.begin(), text.end(), buffer_.get());
    std::memset(buffer_.get() + text.size(), 0, simdjson::SIMDJSON_PADDING);
    return parser_.parse(buffer_.get(), text.size(), false).error();
  }

  /// The value of the document: on simdjson's tape, after the word of the document itself.
  JsonValue root() const noexcept { return {&parser_.doc, 1}; }
  std::size_t capacity() const noexcept { return capacity_; }

 private:
  simdjson::dom::parser parser_;
  std::unique_ptr<char[]> buffer_;
  std::size_t capacity_ = 0;
};

using IdleParsers = std::vector<std::unique_ptr<TextParser>>;

/// Parsers that this thread has used and will use again. Not inlined: a fiber may go on on another thread, and a
/// compiler may keep a thread-local's address.
[[gnu::noinline]] IdleParsers& idleParsers() {
  thread_local IdleParsers parsers;
  return parsers;
}

/// A parser for one document. A decoder that itself parses text gets another one.
class Lease {
 public:
  Lease() {
    IdleParsers& idle = idleParsers();
    if (idle.empty()) {
      parser_ = std::make_unique<TextParser>();
    } else {
      parser_ = std::move(idle.back());
      idle.pop_back();
    }
  }
  ~Lease() {
    constexpr std::size_t KEPT_CAPACITY = 256 * 1024;
    constexpr std::size_t KEPT_PARSERS = 4;
    IdleParsers& idle = idleParsers();
    if (parser_->capacity() > KEPT_CAPACITY || idle.size() >= KEPT_PARSERS) return;
    if (idle.capacity() == 0) idle.reserve(KEPT_PARSERS);
    idle.push_back(std::move(parser_));
  }
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  TextParser& operator*() const noexcept { return *parser_; }

 private:
  std::unique_ptr<TextParser> parser_;
};

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

/// Parses; returns what is wrong where the parser has no document then.
std::optional<Issue> parseText(TextParser& parser, std::string_view text) {
  if (text.size() > MAX_JSON_SIZE) {
    return Issue{IssueCode::tooBig, "", fmt::format("must have at most {} bytes", MAX_JSON_SIZE),
                 fmt::format("<= {}", MAX_JSON_SIZE), std::to_string(text.size())};
  }
  constexpr std::string_view BYTE_ORDER_MARK = "\xEF\xBB\xBF";
  if (text.starts_with(BYTE_ORDER_MARK)) text.remove_prefix(BYTE_ORDER_MARK.size());
  auto error = parser.parse(text);
  if (error == simdjson::SUCCESS) return std::nullopt;
  auto scan = scanText(text);
  if (scan.issue) return std::move(scan.issue);
  if (!scan.longIntegerEnds.empty()) error = parser.parse(withoutLongIntegers(text, scan.longIntegerEnds));
  if (error == simdjson::SUCCESS) return std::nullopt;
  return Issue{IssueCode::invalidFormat, "", fmt::format("cannot be read: {}", simdjson::error_message(error)), "JSON",
               ""};
}

}  // namespace

std::vector<Issue> decodeText(std::string_view text, void* out,
                              void (*decode)(Decoder& decoder, JsonValue json, void* out, const Path& path)) {
  const Lease lease;
  if (auto issue = parseText(*lease, text)) return {*std::move(issue)};
  Decoder decoder;
  decode(decoder, (*lease).root(), out, Path{});
  return decoder.takeIssues();
}

}  // namespace event_runtime
