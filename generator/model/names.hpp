#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// How names of the schema language become names in C++: one rule, here.
namespace event_codegen {

/// A macro of the C or C++ library, which no generated name may be.
bool isMacroName(std::string_view name) noexcept;
/// A keyword of C++20, or an alternative token such as `and`.
bool isCppKeyword(std::string_view name) noexcept;
/// Letters, digits and `_`, no digit first, and nothing reserved for the implementation.
bool isCppIdentifier(std::string_view name) noexcept;

/// The member, enumerator or function that stands for a name: the name itself where it can be one. Else a keyword or
/// macro gets a trailing `_`, characters that cannot stand in an identifier are dropped at its ends and become `_`
/// between other characters, and a leading digit gets `_` before it. `class` → `class_`, `@timestamp` → `timestamp`.
std::string cppName(std::string_view wire);
/// The same for all names of one scope: what clashes is numbered, names that could stay as they are come first.
/// `taken` may not be used.
std::vector<std::string> cppNames(const std::vector<std::string_view>& wires,
                                  const std::vector<std::string_view>& taken = {});

/// `USER_SIGNED_UP` → `UserSignedUp`
std::string pascalCaseOfConstant(std::string_view constant);
/// `shipping address`, `shipping_address`, `shippingAddress` → `ShippingAddress`; `Value` where no letter or digit
/// remains.
std::string pascalCase(std::string_view text);
/// `user-signed-up-handler` → `userSignedUpHandler`
std::string camelCase(std::string_view kebab);
/// `user-signed-up-handler` → `user_signed_up_handler`
std::string snakeCase(std::string_view kebab);
/// `user-signed-up-handler` → `USER_SIGNED_UP_HANDLER`
std::string constantOf(std::string_view kebab);

/// `USER_SIGNED_UP`: capitals, digits and single `_`, a letter first.
bool isConstantName(std::string_view name) noexcept;
/// `SignupMethod`: letters and digits, a capital first.
bool isTypeName(std::string_view name) noexcept;
/// `user-signed-up-handler`: words of small letters and digits, joined by `-`, a letter first.
bool isKebabCase(std::string_view name) noexcept;
/// `user`, `user_account`, `user-account`: also the folder of generated files.
bool isFeatureName(std::string_view name) noexcept;
/// `a::b`: identifiers that are no keywords, none of them `std` or `event_runtime`, the first no function of the C
/// library.
bool isNamespaceName(std::string_view name) noexcept;

/// Whether generated code uses a name for something of its own in the application's namespace.
bool isUsedByGeneratedCode(std::string_view name) noexcept;

}  // namespace event_codegen
