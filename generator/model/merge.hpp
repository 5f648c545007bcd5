#pragma once

#include "model/draft.hpp"
#include "model/schema.hpp"
#include "model/value_validator.hpp"
#include "read/diagnostics.hpp"

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

namespace event_codegen {

/// Types that merging makes in an application, and properties that they have: more are refused.
inline constexpr std::size_t MAX_MERGED_TYPES = 5'000;
inline constexpr std::size_t MAX_MERGED_PROPERTIES = 100'000;
/// What merged types come of, types that are merged themselves counted as what they come of.
inline constexpr std::size_t MAX_MERGED_PARTS = 100'000;

/// Makes one schema of the parts of `allOf` and `extends`, and of a union and what stands beside it: what accepts a
/// value that every part accepts. Objects are merged later than their users are told of them, so that they may hold
/// themselves.
class Merger {
 public:
  explicit Merger(Diagnostics& diagnostics) : diagnostics_(diagnostics) {}

  /// Puts the merged schema in its place, once all names within the parts are known, but for those within objects.
  /// False where that was reported not to be possible.
  bool merge(FeatureDraft& draft, PendingSchema& pending);
  /// Fills the objects, once all names are known.
  void mergeObjects();

 private:
  /// Where a merged schema stands.
  struct Site {
    FeatureDraft* draft = nullptr;
    std::string typeName;  ///< of an object or enum
    Span span;             ///< of that name
    bool inPlace = true;
  };
  /// An object that is to be filled.
  struct ObjectMerge {
    NamedType* result = nullptr;
    std::vector<const NamedType*> parts;
    bool lastIsWhole = false;  ///< what the last part says of unknown keys is about the whole
    Site site;
    Span span;                                                                  ///< of the schema that is merged
    std::vector<std::unordered_map<std::string_view, const Property*>> byWire;  ///< properties of each part
  };
  using Schemas = std::vector<const Schema*>;

  // merge_schemas.cpp
  std::optional<Schema> mergeAll(const Schemas& parts, const Site& site);
  std::optional<Schema> mergePair(const Schema& a, const Schema& b, const Site& site);
  bool mergeStrings(const Schema& a, const Schema& b, Schema& out);
  bool mergeIntegers(const Schema& a, const Schema& b, Schema& out);
  bool mergeIntegerAndNumber(const Schema& integer, const Schema& number, Schema& out);
  bool mergeNumbers(const Schema& a, const Schema& b, Schema& out);
  bool mergeArrays(const Schema& a, const Schema& b, const Site& site, Schema& out);
  bool mergeTuples(const Schema& a, const Schema& b, const Site& site, Schema& out);
  bool mergeEntries(const EntryConstraints& a, const EntryConstraints& b, const Site& site, EntryConstraints& out);
  bool mergeReferences(const Schema& a, const Schema& b, const Site& site, Schema& out);
  bool filterEnum(const Schema& enumeration, const Schema& other, const Site& site, Schema& out);
  bool keepValues(const NamedType& type, const std::vector<EnumValue>& values, const Schema& a, const Schema& b,
                  const Site& site, Schema& out);
  /// Always false.
  bool refuse(const Schema& a, const Schema& b, std::string why);
  bool refuseKinds(const Schema& a, const Schema& b);

  // merge_unions.cpp
  std::optional<Schema> mergeUnion(const Schema& variant, const Schemas& others, const Site& site);

  // merge_objects.cpp
  std::optional<Schema> mergeObjectParts(const Schemas& objects, const Schemas& maps, const Site& site);
  NamedType* objectOf(std::vector<const NamedType*> parts, const Site& site, const Span& span);
  NamedType* makeObject(std::vector<const NamedType*> parts, const Site& site, const Span& span);
  const NamedType* fragmentOf(const Schema& map, const Site& site);
  bool isFragment(const FeatureDraft& draft, const NamedType* type);
  bool isTooMuch(const Span& span);
  void fill(ObjectMerge& merge);
  void fillProperty(const ObjectMerge& merge, const std::string& wire, Property& out);
  void fillUnknownKeys(const ObjectMerge& merge);
  bool isRefused(const ObjectMerge& merge, std::size_t part, const Property& property);

  Diagnostics& diagnostics_;
  ValueValidator validator_;
  std::vector<ObjectMerge> objects_;  ///< in the order in which they can be filled
  std::size_t filled_ = 0;
  /// What an object that comes of nothing but certain parts is, by feature and parts: a merge may come to itself.
  std::map<std::pair<const FeatureDraft*, std::vector<const NamedType*>>, NamedType*> known_;
  std::map<const NamedType*, std::vector<const NamedType*>> partsOf_;
  std::map<const FeatureDraft*, std::pair<std::size_t, std::unordered_set<const NamedType*>>> fragments_;
  std::size_t properties_ = 0;
  std::size_t parts_ = 0;
  std::size_t schemas_ = 0;
  std::size_t unionDepth_ = 0;  ///< unions within unions that are being merged
  bool told_ = false;
};

}  // namespace event_codegen
