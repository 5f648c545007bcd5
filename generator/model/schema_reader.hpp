#pragma once

#include "model/constraints.hpp"
#include "model/draft.hpp"
#include "model/keywords.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace event_codegen {

/// Makes schemas and named types out of one file's YAML.
class SchemaReader {
 public:
  SchemaReader(FeatureDraft& draft, PatternCache& patterns) : draft_(draft), patterns_(patterns) {}

  /// Reads `types:`.
  void readTypes(const YamlNode& types);
  /// Reads `data:` of an event and what stands beside it. Nullptr where the event has none.
  NamedType* readPayload(std::string_view constant, const Span& constantSpan, const YamlNode& event);

 private:
  /// Where a schema stands: what an enum or object written there is called.
  struct Place {
    const Place* parent = nullptr;
    std::string_view part;  ///< a property's key; `Item`, `Value`; or, without a parent, a type's name
    Span nameSpan;
    bool declaration = false;  ///< an entry of `types:`, which has its name already
    bool described = false;    ///< a property, whose description stands at its member

    std::string typeName() const;
  };
  struct ObjectKeywords {
    const Member* required = nullptr;
    const Member* additionalProperties = nullptr;
  };

  void readSchema(const YamlNode& node, std::string_view what, const Place& place,
                  std::vector<PendingReference>& pending, Schema& out);
  void readEnum(const YamlNode& list, const Place& place, bool nullable, Schema& out);
  void readMapping(const YamlNode& node, const Place& place, std::vector<PendingReference>& pending, Schema& out);
  void readArray(const SchemaKeywords& keywords, const Place& place, bool fromWord,
                 std::vector<PendingReference>& pending, Schema& out);
  void readMap(const SchemaKeywords& keywords, const Place& place, std::vector<PendingReference>& pending, Schema& out);
  void readObject(const SchemaKeywords& keywords, const Place& place, Schema& out);
  NamedType* makeObject(const Place& place, const YamlNode& properties, const ObjectKeywords& keywords);
  void readProperties(const YamlNode& properties, const Place& place, NamedType& type);
  void readRequired(const Member& required, NamedType& type);

  /// A type written as a word, such as `user.Address[]?`; the text stands within `span`.
  bool readWord(const std::string& text, const Span& span, std::vector<PendingReference>& pending, Schema& out);
  bool readBase(const std::string& base, const Span& span, std::vector<PendingReference>& pending, Schema& out);
  void reportUnknownType(const std::string& base, const Span& span);

  std::optional<SchemaClass> classify(const YamlNode& node, const SchemaKeywords& keywords,
                                      std::vector<PendingReference>& pending, Schema& out, bool& fromWord);
  std::optional<SchemaClass> classifyByType(const Member& type, const SchemaKeywords& keywords,
                                            std::vector<PendingReference>& pending, Schema& out, bool& fromWord);
  std::optional<SchemaClass> classifyByKeywords(const YamlNode& node, const SchemaKeywords& keywords);
  /// The one type of `type: [T, "null"]`.
  const YamlNode* readTypeList(const Member& type, Schema& out);

  FeatureDraft& draft_;
  PatternCache& patterns_;
};

}  // namespace event_codegen
