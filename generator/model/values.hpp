#pragma once

#include "model/schema.hpp"
#include "read/diagnostics.hpp"
#include "read/yaml.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Values of keywords: each is of the kind that its keyword takes, or is reported.
namespace event_codegen {

using Member = YamlNode::Member;

/// Complains that a keyword's value is not what it must be: "`retries` must be an integer from 0 to 20, not a list".
void reportWrongKind(const Member& member, std::string_view expected, Diagnostics& diagnostics);
/// The same of a value that has no key, such as an item of a list.
void reportWrongKind(const YamlNode& node, std::string_view what, std::string_view expected, Diagnostics& diagnostics);

bool expectMapping(const Member& member, std::string_view expected, Diagnostics& diagnostics);

std::optional<std::string> readString(const Member& member, Diagnostics& diagnostics);
/// A string of at least one character on one line.
std::optional<std::string> readLine(const Member& member, Diagnostics& diagnostics);
/// An expression: a string that is not empty, and where it stands. What is none is reported, and empty.
Spanned<std::string> readExpression(const Member& member, Diagnostics& diagnostics);
std::optional<bool> readBoolean(const Member& member, Diagnostics& diagnostics);
std::optional<std::int64_t> readInteger(const Member& member, std::int64_t minimum, std::int64_t maximum,
                                        Diagnostics& diagnostics);
/// A bound of integers, which may be any number: what it comes to as an inclusive one. `towardsInside` is 1 for a lower
/// bound and -1 for an upper one; what is far beyond 64 bits becomes a value just beyond them.
std::optional<WideInteger> readIntegerBound(const Member& member, int towardsInside, bool exclusive,
                                            Diagnostics& diagnostics);
/// An integer of at least 1.
std::optional<std::uint64_t> readDivisor(const Member& member, Diagnostics& diagnostics);
/// In decimal.
std::string toText(WideInteger value);
/// A length or count: 0 or more.
std::optional<std::uint64_t> readCount(const Member& member, Diagnostics& diagnostics);
/// Any integer or number that is finite.
std::optional<double> readNumber(const Member& member, Diagnostics& diagnostics);

/// A keyword that people know from elsewhere and the language does not have.
struct UnsupportedKeyword {
  std::string_view name;
  std::string_view remedy;  ///< what to do instead; may be empty
};

/// The keywords that may stand at one kind of place.
struct Vocabulary {
  std::string_view where;  ///< for messages: `a handler`
  std::span<const std::string_view> known;
  std::span<const UnsupportedKeyword> unsupported;
};

/// Complains about a keyword that is not one of `known`: not supported, misspelt or unheard of.
void reportUnknownKeyword(const Member& member, const Vocabulary& vocabulary, Diagnostics& diagnostics);

/// Whether a keyword is none, not even one that is not supported or was misspelt.
bool isUnheardOf(const Member& member, const Vocabulary& vocabulary);

/// ": did you mean `x`?" where something is near enough, else empty.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace event_codegen
