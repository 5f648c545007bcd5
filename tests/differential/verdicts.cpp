// Reads lines `<schema> <payload as JSON>` and writes, for each, `valid` or the issues on one line.
#include "decoders.hpp"

#include <algorithm>
#include <iostream>
#include <string>

int main() {
  const auto known = decoders();
  std::string line;
  while (std::getline(std::cin, line)) {
    const auto space = line.find(' ');
    const auto name = std::string_view(line).substr(0, space);
    const auto decoder = std::find_if(known.begin(), known.end(), [&](const auto& each) { return each.name == name; });
    if (space == std::string::npos || decoder == known.end()) {
      std::cerr << "no schema: " << line << '\n';
      return 2;
    }
    const auto issues = decoder->issuesOf("{\"payload\":" + line.substr(space + 1) + "}");
    if (issues.empty()) std::cout << "valid";
    for (const auto& issue : issues) {
      std::string message = issue.path + ": " + issue.message + "; ";
      std::replace(message.begin(), message.end(), '\n', ' ');
      std::cout << message;
    }
    std::cout << '\n';
  }
  return std::cin.eof() && std::cout.flush() ? 0 : 1;
}
