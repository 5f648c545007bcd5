#pragma once

#include <string_view>

namespace event_runtime {

/// What is known of an event when the program is built, for tools, logs and tests: an entry of the generated
/// "event_table.hpp". Empty where the schemas say nothing.
struct EventInfo {
  std::string_view constant;     ///< `USER_SIGNED_UP`
  std::string_view name;         ///< `user/signed-up`
  std::string_view feature;      ///< that owns it: `user`
  std::string_view description;
  std::string_view owner;        ///< people to ask
  std::string_view deprecated;   ///< what to use instead; empty if it is not deprecated
  std::string_view version;      ///< of the schema; travels as `v`
  std::string_view fingerprint;  ///< hex; changes when the schema does, not when a description does
};

}  // namespace event_runtime
