#pragma once

#include <event_runtime/time.hpp>

#include "codec/json_text.hpp"
#include "expression/json_view.hpp"
#include "expression/value.hpp"

#include <array>
#include <optional>
#include <string_view>

namespace event_runtime::expression {

/// What an expression sees of an event. The views outlive the evaluation only.
struct EventView {
  std::string_view name;
  std::string_view id;
  Timestamp ts{};
  std::string_view data;     ///< JSON text
  std::string_view user;     ///< JSON text, or empty
  std::string_view version;  ///< or empty
};

/// An event for any number of expressions: its JSON is parsed when one first asks for it, and once. For one thread at a
/// time; the texts of the view must outlive it.
class EventDocument {
 public:
  explicit EventDocument(const EventView& view) noexcept : view_(view) {}
  EventDocument(const EventDocument&) = delete;
  EventDocument& operator=(const EventDocument&) = delete;

  static constexpr std::array<std::string_view, 6> ATTRIBUTES{"data", "id", "name", "ts", "user", "v"};

  /// An attribute by its name; null where there is none, and for JSON that cannot be parsed.
  Value attribute(std::string_view name) const;

 private:
  struct Part {
    std::optional<JsonText> text;
    JsonView root;
    bool isParsed = false;
  };
  static Value parsed(Part& part, std::string_view text);

  EventView view_;
  mutable Part data_;
  mutable Part user_;
};

}  // namespace event_runtime::expression
