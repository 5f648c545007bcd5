#include "model/names.hpp"

#include "model_of.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

using namespace event_codegen;
using Names = std::vector<std::string>;

TEST_CASE("names stay as written where C++ allows it") {
  for (const char* name : {"userId", "user_id", "_id", "x1", "Url"}) CHECK(cppName(name) == name);
}

TEST_CASE("names that C++ does not allow are changed by one rule") {
  CHECK(cppName("class") == "class_");
  CHECK(cppName("and") == "and_");
  CHECK(cppName("errno") == "errno_");
  CHECK(cppName("EINVAL") == "EINVAL_");
  CHECK(cppName("linux") == "linux_");
  CHECK(cppName("@timestamp") == "timestamp");
  CHECK(cppName("content-type") == "content_type");
  CHECK(cppName("a  b") == "a_b");
  CHECK(cppName("a__b") == "a_b");
  CHECK(cppName("_Reserved") == "Reserved");
  CHECK(cppName("1st") == "_1st");
  CHECK(cppName("$class") == "class_");
  CHECK(cppName("") == "empty");
  CHECK(cppName("\xE5\x90\x8D") == "value");
  CHECK(cppName("EUR") == "EUR");
}

TEST_CASE("every changed name is an identifier") {
  for (int first = 0; first < 256; ++first) {
    for (int second = 0; second < 256; ++second) {
      const std::string wire{static_cast<char>(first), static_cast<char>(second)};
      const std::string name = cppName(wire);
      if (!isCppIdentifier(name) || isCppKeyword(name) || isMacroName(name))
        FAIL_CHECK("not an identifier: " << name << " from bytes " << first << " " << second);
    }
  }
}

TEST_CASE("clashes within a scope are numbered, and what can stay stays") {
  CHECK(cppNames({"a-b", "a_b", "a.b"}) == Names{"a_b2", "a_b", "a_b3"});
  CHECK(cppNames({"a-b", "a.b", "a_b2"}) == Names{"a_b", "a_b3", "a_b2"});
  CHECK(cppNames({"class", "class_"}) == Names{"class_2", "class_"});
  CHECK(cppNames({"X", "y"}, {"X"}) == Names{"X_", "y"});
  CHECK(cppNames({"X", "X_"}, {"X"}) == Names{"X_2", "X_"});
}

TEST_CASE("very many clashes are numbered in reasonable time") {
  const std::vector<std::string> texts = [] {
    std::vector<std::string> out;
    for (int index = 0; index < 50'000; ++index)
      out.push_back(std::string("a") + std::string(static_cast<std::size_t>(index % 200) + 2, '-') + "b");
    return out;
  }();
  CHECK(cppNames({texts.begin(), texts.end()}).back() == "a_b50000");
}

TEST_CASE("constants, ids and titles become names of types, functions and files") {
  CHECK(pascalCaseOfConstant("USER_SIGNED_UP") == "UserSignedUp");
  CHECK(pascalCaseOfConstant("OTP2_SENT") == "Otp2Sent");
  CHECK(pascalCase("shippingAddress") == "ShippingAddress");
  CHECK(pascalCase("shipping_address x") == "ShippingAddressX");
  CHECK(pascalCase("--") == "Value");
  CHECK(camelCase("user-signed-up-handler") == "userSignedUpHandler");
  CHECK(camelCase("delete") == "delete_");
  CHECK(snakeCase("user-signed-up-handler") == "user_signed_up_handler");
}

TEST_CASE("names that people choose are held to their forms") {
  CHECK(isConstantName("USER_SIGNED_UP"));
  for (const char* name : {"", "user", "_A", "A_", "A__B", "1A", "A-B", "EOF", "NULL"})
    CHECK_FALSE(isConstantName(name));
  CHECK(isKebabCase("a-1-b"));
  for (const char* name : {"", "A", "a-", "-a", "a--b", "1a", "a_b"}) CHECK_FALSE(isKebabCase(name));
  CHECK(isNamespaceName("a::b_c"));
  for (const char* name :
       {"", "a::", "::a", "a:b", "class", "a::class", "std", "a::event_runtime", "time", "linux", "a-b", "a__b"}) {
    CAPTURE(name);
    CHECK_FALSE(isNamespaceName(name));
  }
  CHECK(isNamespaceName("a::time"));
  CHECK(isFeatureName("user-account_2"));
  for (const char* name : {"", "User", "..", "a/b", "2a", "a b"}) CHECK_FALSE(isFeatureName(name));
}

TEST_CASE("members do not hide the types that their struct mentions") {
  const ModelOf model = ModelOf::withData("Address: Address\nOrderPlaced: string\nOther: string\nstd: string",
                                          "Address: { properties: {} }");
  CHECK(model.property("OrderPlaced", "Address").cppName == "Address_");
  CHECK(model.property("OrderPlaced", "OrderPlaced").cppName == "OrderPlaced_");
  CHECK(model.property("OrderPlaced", "Other").cppName == "Other");
  CHECK(model.property("OrderPlaced", "std").cppName == "std_");
}

TEST_CASE("enumerators follow the same rule") {
  const ModelOf model = ModelOf::withData("x: [credit-card, credit_card, class, '', 3d]");
  Names names;
  for (const EnumValue& value : model.type("OrderPlacedX").values) names.push_back(value.cppName);
  CHECK(names == Names{"credit_card2", "credit_card", "class_", "empty", "_3d"});
}
