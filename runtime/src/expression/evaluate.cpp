#include "expression/expression.hpp"

#include <nlohmann/json.hpp>

#include <chrono>
#include <cmath>

namespace event_runtime::expression {
namespace {

using Json = nlohmann::json;

/// A double that is an integer becomes one, so that `1.0` and `1` are the same key.
void canonicalise(Json& value) {
  if (value.is_number_float()) {
    const double number = value.get<double>();
    if (std::trunc(number) == number && std::abs(number) < 9007199254740992.0)
      value = static_cast<std::int64_t>(number);
  } else if (value.is_structured()) {
    for (Json& part : value) canonicalise(part);
  }
}

std::string toText(Json value) {
  canonicalise(value);
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// What a path names within a value; nullptr where nothing is there.
const Json* find(const Json& root, const PropertyPath& path, std::size_t from) {
  const Json* value = &root;
  for (std::size_t at = from; at < path.size(); ++at) {
    if (const std::string* name = path[at].name()) {
      if (!value->is_object()) return nullptr;
      const auto member = value->find(*name);
      if (member == value->end()) return nullptr;
      value = &*member;
    } else {
      const std::size_t index = *path[at].index();
      if (!value->is_array() || index >= value->size()) return nullptr;
      value = &(*value)[index];
    }
  }
  return value;
}

std::string valueIn(std::string_view text, const PropertyPath& path) {
  const Json root = Json::parse(text, nullptr, false);
  if (root.is_discarded()) return "null";
  const Json* value = find(root, path, 2);
  return value == nullptr ? "null" : toText(*value);
}

Json orNull(std::string_view text) { return text.empty() ? Json() : Json(std::string(text)); }

std::string evaluatePath(const PropertyPath& path, const EventView& event) {
  const auto millis = event.ts.time_since_epoch() / std::chrono::milliseconds(1);
  if (path.size() == 1) {
    const auto parsed = [](std::string_view text) { return text.empty() ? Json() : Json::parse(text, nullptr, false); };
    Json data = parsed(event.data), user = parsed(event.user);
    return toText({{"name", event.name},
                   {"id", event.id},
                   {"ts", millis},
                   {"data", data.is_discarded() ? Json() : std::move(data)},
                   {"user", user.is_discarded() ? Json() : std::move(user)},
                   {"v", orNull(event.version)}});
  }
  const std::string* attribute = path[1].name();
  if (attribute == nullptr) return "null";
  if (*attribute == "data") return valueIn(event.data, path);
  if (*attribute == "user") return valueIn(event.user, path);
  if (path.size() != 2) return "null";
  if (*attribute == "name") return toText(std::string(event.name));
  if (*attribute == "id") return toText(std::string(event.id));
  if (*attribute == "ts") return std::to_string(millis);
  if (*attribute == "v") return toText(orNull(event.version));
  return "null";
}

}  // namespace

std::string Expression::evaluate(const EventView& event) const {
  if (const PropertyPath* property = path()) return evaluatePath(*property, event);
  return std::get<Literal>(root_).json;
}

}  // namespace event_runtime::expression
