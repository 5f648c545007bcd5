#include "model/link.hpp"
#include "model/names.hpp"
#include "model/schema_reader.hpp"
#include "read/text.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace event_codegen {
namespace {

/// The names that generated code declares in one scope, and for what.
class Scope {
 public:
  explicit Scope(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  void declare(std::string name, std::string_view what, const Span& span) {
    if (isUsedByGeneratedCode(name)) {
      diagnostics_.error("name-clash", span,
                         std::string(what) + " would be " + inBackticks(name) +
                             " in C++, which generated code uses itself: choose another name");
      return;
    }
    const auto [first, isNew] = names_.try_emplace(std::move(name), Entry{what, span});
    if (isNew) return;
    diagnostics_
        .error("name-clash", span,
               std::string(what) + " would be " + inBackticks(first->first) + " in C++, as " +
                   std::string(first->second.what) + " is: rename one of them")
        .notes.push_back({first->second.span, "the other is here"});
  }

  /// A name that may be there already, and then means something else.
  void checkHidden(const std::string& name, std::string_view what, const Span& span) {
    const auto other = names_.find(name);
    if (other == names_.end()) return;
    diagnostics_
        .error("name-clash", span,
               std::string(what) + " needs " + inBackticks(name) + " in C++, which " + std::string(other->second.what) +
                   " is: rename one of them")
        .notes.push_back({other->second.span, "the other is here"});
  }

 private:
  struct Entry {
    std::string_view what;
    Span span;
  };
  Diagnostics& diagnostics_;
  std::unordered_map<std::string, Entry> names_;
};

}  // namespace

void checkNames(const Application& application, Diagnostics& diagnostics) {
  Scope scope(diagnostics);
  std::unordered_map<std::string_view, const Handler*> handlers;
  for (const auto& feature : application.features) {
    std::unordered_set<const NamedType*> payloads;
    for (const Event* event : feature->events) payloads.insert(event->payload);
    for (const auto& type : feature->types) {
      if (!isTypeName(type->cppName)) continue;  // was reported, as are the ids and constants below
      scope.declare(type->cppName, payloads.contains(type.get()) ? "the payload of this event" : "this type",
                    type->span);
    }
    for (const auto& handler : feature->handlers) {
      if (!isKebabCase(handler->id)) continue;
      const auto [first, isNew] = handlers.emplace(handler->id, handler.get());
      if (isNew) {
        scope.declare(handler->cppName, "this handler", handler->span);
        if (handler->options.onFailure)
          scope.declare(failureHandlerName(*handler), "`onFailure` of this handler", handler->span);
      } else {
        diagnostics
            .error("duplicate-handler-id", handler->span,
                   "there is another handler " + inBackticks(handler->id) +
                       ": ids are unique in an application; rename one")
            .notes.push_back({first->second->span, "the other is here"});
      }
    }
  }
  for (const auto& [id, handler] : handlers) {
    if (!handler->options.onFailure) continue;
    const auto other = handlers.find(handler->id + "-failure");
    if (other == handlers.end()) continue;
    diagnostics
        .error("duplicate-handler-id", other->second->span,
               inBackticks(other->second->id) + " is the id of the function that `onFailure` of " + inBackticks(id) +
                   " makes: rename this handler")
        .notes.push_back({handler->span, "the other is here"});
  }
  // Within `namespace Handlers`, the constant of a handler would hide a type of the same name.
  for (const auto& feature : application.features) {
    for (const auto& handler : feature->handlers) {
      if (isKebabCase(handler->id)) scope.checkHidden(handler->constant, "the constant of this handler", handler->span);
    }
  }
  // Within `struct Events`, an event's constant and its tag would hide a type of the same name.
  for (const auto& event : application.events) {
    if (!isConstantName(event->constant)) continue;
    scope.checkHidden(event->constant, "the constant of this event", event->constantSpan);
    scope.checkHidden(pascalCaseOfConstant(event->constant) + "Tag", "the tag of this event", event->constantSpan);
  }
}

void renameHidingMembers(Application& application) {
  std::unordered_set<std::string_view> typeNames;
  for (const auto& feature : application.features) {
    for (const auto& type : feature->types) typeNames.insert(type->cppName);
  }
  for (const auto& feature : application.features) {
    for (const auto& type : feature->types) {
      // A member `Address` would change what `Address` means in the struct. All types begin with a capital.
      const bool hides = std::any_of(type->properties.begin(), type->properties.end(),
                                     [&](const Property& property) { return typeNames.contains(property.cppName); });
      if (!hides) continue;
      std::vector<std::string_view> wires, taken{type->cppName, "std", "event_runtime"};
      for (const Property& property : type->properties) {
        wires.push_back(property.wire);
        if (const auto name = typeNames.find(property.cppName); name != typeNames.end()) taken.push_back(*name);
      }
      std::vector<std::string> names = cppNames(wires, taken);
      for (std::size_t index = 0; index < names.size(); ++index)
        type->properties[index].cppName = std::move(names[index]);
      if (!type->extraName.empty()) chooseExtraName(*type);
    }
  }
}

}  // namespace event_codegen
