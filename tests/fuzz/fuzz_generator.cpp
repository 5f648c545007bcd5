// event_codegen up to the rendered files: an events.yaml, a line `---` and a types.yaml, whatever they hold, are taken or
// complained about.
#include "check/check.hpp"
#include "model/application.hpp"
#include "read/diagnostics.hpp"
#include "read/file.hpp"
#include "render/render.hpp"

#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace event_codegen;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  constexpr std::string_view SEPARATOR = "\n---\n";
  const std::size_t cut = text.find(SEPARATOR);
  const std::string_view events = text.substr(0, cut);
  const std::string_view types = cut == std::string_view::npos ? std::string_view() : text.substr(cut + SEPARATOR.size());

  Diagnostics diagnostics;
  Sources sources;
  sources.events = makeSource("events.yaml", std::string(events), diagnostics);
  sources.types.push_back(makeSource("feature/types.yaml", std::string(types), diagnostics));
  const Application application = buildModel(sources, diagnostics);
  check(application, {.handlersDirectory = {}, .handlerSources = false}, diagnostics);
  if (!diagnostics.hasErrors()) {
    const Renderer renderer(application);
    if (renderer.renderApplication().empty()) std::abort();
    for (const auto& feature : application.features) {
      if (renderer.renderFeature(*feature).empty()) std::abort();
      for (const auto& handler : feature->handlers) {
        if (renderer.renderSkeleton(*handler).empty() || renderer.renderFailureSkeleton(*handler).empty()) std::abort();
      }
    }
  }

  diagnostics.sort();
  for (const auto format : {ErrorFormat::text, ErrorFormat::json, ErrorFormat::github}) {
    std::ostringstream out;
    printDiagnostics(out, diagnostics, format, true);
    if (out.str().empty() != diagnostics.empty()) std::abort();
  }
  return 0;
}
