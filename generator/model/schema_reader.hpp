#pragma once

#include "model/constraints.hpp"
#include "model/draft.hpp"
#include "model/keywords.hpp"

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace event_codegen {

/// Schemas of one file: more are refused.
inline constexpr std::size_t MAX_SCHEMAS = 200'000;
/// Alternatives of a union, parts of an `allOf`, items of a tuple.
inline constexpr std::size_t MAX_PARTS = 256;
/// Bytes of the C++ name of a type that is named after where it stands.
inline constexpr std::size_t MAX_TYPE_NAME = 500;

/// Names the enumerators of an enum whose values are known.
void nameEnumerators(NamedType& type);
/// Names the member of an object that keeps unknown keys: none of its properties has that name.
void chooseExtraName(NamedType& type);

/// Makes schemas and named types out of one file's YAML. What depends on other types is left pending.
class SchemaReader {
 public:
  SchemaReader(FeatureDraft& draft, PatternCache& patterns) : draft_(draft), patterns_(patterns) {}

  /// Reads `types:`.
  void readTypes(const YamlNode& types);
  /// Reads `data:` of an event and what stands beside it. Nullptr where the event has none.
  NamedType* readPayload(std::string_view constant, const Span& constantSpan, const YamlNode& event);

  /// Reads `returns:` of a handler.
  void readReturns(const Member& member, Handler& handler);

 private:
  using Pending = std::vector<PendingSchema>;

  /// Where a schema stands: what an enum, object or union written there is called.
  struct Place {
    const Place* parent = nullptr;
    std::string_view part;  ///< a property's key; `Item`, `Value`; or, without a parent, a type's name
    Span nameSpan;
    bool declaration = false;      ///< an entry of `types:`, which has its name already
    bool fragment = false;         ///< a part of a merge: an object there becomes no type of its own
    bool incomplete = false;       ///< the same, of an alternative of such a part; it keeps its name until then
    Property* property = nullptr;  ///< whose schema it is: has a description and a default of its own

    std::string typeName() const;
  };
  struct ObjectKeywords {
    const Member* properties = nullptr;
    const Member* required = nullptr;
    const Member* additionalProperties = nullptr;
    const Member* propertyNames = nullptr;
    const Member* minProperties = nullptr;
    const Member* maxProperties = nullptr;
  };
  /// What `type` and the other keywords say together.
  struct Classified {
    SchemaClass schemaClass;
    bool fromWord = false;  ///< `type` says all of it, such as `string[]`
  };

  // schema_reader.cpp
  void readSchema(const YamlNode& node, std::string_view what, const Place& place, Pending& pending, Schema& out);
  void readMapping(const YamlNode& node, const Place& place, Pending& pending, Schema& out);
  void readKeywords(const YamlNode& node, const SchemaKeywords& keywords, const Place& place, Pending& pending,
                    Schema& out);
  void readClass(const Classified& classified, const SchemaKeywords& keywords, const Place& place, Pending& pending,
                 Schema& out);
  void readAnnotations(const SchemaKeywords& keywords, const Place& place, Schema& out);
  /// The place as `title` names it.
  Place titled(const SchemaKeywords& keywords, const Place& place);
  std::unique_ptr<NamedType> makeType(NamedType::Kind kind, const Place& place);
  /// Types are kept in the order in which they are complete: inner ones before outer ones.
  NamedType* keep(std::unique_ptr<NamedType> type, const Place& place);
  bool checkCount(const Member& list, std::string_view what);

  // type_words.cpp
  bool readWord(const std::string& text, const Span& span, Pending& pending, Schema& out);
  bool readBase(const std::string& base, const Span& span, Pending& pending, Schema& out);
  void reportUnknownType(const std::string& base, const Span& span);

  // classify.cpp
  std::optional<Classified> classify(const SchemaKeywords& keywords, Pending& pending, Schema& out);
  std::optional<Classified> classifyByWord(const YamlNode& word, const SchemaKeywords& keywords, Pending& pending,
                                           Schema& out);
  std::optional<Classified> classifyByKeywords(const SchemaKeywords& keywords, Schema& out);

  // read_array.cpp
  void readArray(const SchemaKeywords& keywords, const Place& place, bool fromWord, Pending& pending, Schema& out);
  void readTuple(const SchemaKeywords& keywords, const Place& place, Pending& pending, Schema& out);

  // read_object.cpp
  void readMap(const SchemaKeywords& keywords, const Place& place, Pending& pending, Schema& out);
  void readObject(const SchemaKeywords& keywords, const Place& place, Schema& out);
  NamedType* makeObject(const Place& place, const ObjectKeywords& keywords);
  void readProperties(const YamlNode& properties, const Place& place, NamedType& type);
  /// `incomplete`: what it names may be declared in another part of a merge.
  void readRequired(const Member& required, bool incomplete, NamedType& type);
  void readUnknownKeys(const Member& rest, const Place& place, NamedType& type);
  void readEntries(const Member* names, const Member* minimum, const Member* maximum, const Place& place,
                   Pending& pending, EntryConstraints& out);

  // read_enum.cpp
  void readEnumShorthand(const YamlNode& list, const Place& place, Schema& out);
  void readEnum(const SchemaKeywords& keywords, const Place& place, Pending& pending, Schema& out);
  void makeEnum(const std::vector<const YamlNode*>& values, const Place& place, Schema& out);
  /// What stands beside `enum` or `const`. False where it was reported.
  bool readEnumBase(const SchemaKeywords& keywords, const Member& values, const std::vector<const YamlNode*>& items,
                    Pending& pending);

  // read_union.cpp
  void readUnion(const SchemaKeywords& keywords, const Place& place, Pending& pending, Schema& out);
  void readDiscriminator(const Member& member, NamedType& type);
  /// `type: [string, integer]`
  void readTypeList(const SchemaKeywords& keywords, const Place& place, Pending& pending, Schema& out);
  /// Sorts what alternatives wait for: what must be known for the union to be, and what need not.
  void addUnion(NamedType& type, Pending& inner, Pending& pending, Schema& out);

  // read_merge.cpp
  void readMerge(const YamlNode& node, const SchemaKeywords& keywords, const Place& place, Pending& pending,
                 Schema& out);
  void readParts(const Member& member, const Place& place, Pending& pending, MergeDraft& merge);
  NamedType* mergePayload(const Place& place, const Member* extends, const Member* allOf, const ObjectKeywords& own);

  FeatureDraft& draft_;
  PatternCache& patterns_;
  std::size_t schemas_ = 0;
  std::set<std::string> titles_;  ///< names that places point to
};

}  // namespace event_codegen
