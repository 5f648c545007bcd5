#include "schema_of.hpp"

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace {

std::string trimmed(const std::string& text) {
  const std::size_t begin = text.find_first_not_of(' ');
  return begin == std::string::npos ? "" : text.substr(begin, text.find_last_not_of(' ') - begin + 1);
}

/// The last cell of every row of every table, which is an example where it is one piece of code with a colon.
std::vector<std::string> examplesIn(const std::string& path) {
  std::ifstream in(path);
  std::vector<std::string> examples;
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("| ") || !line.ends_with(" |")) continue;
    const std::string cell = trimmed(line.substr(0, line.size() - 2).substr(line.rfind(" | ", line.size() - 3) + 2));
    const bool code = cell.size() > 2 && cell.front() == '`' && cell.find('`', 1) == cell.size() - 1;
    if (code && cell.find(": ") != std::string::npos) examples.push_back(cell.substr(1, cell.size() - 2));
  }
  return examples;
}

const std::string GUIDE_TYPES =
    "Person: { properties: { name: string } }\n"
    "Card: { properties: { kind: { const: card }, number: string } }\n"
    "Transfer: { properties: { kind: { const: transfer }, iban: string } }\n"
    "Tree: { properties: { value: integer, children: \"Tree[]\" } }\n";

}  // namespace

TEST_CASE("the examples of the guide to the schema language are right") {
  const std::vector<std::string> examples = examplesIn(SCHEMA_LANGUAGE_GUIDE);
  CHECK(examples.size() >= 40);
  for (const std::string& example : examples) {
    CAPTURE(example);
    ModelOf model = ModelOf::withData(example, GUIDE_TYPES);
    CHECK(model.complaints() == "");
  }
}

TEST_CASE("the types of the guide's examples are those that it shows") {
  std::ifstream in(SCHEMA_LANGUAGE_GUIDE);
  std::ostringstream text;
  text << in.rdbuf();
  std::istringstream lines(GUIDE_TYPES);
  for (std::string line; std::getline(lines, line);)
    CHECK(text.str().find("      " + line + "\n") != std::string::npos);
}

TEST_CASE("the options that the guide to handlers shows are right") {
  std::ifstream in(HANDLERS_GUIDE);
  std::string handlers;
  for (std::string line; std::getline(in, line);) {
    const bool begins = line == "    handlers:";
    if (begins) handlers.clear();
    const bool isCode = line.starts_with("    ");
    if (begins || (isCode && !handlers.empty())) handlers += line.substr(4) + '\n';
    if (!isCode && handlers.find("batchEvents:") != std::string::npos) break;
  }
  REQUIRE(handlers.find("debounce:") != std::string::npos);
  ModelOf model(
      "app: shop\nevents: { ORDER_PLACED: order/placed, ORDER_PAID: order/paid, ORDER_CANCELLED: order/cancelled }\n",
      {{"order/types.yaml",
        "events:\n"
        "  ORDER_PLACED: { data: { orderId: string, userId: string, total: integer, isUrgent: boolean } }\n"
        "  ORDER_PAID: { data: { orderId: string, userId: string, total: integer } }\n"
        "  ORDER_CANCELLED: { data: { orderId: string } }\n" +
            handlers}});
  CHECK(model.complaints() == "");
  CHECK(model.feature("order").handlers.size() == 3);
}
