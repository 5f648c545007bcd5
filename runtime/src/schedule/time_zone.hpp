#pragma once

#include <event_runtime/time.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace event_runtime::schedule {

/// A time zone of the system's database: IANA's, in /usr/share/zoneinfo or where TZDIR says. Cheap to copy;
/// thread-safe.
class TimeZone {
 public:
  /// By its name, such as `Europe/Paris`; upper and lower case differ. `UTC` is always there. std::nullopt where there
  /// is no such zone, or no database. Files outside of the database are not looked at, whatever the name says.
  static std::optional<TimeZone> find(std::string_view name);
  /// Why find() gives nothing for a name, and what to do about it.
  static std::string whyUnknown(std::string_view name);

  /// How far its clocks are ahead of UTC.
  std::chrono::seconds offsetAt(Timestamp time) const;
  /// What its clocks show.
  std::chrono::local_seconds localAt(Timestamp time) const;
  /// When its clocks show this: the first time, where they do so twice; where they never do, when they skip it.
  Timestamp firstInstantOf(std::chrono::local_seconds local) const;

 private:
  struct Data;
  explicit TimeZone(std::shared_ptr<const Data> data) : data_(std::move(data)) {}

  std::shared_ptr<const Data> data_;
};

}  // namespace event_runtime::schedule
