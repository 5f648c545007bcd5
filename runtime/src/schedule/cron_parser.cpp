// The grammar of robfig/cron v3 without descriptors such as `@daily`, which Inngest's server takes when a function is
// registered.
#include "schedule/cron.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <span>

namespace event_runtime::schedule {
namespace {

constexpr std::array<std::string_view, 12> MONTHS{"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                  "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> WEEKDAYS{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"};

struct Field {
  std::string_view name;
  int first;
  int last;
  std::span<const std::string_view> names = {};  ///< of the values from `first` on
};
const std::array<Field, 5> FIELDS{Field{"minute", 0, 59}, Field{"hour", 0, 23}, Field{"day of the month", 1, 31},
                                  Field{"month", 1, 12, MONTHS}, Field{"day of the week", 0, 6, WEEKDAYS}};

struct Descriptor {
  std::string_view name;
  std::string_view fields;
};
constexpr std::array DESCRIPTORS{Descriptor{"@yearly", "0 0 1 1 *"},  Descriptor{"@annually", "0 0 1 1 *"},
                                 Descriptor{"@monthly", "0 0 1 * *"}, Descriptor{"@weekly", "0 0 * * 0"},
                                 Descriptor{"@daily", "0 0 * * *"},   Descriptor{"@midnight", "0 0 * * *"},
                                 Descriptor{"@hourly", "0 * * * *"}};

constexpr std::size_t LONGEST_TEXT = 1000;

bool isSpace(char character) {
  return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}
char upper(char character) {
  return character >= 'a' && character <= 'z' ? static_cast<char>(character - 'a' + 'A') : character;
}
bool equalsIgnoringCase(std::string_view text, std::string_view name) {
  return std::ranges::equal(text, name, [](char a, char b) { return upper(a) == b; });
}

/// The whole of a text as a number; std::nullopt where it is none, a large number where it is too large.
std::optional<int> numberIn(std::string_view text) {
  if (text.empty()) return std::nullopt;
  int number = 0;
  for (const char character : text) {
    if (character < '0' || character > '9') return std::nullopt;
    number = std::min(number * 10 + (character - '0'), 100'000);
  }
  return number;
}

}  // namespace

/// Reads one schedule. Throws CronError; a parser of its own file alone does.
class CronParser {
 public:
  explicit CronParser(std::string_view text) : text_(text) {}

  CronSchedule parse(std::string_view timezone) {
    if (text_.size() > LONGEST_TEXT) fail(0, fmt::format("is longer than {} bytes", LONGEST_TEXT));
    std::size_t at = skipSpaces(0);
    std::string zoneName(timezone.empty() ? "UTC" : timezone);
    CronSchedule cron(readZone(at, timezone, zoneName));
    refuseDescriptor(at);
    const auto fields = split(at);
    bool unused = false;
    cron.minutes_ = readField(fields[0], FIELDS[0], unused);
    cron.hours_ = readField(fields[1], FIELDS[1], unused);
    cron.days_ = readField(fields[2], FIELDS[2], cron.anyDay_);
    cron.months_ = readField(fields[3], FIELDS[3], unused);
    cron.weekdays_ = readField(fields[4], FIELDS[4], cron.anyWeekday_);
    refuseNever(cron, fields[2]);
    if (zoneName != "UTC") cron.text_ = "TZ=" + zoneName + " ";
    cron.text_ += fmt::format("{}", fmt::join(fields, " "));
    return cron;
  }

 private:
  [[noreturn]] static void fail(std::size_t offset, std::string message) {
    throw CronError{offset, false, std::move(message)};
  }
  [[noreturn]] void fail(std::string_view part, std::string message) const {
    fail(static_cast<std::size_t>(part.data() - text_.data()), std::move(message));
  }

  std::size_t skipSpaces(std::size_t at) const {
    while (at < text_.size() && isSpace(text_[at])) ++at;
    return at;
  }
  std::string_view wordAt(std::size_t at) const {
    std::size_t end = at;
    while (end < text_.size() && !isSpace(text_[end])) ++end;
    return text_.substr(at, end - at);
  }

  TimeZone readZone(std::size_t& at, std::string_view timezone, std::string& name) const {
    const std::string_view word = wordAt(at);
    const bool isPrefix = word.starts_with("TZ=") || word.starts_with("CRON_TZ=");
    if (isPrefix && !timezone.empty()) {
      fail(word, "the time zone is given twice: here, and beside the expression; leave one of them out");
    }
    std::string_view zone = timezone.empty() ? std::string_view("UTC") : timezone;
    if (isPrefix) {
      zone = word.substr(word.find('=') + 1);
      name = zone;
      at = skipSpaces(at + word.size());
    }
    auto found = TimeZone::find(zone);
    if (found) return *std::move(found);
    CronError error{0, !isPrefix, TimeZone::whyUnknown(zone)};
    if (isPrefix) error.offset = static_cast<std::size_t>(zone.data() - text_.data());
    throw error;
  }

  void refuseDescriptor(std::size_t at) const {
    const std::string_view word = wordAt(at);
    if (!word.starts_with('@')) return;
    const auto known = std::ranges::find(DESCRIPTORS, word, &Descriptor::name);
    if (known != DESCRIPTORS.end()) fail(word, fmt::format("write `{}` for `{}`", known->fields, word));
    fail(word,
         fmt::format("`{}` is no cron expression; write five fields, such as `*/15 * * * *` for every quarter of an "
                     "hour",
                     word.substr(0, 20)));
  }

  std::vector<std::string_view> split(std::size_t at) const {
    std::vector<std::string_view> fields;
    for (; at < text_.size(); at = skipSpaces(at + fields.back().size())) fields.push_back(wordAt(at));
    if (fields.size() > FIELDS.size()) {
      fail(fields[FIELDS.size()],
           fmt::format("has {} fields; there are five: minute, hour, day of the month, month and day of the week (no "
                       "seconds, no year)",
                       fields.size()));
    }
    if (fields.size() < FIELDS.size()) {
      fail(text_.size(), fmt::format("has {} of five fields; the {} is missing: write minute, hour, day of the month, "
                                     "month and day of the week, such as `0 9 * * 1-5`",
                                     fields.size(), FIELDS[fields.size()].name));
    }
    return fields;
  }

  std::uint64_t readField(std::string_view text, const Field& field, bool& isAny) const {
    std::uint64_t bits = 0;
    for (;;) {
      const std::size_t comma = text.find(',');
      bits |= readRange(text.substr(0, comma), field, isAny);
      if (comma == std::string_view::npos) return bits;
      text.remove_prefix(comma + 1);
    }
  }

  std::uint64_t readRange(std::string_view text, const Field& field, bool& isAny) const {
    if (text.empty()) fail(text, fmt::format("a {} is missing beside the comma", field.name));
    const std::size_t slash = text.find('/');
    const std::string_view range = text.substr(0, slash);
    const int step = slash == std::string_view::npos ? 1 : readStep(text.substr(slash + 1), field);
    int first = field.first;
    int last = field.last;
    if (range == "*" || range == "?") {
      // With a step the field is a restriction like any other.
      isAny = isAny || step == 1;
    } else {
      const std::size_t hyphen = range.find('-');
      first = readValue(range.substr(0, hyphen), field);
      if (hyphen != std::string_view::npos) {
        last = readValue(range.substr(hyphen + 1), field);
      } else if (slash == std::string_view::npos) {
        last = first;
      }
    }
    if (first > last) {
      fail(range, fmt::format("`{}` runs backwards; write two ranges, such as `{}-{},{}-{}`", range, first, field.last,
                              field.first, last));
    }
    std::uint64_t bits = 0;
    for (int value = first; value <= last; value += step) bits |= std::uint64_t{1} << value;
    return bits;
  }

  int readStep(std::string_view text, const Field& field) const {
    const auto step = numberIn(text);
    if (!step || *step == 0) {
      fail(text, fmt::format("a step is a number from 1, such as `*/2`, but this is `{}`", text.substr(0, 20)));
    }
    // What is longer than the field would mean its first value alone.
    if (*step > field.last - field.first + 1) {
      fail(text, fmt::format("the step {} is longer than the {} goes ({} to {})", text.substr(0, 20), field.name,
                             field.first, field.last));
    }
    return *step;
  }

  int readValue(std::string_view text, const Field& field) const {
    for (std::size_t i = 0; i < field.names.size(); ++i) {
      if (equalsIgnoringCase(text, field.names[i])) return field.first + static_cast<int>(i);
    }
    const auto number = numberIn(text);
    if (!number) {
      fail(text, text.empty() ? fmt::format("a {} is missing here", field.name)
                              : fmt::format("`{}` is no {}; it is a number from {} to {}{}", text.substr(0, 20),
                                            field.name, field.first, field.last,
                                            field.names.empty() ? std::string()
                                                                : fmt::format(", or {} to {}", field.names.front(),
                                                                              field.names.back())));
    }
    if (*number < field.first || *number > field.last) {
      const bool isSunday = field.last == 6 && *number == 7;
      fail(text, fmt::format("the {} {} does not exist; it is {} to {}{}", field.name, text.substr(0, 20), field.first,
                             field.last, isSunday ? ", and Sunday is 0" : ""));
    }
    return *number;
  }

  void refuseNever(const CronSchedule& cron, std::string_view days) const {
    if (cron.anyDay_ || !cron.anyWeekday_) return;
    constexpr std::array LENGTHS{31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    for (std::size_t month = 0; month < LENGTHS.size(); ++month) {
      if ((cron.months_ >> (month + 1) & 1) == 0) continue;
      for (int day = 1; day <= LENGTHS[month]; ++day) {
        if ((cron.days_ >> day & 1) != 0) return;
      }
    }
    fail(days, "this never happens: none of these months has such a day");
  }

  std::string_view text_;
};

std::variant<CronSchedule, CronError> CronSchedule::parse(std::string_view text, std::string_view timezone) {
  try {
    return CronParser(text).parse(timezone);
  } catch (CronError& error) {
    return std::move(error);
  }
}

}  // namespace event_runtime::schedule
