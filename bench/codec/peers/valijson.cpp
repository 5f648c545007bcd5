#include "codec/peers/peers.hpp"

#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include <fstream>
#include <memory>
#include <stdexcept>

namespace codec_bench {

void addValijson(Rounds& rounds, const Payload& payload) {
  using Adapter = valijson::adapters::NlohmannJsonAdapter;
  std::ifstream in(payload.schemas + "/" + payload.size + ".json");
  const auto document = std::make_shared<nlohmann::json>(nlohmann::json::parse(in));
  const auto schema = std::make_shared<valijson::Schema>();
  valijson::SchemaParser().populateSchema(Adapter(*document), *schema);
  rounds.add("valijson", [document, schema, text = payload.text](std::size_t times) {
    valijson::Validator validator;
    for (std::size_t i = 0; i < times; ++i) {
      const auto json = nlohmann::json::parse(text);
      if (!validator.validate(*schema, Adapter(json), nullptr))
        throw std::runtime_error("valijson refuses the payload");
    }
  });
}

}  // namespace codec_bench
