#include "expression/event_document.hpp"

namespace event_runtime::expression {

Value EventDocument::parsed(Part& part, std::string_view text) {
  if (!part.isParsed) {
    part.isParsed = true;
    if (!text.empty()) {
      if (!part.text.emplace().parse(text)) part.root = JsonView::of(part.text->decoder(), part.text->root());
    }
  }
  return Value::json(part.root.value, part.root.source);
}

Value EventDocument::attribute(std::string_view name) const {
  if (name == "data") return parsed(data_, view_.data);
  if (name == "name") return Value::string(view_.name);
  if (name == "ts") return Value::integer(view_.ts.time_since_epoch().count());
  if (name == "id") return Value::string(view_.id);
  if (name == "user") return parsed(user_, view_.user);
  if (name == "v" && !view_.version.empty()) return Value::string(view_.version);
  return {};
}

}  // namespace event_runtime::expression
