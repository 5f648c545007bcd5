#include "expression/functions.hpp"

namespace event_runtime::expression {
namespace {

constexpr KindSet BOOL = setOf(Kind::boolean);
constexpr KindSet INT = setOf(Kind::integer);
constexpr KindSet UINT = setOf(Kind::unsignedInteger);
constexpr KindSet DOUBLE = setOf(Kind::number);
constexpr KindSet STRING = setOf(Kind::string);
constexpr KindSet BYTES = setOf(Kind::bytes);
constexpr KindSet LIST = setOf(Kind::list);
constexpr KindSet TIME = setOf(Kind::timestamp);
constexpr KindSet LENGTH = setOf(Kind::duration);
constexpr KindSet SIZED = setOf(Kind::string, Kind::bytes, Kind::list, Kind::map, Kind::null);

constexpr Signature SIGNATURES[] = {
    {"size", Function::size, false, 1, {SIZED}, INT},
    {"size", Function::size, true, 1, {SIZED}, INT},
    {"contains", Function::contains, true, 2, {STRING, STRING}, BOOL},
    {"startsWith", Function::startsWith, true, 2, {STRING, STRING}, BOOL},
    {"endsWith", Function::endsWith, true, 2, {STRING, STRING}, BOOL},
    {"matches", Function::matches, true, 2, {STRING, STRING}, BOOL},
    {"matches", Function::matches, false, 2, {STRING, STRING}, BOOL},

    {"bool", Function::toBool, false, 1, {BOOL | STRING}, BOOL},
    {"bytes", Function::toBytes, false, 1, {BYTES | STRING}, BYTES},
    {"double", Function::toDouble, false, 1, {NUMERIC | STRING}, DOUBLE},
    {"duration", Function::toDuration, false, 1, {LENGTH | STRING}, LENGTH},
    {"dyn", Function::toDyn, false, 1, {ANY_KIND}, ANY_KIND},
    {"int", Function::toInt, false, 1, {NUMERIC | STRING | TIME | LENGTH}, INT},
    {"string", Function::toString, false, 1, {NUMERIC | STRING | BOOL | BYTES | TIME | LENGTH}, STRING},
    {"timestamp", Function::toTimestamp, false, 1, {TIME | STRING | INT}, TIME},
    {"uint", Function::toUint, false, 1, {NUMERIC | STRING}, UINT},
    {"type", Function::typeOf, false, 1, {ANY_KIND}, setOf(Kind::type)},

    {"getDate", Function::getDate, true, 1, {TIME}, INT},
    {"getDate", Function::getDate, true, 2, {TIME, STRING}, INT},
    {"getDayOfMonth", Function::getDayOfMonth, true, 1, {TIME}, INT},
    {"getDayOfMonth", Function::getDayOfMonth, true, 2, {TIME, STRING}, INT},
    {"getDayOfWeek", Function::getDayOfWeek, true, 1, {TIME}, INT},
    {"getDayOfWeek", Function::getDayOfWeek, true, 2, {TIME, STRING}, INT},
    {"getDayOfYear", Function::getDayOfYear, true, 1, {TIME}, INT},
    {"getDayOfYear", Function::getDayOfYear, true, 2, {TIME, STRING}, INT},
    {"getFullYear", Function::getFullYear, true, 1, {TIME}, INT},
    {"getFullYear", Function::getFullYear, true, 2, {TIME, STRING}, INT},
    {"getHours", Function::getHours, true, 1, {TIME | LENGTH}, INT},
    {"getHours", Function::getHours, true, 2, {TIME, STRING}, INT},
    {"getMilliseconds", Function::getMilliseconds, true, 1, {TIME | LENGTH}, INT},
    {"getMilliseconds", Function::getMilliseconds, true, 2, {TIME, STRING}, INT},
    {"getMinutes", Function::getMinutes, true, 1, {TIME | LENGTH}, INT},
    {"getMinutes", Function::getMinutes, true, 2, {TIME, STRING}, INT},
    {"getMonth", Function::getMonth, true, 1, {TIME}, INT},
    {"getMonth", Function::getMonth, true, 2, {TIME, STRING}, INT},
    {"getSeconds", Function::getSeconds, true, 1, {TIME | LENGTH}, INT},
    {"getSeconds", Function::getSeconds, true, 2, {TIME, STRING}, INT},

    {"b64decode", Function::b64decode, false, 1, {STRING}, STRING},
    {"date", Function::date, false, 1, {STRING | NUMERIC | TIME}, TIME},
    {"json_parse", Function::jsonParse, false, 1, {STRING}, ANY_KIND},
    {"lowercase", Function::lowercase, false, 1, {STRING}, STRING},
    {"now", Function::now, false, 0, {}, TIME},
    {"now_minus", Function::nowMinus, false, 1, {STRING | LENGTH}, TIME},
    {"now_plus", Function::nowPlus, false, 1, {STRING | LENGTH}, TIME},
    {"uppercase", Function::uppercase, false, 1, {STRING}, STRING},

    {"charAt", Function::charAt, true, 2, {STRING, NUMERIC}, STRING},
    {"indexOf", Function::indexOf, true, 2, {STRING, STRING}, INT},
    {"indexOf", Function::indexOf, true, 3, {STRING, STRING, NUMERIC}, INT},
    {"join", Function::join, true, 1, {LIST}, STRING},
    {"join", Function::join, true, 2, {LIST, STRING}, STRING},
    {"lastIndexOf", Function::lastIndexOf, true, 2, {STRING, STRING}, INT},
    {"lastIndexOf", Function::lastIndexOf, true, 3, {STRING, STRING, NUMERIC}, INT},
    {"lowerAscii", Function::lowerAscii, true, 1, {STRING}, STRING},
    {"replace", Function::replace, true, 3, {STRING, STRING, STRING}, STRING},
    {"replace", Function::replace, true, 4, {STRING, STRING, STRING, NUMERIC}, STRING},
    {"reverse", Function::reverse, true, 1, {STRING}, STRING},
    {"split", Function::split, true, 2, {STRING, STRING}, LIST},
    {"split", Function::split, true, 3, {STRING, STRING, NUMERIC}, LIST},
    {"substring", Function::substring, true, 2, {STRING, NUMERIC}, STRING},
    {"substring", Function::substring, true, 3, {STRING, NUMERIC, NUMERIC}, STRING},
    {"trim", Function::trim, true, 1, {STRING}, STRING},
    {"upperAscii", Function::upperAscii, true, 1, {STRING}, STRING},
};

}  // namespace

std::span<const Signature> signatures() noexcept { return SIGNATURES; }

std::string_view nameOf(Function function) noexcept {
  for (const Signature& signature : SIGNATURES) {
    if (signature.function == function) return signature.name;
  }
  return "";
}

}  // namespace event_runtime::expression
