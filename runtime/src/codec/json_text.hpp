#pragma once

#include <event_runtime/codec/codec.hpp>
#include <event_runtime/codec/decoder.hpp>
#include <event_runtime/codec/issue.hpp>

#include <memory>
#include <optional>
#include <string_view>

namespace event_runtime {

class TextParser;

/// A JSON text while it is being looked at. Its parser is one that this thread has used before, where there is one,
/// and goes back to the thread that ends it.
class JsonText {
 public:
  JsonText();
  ~JsonText();
  JsonText(JsonText&&) noexcept;
  JsonText& operator=(JsonText&&) noexcept;
  JsonText(const JsonText&) = delete;
  JsonText& operator=(const JsonText&) = delete;

  /// Parses by the rules of decodeText(); the text may go away afterwards. Returns what is wrong where there is no
  /// document then.
  std::optional<Issue> parse(std::string_view text, const DecodeLimits& limits = {});

  /// The document's value, valid until the next parse() and as long as this object.
  JsonValue root() const noexcept;
  /// What reads root(), for as long as that is valid.
  Decoder decoder(std::size_t maxIssues = Decoder::MAX_ISSUES) const noexcept;

 private:
  std::unique_ptr<TextParser> parser_;
};

}  // namespace event_runtime
