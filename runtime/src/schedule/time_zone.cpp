#include "schedule/time_zone.hpp"

#include <absl/time/time.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace event_runtime::schedule {

struct TimeZone::Data {
  absl::TimeZone zone;
};

namespace {

constexpr std::size_t LONGEST_NAME = 64;

std::filesystem::path database() {
  const char* const directory = std::getenv("TZDIR");
  return directory != nullptr && *directory != '\0' ? directory : "/usr/share/zoneinfo";
}

bool isWord(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
           (character >= '0' && character <= '9') || character == '_' || character == '-' || character == '+';
  });
}

/// A name as IANA gives them, which is no path out of the database, and none of the files that are no zones or count
/// leap seconds.
bool isName(std::string_view name) {
  if (name.size() > LONGEST_NAME || name == "localtime" || name.starts_with("posix") || name.starts_with("right"))
    return false;
  for (std::size_t end = 0; end != std::string_view::npos; name.remove_prefix(end + 1)) {
    end = name.find('/');
    if (!isWord(name.substr(0, end))) return false;
    if (end == std::string_view::npos) return true;
  }
  return true;
}

absl::Time toAbsl(Timestamp time) {
  return absl::FromUnixSeconds(std::chrono::floor<std::chrono::seconds>(time).time_since_epoch().count());
}

const absl::CivilSecond EPOCH(1970, 1, 1, 0, 0, 0);

}  // namespace

std::optional<TimeZone> TimeZone::find(std::string_view name) {
  auto data = std::make_shared<Data>();
  if (name == "UTC") {
    data->zone = absl::UTCTimeZone();
    return TimeZone(std::move(data));
  }
  if (!isName(name)) return std::nullopt;
  // Asked before the library is, which remembers for good every name that it has been asked for.
  std::error_code error;
  if (!std::filesystem::is_regular_file(database() / name, error)) return std::nullopt;
  if (!absl::LoadTimeZone({name.data(), name.size()}, &data->zone)) return std::nullopt;
  return TimeZone(std::move(data));
}

std::string TimeZone::whyUnknown(std::string_view name) {
  std::error_code error;
  if (!std::filesystem::is_directory(database(), error)) {
    return fmt::format(
        "this machine has no time zones: there is no directory {}; install the package tzdata, or let TZDIR say where "
        "they are",
        database().string());
  }
  return fmt::format("there is no time zone '{}'; names are those of IANA, such as `Europe/Paris` or `UTC`",
                     name.substr(0, LONGEST_NAME));
}

std::chrono::seconds TimeZone::offsetAt(Timestamp time) const {
  return std::chrono::seconds(data_->zone.At(toAbsl(time)).offset);
}

std::chrono::local_seconds TimeZone::localAt(Timestamp time) const {
  const auto utc = std::chrono::floor<std::chrono::seconds>(time);
  return std::chrono::local_seconds(utc.time_since_epoch() + offsetAt(time));
}

Timestamp TimeZone::firstInstantOf(std::chrono::local_seconds local) const {
  const auto found = data_->zone.At(EPOCH + local.time_since_epoch().count());
  const absl::Time time = found.kind == absl::TimeZone::TimeInfo::SKIPPED ? found.trans : found.pre;
  return Timestamp(std::chrono::seconds(absl::ToUnixSeconds(time)));
}

}  // namespace event_runtime::schedule
