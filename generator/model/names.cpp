#include "model/names.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace event_codegen {
namespace {

// In byte order.
constexpr auto KEYWORDS = std::to_array<std::string_view>(
    {"alignas",     "alignof",  "and",        "and_eq",    "asm",       "auto",         "bitand",
     "bitor",       "bool",     "break",      "case",      "catch",     "char",         "char16_t",
     "char32_t",    "char8_t",  "class",      "co_await",  "co_return", "co_yield",     "compl",
     "concept",     "const",    "const_cast", "consteval", "constexpr", "constinit",    "continue",
     "decltype",    "default",  "delete",     "do",        "double",    "dynamic_cast", "else",
     "enum",        "explicit", "export",     "extern",    "false",     "float",        "for",
     "friend",      "goto",     "if",         "inline",    "int",       "long",         "mutable",
     "namespace",   "new",      "noexcept",   "not",       "not_eq",    "nullptr",      "operator",
     "or",          "or_eq",    "private",    "protected", "public",    "register",     "reinterpret_cast",
     "requires",    "return",   "short",      "signed",    "sizeof",    "static",       "static_assert",
     "static_cast", "struct",   "switch",     "template",  "this",      "thread_local", "throw",
     "true",        "try",      "typedef",    "typeid",    "typename",  "union",        "unsigned",
     "using",       "virtual",  "void",       "volatile",  "wchar_t",   "while",        "xor",
     "xor_eq"});
static_assert(std::is_sorted(KEYWORDS.begin(), KEYWORDS.end()));

/// A namespace of such a name clashes with the function that <cstdlib>, <ctime> and others declare globally.
constexpr auto C_FUNCTIONS = std::to_array<std::string_view>(
    {"abort",  "abs",      "accept",   "access",  "alarm",  "asin",   "atan",   "bind",    "brk",    "calloc",
     "ceil",   "clock",    "close",    "connect", "cos",    "ctime",  "daemon", "div",     "dup",    "exit",
     "exp",    "floor",    "fork",     "free",    "gamma",  "getenv", "index",  "isalpha", "kill",   "labs",
     "link",   "listen",   "log",      "lock",    "malloc", "mktime", "nice",   "open",    "optarg", "pause",
     "perror", "pipe",     "poll",     "pow",     "printf", "puts",   "qsort",  "raise",   "rand",   "random",
     "read",   "realloc",  "recv",     "remove",  "rename", "rewind", "round",  "select",  "send",   "signal",
     "sin",    "sleep",    "socket",   "sqrt",    "srand",  "stat",   "swab",   "sync",    "system", "tan",
     "time",   "timezone", "truncate", "unlink",  "wait",   "write",  "y0",     "y1",      "yn"});

/// Types, functions and namespaces that generated code declares in the application's namespace, or brings into it from
/// event_runtime.
constexpr auto GENERATED_NAMES = std::to_array<std::string_view>({"ALL_HANDLERS",  "APP_ID",
                                                                  "AllHandlers",   "ArrayElements",
                                                                  "Concurrency",   "Decoder",
                                                                  "EVENTS",        "Event",
                                                                  "EventInfo",     "EventTag",
                                                                  "Events",        "Handler",
                                                                  "HandlerList",   "HandlerOptions",
                                                                  "Handlers",
                                                                  "Issue",         "Json",
                                                                  "JsonBuffer",    "JsonValue",
                                                                  "NameList",      "NameTable",
                                                                  "ObjectMembers", "OutgoingEvent",
                                                                  "Path",          "PropertyTable",
                                                                  "PropertyWalk",  "SendOptions",
                                                                  "Step",          "StringConstraints",
                                                                  "StringFormat",  "Timestamp",
                                                                  "UnionMatch",    "UnionRule",
                                                                  "UnknownKeys",   "createEventHandler",
                                                                  "decodeJson",    "detail",
                                                                  "encodeJson",    "event_runtime",
                                                                  "fromString",    "makeEvent",
                                                                  "sendEvent",     "sendEvents",
                                                                  "std",           "toCheckedText",
                                                                  "toString",      "valuesOf"});

bool isUpper(char c) noexcept { return c >= 'A' && c <= 'Z'; }
bool isLower(char c) noexcept { return c >= 'a' && c <= 'z'; }
bool isDigit(char c) noexcept { return c >= '0' && c <= '9'; }
bool isLetterOrDigit(char c) noexcept { return isUpper(c) || isLower(c) || isDigit(c); }
char toUpper(char c) noexcept { return isLower(c) ? static_cast<char>(c - 'a' + 'A') : c; }
char toLower(char c) noexcept { return isUpper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

template <std::size_t Size>
bool isOneOf(const std::array<std::string_view, Size>& names, std::string_view name) noexcept {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool needsSuffix(std::string_view name) noexcept { return isCppKeyword(name) || isMacroName(name); }

}  // namespace

bool isCppKeyword(std::string_view name) noexcept { return std::binary_search(KEYWORDS.begin(), KEYWORDS.end(), name); }

bool isCppIdentifier(std::string_view name) noexcept {
  if (name.empty() || isDigit(name[0])) return false;
  if (!std::all_of(name.begin(), name.end(), [](char c) { return isLetterOrDigit(c) || c == '_'; })) return false;
  return name.find("__") == std::string_view::npos && !(name[0] == '_' && (name.size() == 1 || isUpper(name[1])));
}

std::string cppName(std::string_view wire) {
  std::string name;
  if (isCppIdentifier(wire)) {
    name = wire;
  } else {
    for (const char c : wire) {
      if (isLetterOrDigit(c))
        name += c;
      else if (!name.empty() && name.back() != '_')
        name += '_';
    }
    while (!name.empty() && name.back() == '_') name.pop_back();
    if (name.empty()) name = wire.empty() ? "empty" : "value";
    if (isDigit(name[0])) name.insert(name.begin(), '_');
  }
  if (needsSuffix(name)) name += '_';
  return name;
}

std::vector<std::string> cppNames(const std::vector<std::string_view>& wires,
                                  const std::vector<std::string_view>& taken) {
  const auto isTaken = [&](std::string_view name) {
    return std::find(taken.begin(), taken.end(), name) != taken.end();
  };
  std::vector<std::string> names;
  names.reserve(wires.size());
  bool asWritten = true;
  for (const std::string_view wire : wires) {
    names.push_back(cppName(wire));
    if (names.back() != wire || isTaken(wire)) names.back() += '\n', asWritten = false;  // marks what is not final
  }
  if (asWritten) return names;

  std::unordered_map<std::string, std::size_t> used;  // how often a name was wanted
  for (const std::string& name : names) {
    if (name.back() != '\n') used.emplace(name, 1);
  }
  for (std::string& name : names) {
    if (name.back() != '\n') continue;
    name.pop_back();
    if (isTaken(name)) name += '_';
    const std::string base = name;
    for (std::size_t& times = used[base]; times > 0 && used.contains(name);) name = base + std::to_string(++times);
    if (name == base)
      used[base] = 1;
    else
      used.emplace(name, 1);
  }
  return names;
}

std::string pascalCaseOfConstant(std::string_view constant) {
  std::string out;
  bool first = true;
  for (const char c : constant) {
    if (c == '_') {
      first = true;
    } else {
      out += first ? c : toLower(c);
      first = false;
    }
  }
  return out;
}

std::string pascalCase(std::string_view text) {
  std::string out;
  bool first = true;
  for (const char c : text) {
    if (isLetterOrDigit(c)) {
      out += first ? toUpper(c) : c;
      first = false;
    } else {
      first = true;
    }
  }
  return out.empty() ? "Value" : out;
}

std::string camelCase(std::string_view kebab) {
  std::string out;
  bool first = false;
  for (const char c : kebab) {
    if (c == '-') {
      first = true;
    } else {
      out += first ? toUpper(c) : c;
      first = false;
    }
  }
  if (needsSuffix(out)) out += '_';
  return out;
}

std::string snakeCase(std::string_view kebab) {
  std::string out(kebab);
  std::replace(out.begin(), out.end(), '-', '_');
  return out;
}

std::string constantOf(std::string_view kebab) {
  std::string out = snakeCase(kebab);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return isLower(c) ? static_cast<char>(c - 'a' + 'A') : c; });
  return cppName(out);
}

bool isConstantName(std::string_view name) noexcept {
  return isCppIdentifier(name) && isUpper(name[0]) && name.back() != '_' &&
         std::none_of(name.begin(), name.end(), isLower) && !needsSuffix(name);
}

bool isTypeName(std::string_view name) noexcept {
  return !name.empty() && isUpper(name[0]) && std::all_of(name.begin(), name.end(), isLetterOrDigit) &&
         !needsSuffix(name);
}

bool isKebabCase(std::string_view name) noexcept {
  if (name.empty() || !isLower(name[0]) || name.back() == '-' || name.find("--") != std::string_view::npos)
    return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return isLower(c) || isDigit(c) || c == '-'; });
}

bool isFeatureName(std::string_view name) noexcept {
  if (name.empty() || !isLower(name[0])) return false;
  return std::all_of(name.begin(), name.end(), [](char c) { return isLower(c) || isDigit(c) || c == '-' || c == '_'; });
}

bool isNamespaceName(std::string_view name) noexcept {
  for (bool first = true;; first = false) {
    const std::size_t end = name.find("::");
    const std::string_view part = name.substr(0, end);
    if (!isCppIdentifier(part) || needsSuffix(part) || part == "std" || part == "event_runtime") return false;
    if (first && isOneOf(C_FUNCTIONS, part)) return false;
    if (end == std::string_view::npos) return true;
    name.remove_prefix(end + 2);
  }
}

bool isUsedByGeneratedCode(std::string_view name) noexcept { return isOneOf(GENERATED_NAMES, name); }

}  // namespace event_codegen
