#pragma once

#include "records.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

/// What the example's workflows have to do, said a second time and from outside.
namespace example_test {

/// The handlers that an event of this name starts; none for a name that the example does not have.
std::vector<std::string> handlersOf(std::string_view eventName);

/// Whether only handlers, and the engine, send events of this name.
bool isSentByHandlers(std::string_view eventName);

/// How a run has to end and what it has to leave behind.
struct Expected {
  std::string status = "completed";
  std::vector<std::string> steps = {};            ///< ids of those that must have completed
  std::vector<std::string> mails = {};            ///< references
  std::map<std::string, std::string> sends = {};  ///< step id → name of the event that it sent
};

/// For a run that has ended. Throws std::exception for a handler that the example does not have or data that is not
/// its.
Expected expectedOf(const RunRow& run, const EventRow& event);

}  // namespace example_test
