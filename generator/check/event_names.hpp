#pragma once

#include <string_view>

/// Conventions for the names of events.
namespace event_codegen {

/// `feature/action` in small letters, digits, `-`, `_` and `.`; further parts may follow.
bool hasUsualFormat(std::string_view name) noexcept;

/// Whether the action has a word that says it is over: `user/signed-up`, `app/ticket.created`, `email/sent`.
bool isPastTense(std::string_view name) noexcept;

}  // namespace event_codegen
