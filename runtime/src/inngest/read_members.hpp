#pragma once

#include <event_runtime/codec/decoder.hpp>

#include <string_view>

namespace event_runtime::inngest {

/// Calls `use(key, value, path)` with each member of an object. false, and an issue, where it is none.
template <class Use>
bool forEachMember(Decoder& decoder, JsonValue json, const Path& path, Use use) {
  ObjectMembers members;
  if (!decoder.object(json, members, path)) return false;
  while (members.next()) use(members.key(), members.value(), Path::member(path, members.key()));
  return true;
}

/// The same with each element of an array, in its order.
template <class Use>
bool forEachElement(Decoder& decoder, JsonValue json, const Path& path, Use use) {
  ArrayElements elements;
  if (!decoder.array(json, elements, path)) return false;
  for (std::size_t i = 0; elements.next(); ++i) use(elements.value(), Path::element(path, i));
  return true;
}

}  // namespace event_runtime::inngest
