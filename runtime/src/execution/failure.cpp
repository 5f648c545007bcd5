#include "execution/failure.hpp"

#include <cxxabi.h>

#include <cstdlib>
#include <memory>
#include <typeinfo>
#include <utility>

namespace event_runtime::execution {

namespace {

/// The length of the UTF-8 sequence at the beginning of `text`, 0 where there is none (RFC 3629, section 4).
std::size_t utf8Length(std::string_view text) {
  const auto at = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
  const unsigned char first = at(0);
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xC2 && first <= 0xDF   ? 2
                             : (first & 0xF0) == 0xE0         ? 3
                             : first >= 0xF0 && first <= 0xF4 ? 4
                                                              : 0;
  if (length == 0 || text.size() < length) return 0;
  // Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte.
  const unsigned char lowest = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned char highest = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (at(1) < lowest || at(1) > highest) return 0;
  for (std::size_t i = 2; i < length; ++i) {
    if ((at(i) & 0xC0) != 0x80) return 0;
  }
  return length;
}

/// Errors are stored and sent as JSON, whatever a library wrote into its what().
std::string storableMessage(std::string_view text) {
  std::string message;
  message.reserve(text.size() < MAX_MESSAGE_SIZE ? text.size() : MAX_MESSAGE_SIZE);
  const std::size_t whole = text.size();
  while (!text.empty()) {
    const std::size_t length = utf8Length(text);
    const std::string_view piece = length == 0 ? std::string_view("\xEF\xBF\xBD") : text.substr(0, length);
    if (message.size() + piece.size() > MAX_MESSAGE_SIZE - 64) {
      message += "… (" + std::to_string(whole) + " bytes in all)";
      break;
    }
    message += piece;
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return message;
}

void eraseAll(std::string& text, std::string_view part) {
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at)) text.erase(at, part.size());
}

ErrorInfo infoOf(const std::exception& exception) {
  const char* const message = exception.what();
  return {readableTypeName(typeid(exception).name()), storableMessage(message == nullptr ? "" : message)};
}

ErrorInfo infoOfUnknown() {
  const std::type_info* const type = abi::__cxa_current_exception_type();
  std::string name = type == nullptr ? "unknown" : readableTypeName(type->name());
  std::string message = "something was thrown that is not derived from std::exception";
  try {
    throw;
  } catch (const std::string& text) {
    message += ": " + text;
  } catch (const char* text) {
    if (text != nullptr) message.append(": ").append(text);
  } catch (int number) {
    message += ": " + std::to_string(number);
  } catch (...) {
  }
  return {std::move(name), storableMessage(message)};
}

Failure describeCurrent() {
  try {
    throw;
  } catch (const StepError& error) {
    // The step has had its retries: what made it fail is what made the handler fail.
    return {error.cause(), false, std::nullopt};
  } catch (const RetryAfterError& error) {
    return {infoOf(error), true, error.when()};
  } catch (const NonRetriableError& error) {
    return {infoOf(error), false, std::nullopt};
  } catch (const ValidationError& error) {
    // The same data will not fit the next time either.
    return {infoOf(error), false, std::nullopt};
  } catch (const std::exception& error) {
    return {infoOf(error), true, std::nullopt};
  } catch (...) {
    return {infoOfUnknown(), true, std::nullopt};
  }
}

}  // namespace

std::string readableTypeName(const char* mangledName) {
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> demangled(
      abi::__cxa_demangle(mangledName, nullptr, nullptr, &status), &std::free);
  std::string name = status == 0 && demangled ? demangled.get() : mangledName;
  for (const std::string_view inner : {"__cxx11::", "__1::"}) eraseAll(name, inner);
  constexpr std::string_view STRING = "std::basic_string<char, std::char_traits<char>, std::allocator<char> >";
  for (std::size_t at = name.find(STRING); at != std::string::npos; at = name.find(STRING, at)) {
    name.replace(at, STRING.size(), "std::string");
  }
  return name;
}

Failure ruleFailure(std::string message) {
  return {{readableTypeName(typeid(NonRetriableError).name()), storableMessage(message)}, false, std::nullopt};
}

std::optional<std::chrono::milliseconds> delayOf(const StepPolicy& policy, const std::exception& error,
                                                 int failures) noexcept {
  if (!policy || !policy->delay) return std::nullopt;
  try {
    return policy->delay(error, failures);
  } catch (...) {
    return std::nullopt;
  }
}

std::optional<std::chrono::milliseconds> delayOfCurrent(const StepPolicy& policy, int failures) noexcept {
  if (!policy || !policy->delay) return std::nullopt;
  try {
    throw;
  } catch (const RetryAfterError&) {
  } catch (const std::exception& error) {
    return delayOf(policy, error, failures);
  } catch (...) {
  }
  return std::nullopt;
}

Failure currentFailure() noexcept {
  try {
    return describeCurrent();
  } catch (...) {
    // No memory to say more; this much fits into the strings themselves.
    return {{"std::bad_alloc", "no memory"}, true, std::nullopt};
  }
}

}  // namespace event_runtime::execution
