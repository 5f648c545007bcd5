#include "records.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <fstream>
#include <stdexcept>

namespace example_test {

const StepRow* RunRow::step(const std::string& stepId) const {
  const auto found = std::find_if(steps.begin(), steps.end(), [&](const StepRow& step) { return step.id == stepId; });
  return found == steps.end() ? nullptr : &*found;
}

std::vector<SentMail> readOutbox(const std::filesystem::path& file) {
  std::vector<SentMail> mails;
  std::ifstream in(file, std::ios::binary);
  std::size_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (in.eof()) break;
    const auto json = nlohmann::json::parse(line, nullptr, false);
    if (json.is_discarded()) throw std::runtime_error(file.string() + ": line " + std::to_string(number) + ": " + line);
    SentMail mail{.reference = json.at("reference"),
                  .to = json.at("to"),
                  .subject = json.at("subject"),
                  .body = json.at("body"),
                  .process = json.at("process")};
    if (!mails.empty()) mail.incarnation = mails.back().incarnation + (mails.back().process == mail.process ? 0 : 1);
    mails.push_back(std::move(mail));
  }
  return mails;
}

std::vector<std::string> readAcknowledged(const std::filesystem::path& file) {
  std::vector<std::string> ids;
  std::ifstream in(file, std::ios::binary);
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) ids.push_back(line);
  }
  return ids;
}

}  // namespace example_test
