#include "expression/collections.hpp"

#include "codec/tape.hpp"
#include "expression/event_document.hpp"
#include "expression/operators.hpp"

namespace event_runtime::expression {

ListCursor::ListCursor(const Value& list) : list_(list) {
  if (list.form() != Value::Form::json) return;
  word_ = list.json().word + 1;
  end_ = tape::closing(list.json(), list.source().tape);
}

bool ListCursor::next() {
  if (list_.form() == Value::Form::json) {
    if (word_ == end_) return false;
    value_ = Value::json(word_, list_.source());
    word_ = tape::after(word_, list_.source().tape);
    return true;
  }
  if (at_ == list_.itemCount()) return false;
  value_ = list_.items()[at_++];
  return true;
}

MapCursor::MapCursor(const Value& map) : map_(map) {
  if (map.form() != Value::Form::json) return;
  word_ = map.json().word + 1;
  end_ = tape::closing(map.json(), map.source().tape);
}

bool MapCursor::next() {
  switch (map_.form()) {
    case Value::Form::json:
      if (word_ == end_) return false;
      // A key is one word, its value follows.
      key_ = Value::json(word_, map_.source());
      value_ = Value::json(word_ + 1, map_.source());
      word_ = tape::after(word_ + 1, map_.source().tape);
      return true;
    case Value::Form::event: {
      if (at_ == EventDocument::ATTRIBUTES.size()) return false;
      const std::string_view name = EventDocument::ATTRIBUTES[at_++];
      key_ = Value::string(name);
      value_ = map_.event().attribute(name);
      return true;
    }
    case Value::Form::items:
      break;
  }
  if (at_ == map_.itemCount()) return false;
  key_ = map_.items()[2 * at_];
  value_ = map_.items()[2 * at_ + 1];
  ++at_;
  return true;
}

std::size_t sizeOf(const Value& collection, Workspace& workspace) {
  if (collection.form() == Value::Form::items) return collection.itemCount();
  if (collection.form() == Value::Form::event) return EventDocument::ATTRIBUTES.size();
  // The tape has the number, up to the point where it has no more room for it.
  if (const std::size_t count = tape::count(collection.json()); count < tape::MAX_COUNT) return count;
  workspace.spend(tape::MAX_COUNT);
  return tape::countEach(collection.json(), collection.source().tape);
}

Value elementAt(const Value& list, std::size_t index, Workspace& workspace) {
  if (list.form() == Value::Form::items) return index < list.itemCount() ? list.items()[index] : Value();
  ListCursor cursor(list);
  for (std::size_t at = 0; cursor.next(); ++at) {
    if (at == index) return cursor.value();
    workspace.spend(1);
  }
  return {};
}

bool findMember(const Value& map, std::string_view name, Value& out, Workspace& workspace) {
  if (map.form() == Value::Form::json) {
    const JsonSource& source = map.source();
    const std::uint64_t* const end = tape::closing(map.json(), source.tape);
    for (const std::uint64_t* word = map.json().word + 1; word != end; word = tape::after(word + 1, source.tape)) {
      if (tape::text(word, source.strings) == name) {
        out = Value::json(word + 1, source);
        return true;
      }
      workspace.spend(1);
    }
    return false;
  }
  if (map.form() == Value::Form::event) {
    out = map.event().attribute(name);
    // An attribute that may be missing is there when it has a value.
    return !out.isNull() || name == "data";
  }
  return findEntry(map, Value::string(name), out, workspace);
}

bool findEntry(const Value& map, const Value& key, Value& out, Workspace& workspace) {
  if (map.form() != Value::Form::items) {
    return key.is(Kind::string) && findMember(map, key.asText(), out, workspace);
  }
  for (std::size_t i = 0; i < map.itemCount(); ++i) {
    workspace.spend(1);
    if (!equal(map.items()[2 * i], key, workspace)) continue;
    out = map.items()[2 * i + 1];
    return true;
  }
  return false;
}

}  // namespace event_runtime::expression
