#pragma once

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace ticket_bounty {

/// Told of every event once it was accepted: its name and its id.
using OnAccepted = std::function<void(std::string_view name, const std::string& id)>;

/// Sends one of each event that people cause: a sign-up, two payments (one confirmed with a wrong password), an urgent
/// ticket and a normal one, a comment with three watchers, a new password, a request for the digest.
/// `number` makes the ids of several scenarios differ.
void sendScenario(std::size_t number, std::chrono::milliseconds day, const OnAccepted& onAccepted);

}  // namespace ticket_bounty
