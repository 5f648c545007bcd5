#include "model/link.hpp"
#include "model/values.hpp"
#include "read/text.hpp"

#include <expression/expression.hpp>

#include <algorithm>
#include <array>

namespace event_codegen {
namespace {

using event_runtime::expression::Expression;
using event_runtime::expression::ParseError;
using event_runtime::expression::PathElement;
using event_runtime::expression::PropertyPath;

constexpr std::string_view RULE = "invalid-key";

/// An event's attributes, as Inngest names them.
const std::vector<std::string_view> ATTRIBUTES{"data", "id", "name", "ts", "user", "v"};
/// The payload of `inngest/function.failed`.
const std::vector<std::string_view> FAILURE_ATTRIBUTES{"function_id", "run_id", "error", "event"};

/// Checks one key against the schemas of the events that start its handler.
class KeyChecker {
 public:
  KeyChecker(const ConcurrencyLimit& limit, Diagnostics& diagnostics) : limit_(limit), diagnostics_(diagnostics) {}

  void check(const Handler& handler) {
    const auto parsed = Expression::parse(limit_.key);
    if (const auto* error = std::get_if<ParseError>(&parsed))
      return report(error->offset, error->length, error->message);
    const PropertyPath* path = std::get<Expression>(parsed).path();
    if (path == nullptr) {
      report(0, limit_.key.size(),
             "this key is the same for every event: name a property, such as `event.data.userId`, or leave it out");
      return;
    }
    if (!checkAttribute(*path) || *(*path)[1].name() != "data") return;
    for (const Trigger& trigger : handler.triggers) {
      if (trigger.event == nullptr) {
        checkFailure(*path);
      } else if (trigger.event->payload != nullptr) {
        event_ = trigger.event;
        checkData(*path);
      }
    }
  }

 private:
  /// The place of a part of the key, if its text stands in the file as it reads.
  Span place(std::size_t offset, std::size_t length) const {
    const Span& span = limit_.span;
    const std::string_view line = span.file->line(span.line);
    std::size_t begin = span.column - 1;
    if (begin < line.size() && (line[begin] == '"' || line[begin] == '\'')) ++begin;
    if (line.substr(std::min(begin, line.size()), limit_.key.size()) != limit_.key) return span;
    return {span.file, span.line, static_cast<std::uint32_t>(begin + offset + 1),
            static_cast<std::uint32_t>(std::max<std::size_t>(length, 1))};
  }

  void report(std::size_t offset, std::size_t length, std::string message) {
    Diagnostic& diagnostic = diagnostics_.error(std::string(RULE), place(offset, length), std::move(message));
    if (event_ != nullptr)
      diagnostic.notes.push_back({event_->schemaSpan, "the schema of " + event_->constant + " is here"});
  }

  bool checkAttribute(const PropertyPath& path) {
    if (path.size() == 1) {
      report(path[0].offset, path[0].length, "a whole event is no key: name a property, such as `event.data.userId`");
      return false;
    }
    const PathElement& attribute = path[1];
    const std::string* name = attribute.name();
    if (name == nullptr || std::find(ATTRIBUTES.begin(), ATTRIBUTES.end(), *name) == ATTRIBUTES.end()) {
      std::string message = "an event has `data`, `id`, `name`, `ts`, `user` and `v`";
      if (name != nullptr)
        message = "an event has no " + inBackticks(*name) +
                  (suggestion(*name, ATTRIBUTES).empty() ? "; properties of its payload stand under `event.data`"
                                                         : suggestion(*name, ATTRIBUTES));
      report(attribute.offset, attribute.length, std::move(message));
      return false;
    }
    if (path.size() == 2 && *name == "data") {
      report(attribute.offset, attribute.length, "a whole payload is no key: name one of its properties");
      return false;
    }
    if (path.size() > 2 && *name != "data" && *name != "user") {
      report(path[2].offset, path[2].length, "`event." + *name + "` has no parts");
      return false;
    }
    return true;
  }

  void checkFailure(const PropertyPath& path) {
    event_ = nullptr;
    const std::string* name = path[2].name();
    if (name != nullptr &&
        std::find(FAILURE_ATTRIBUTES.begin(), FAILURE_ATTRIBUTES.end(), *name) != FAILURE_ATTRIBUTES.end())
      return;
    report(path[2].offset, path[2].length,
           "the payload of `inngest/function.failed` has `function_id`, `run_id`, `error` and `event`" +
               (name != nullptr ? suggestion(*name, FAILURE_ATTRIBUTES) : ""));
  }

  void checkData(const PropertyPath& path) {
    const NamedType* type = event_->payload;
    const Schema* schema = nullptr;
    const auto unresolved = [&] {
      return schema != nullptr && schema->kind == Schema::Kind::reference && schema->reference == nullptr;
    };
    for (std::size_t at = 2; at < path.size(); ++at) {
      const PathElement& element = path[at];
      if (unresolved()) return;  // was reported
      if (schema != nullptr) {
        if (schema->kind == Schema::Kind::array || schema->kind == Schema::Kind::map) {
          if (!checkElement(element, *schema)) return;
          schema = schema->array.items.get();
          continue;
        }
        type = schema->kind == Schema::Kind::reference ? schema->reference : nullptr;
      }
      if (type == nullptr || type->kind != NamedType::Kind::object) {
        report(element.offset, element.length, written(path, at) + " has no parts");
        return;
      }
      const Property* property = findProperty(*type, element);
      if (property == nullptr) return;
      schema = &property->schema;
    }
    if (schema == nullptr || unresolved()) return;
    const bool object = schema->kind == Schema::Kind::reference && schema->reference->kind == NamedType::Kind::object;
    if (object || schema->kind == Schema::Kind::array || schema->kind == Schema::Kind::map) {
      report(path.back().offset, path.back().length,
             written(path, path.size()) + " is " +
                 (object                                ? "an object"
                  : schema->kind == Schema::Kind::array ? "an array"
                                                        : "a map") +
                 ", and a key is one string, number or boolean: name a part of it");
    }
  }

  bool checkElement(const PathElement& element, const Schema& schema) {
    if (schema.kind == Schema::Kind::array && element.index() == nullptr) {
      report(element.offset, element.length, "an array has indexes: write `[0]` for its first item");
      return false;
    }
    if (schema.kind == Schema::Kind::map && element.name() == nullptr) {
      report(element.offset, element.length, "a map has names: write the index in quotes if it is one");
      return false;
    }
    return true;
  }

  const Property* findProperty(const NamedType& type, const PathElement& element) {
    const std::string* name = element.name();
    std::vector<std::string_view> names;
    for (const Property& property : type.properties) {
      if (name != nullptr && property.wire == *name) return &property;
      names.push_back(property.wire);
    }
    report(element.offset, element.length,
           name == nullptr
               ? inBackticks(type.cppName) + " is an object: name one of its properties"
               : inBackticks(type.cppName) + " has no property " + inBackticks(*name) + suggestion(*name, names));
    return nullptr;
  }

  /// The path up to an element, as it was written.
  std::string written(const PropertyPath& path, std::size_t end) const {
    const PathElement& last = path[end - 1];
    const std::size_t length =
        std::min(last.offset + last.length + (last.index() != nullptr ? 1 : 0), limit_.key.size());
    return inBackticks(std::string_view(limit_.key).substr(path[0].offset, length - path[0].offset));
  }

  const ConcurrencyLimit& limit_;
  Diagnostics& diagnostics_;
  const Event* event_ = nullptr;
};

}  // namespace

void checkConcurrencyKeys(const Handler& handler, Diagnostics& diagnostics) {
  for (const ConcurrencyLimit& limit : handler.concurrency) {
    if (!limit.key.empty()) KeyChecker(limit, diagnostics).check(handler);
  }
}

}  // namespace event_codegen
