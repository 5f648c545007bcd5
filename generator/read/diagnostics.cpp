#include "read/diagnostics.hpp"

#include <algorithm>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace event_codegen {
namespace {

auto placeOf(const Span& span) { return std::tuple(span.line, span.column); }

bool same(const Diagnostic& a, const Diagnostic& b) {
  return a.span.file == b.span.file && placeOf(a.span) == placeOf(b.span) && a.rule == b.rule && a.message == b.message;
}

}  // namespace

Diagnostic& Diagnostics::error(std::string rule, Span span, std::string message) {
  return report(Severity::error, std::move(rule), span, std::move(message));
}

Diagnostic& Diagnostics::warning(std::string rule, Span span, std::string message) {
  return report(Severity::warning, std::move(rule), span, std::move(message));
}

Diagnostic& Diagnostics::report(Severity severity, std::string rule, Span span, std::string message) {
  Diagnostic diagnostic{severity, std::move(rule), span, std::move(message), {}};
  if (severity == Severity::off) return dropped_ = std::move(diagnostic);
  return list_.emplace_back(std::move(diagnostic));
}

std::size_t Diagnostics::errorCount() const noexcept {
  return static_cast<std::size_t>(std::count_if(
      list_.begin(), list_.end(), [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; }));
}

std::size_t Diagnostics::warningCount() const noexcept { return list_.size() - errorCount(); }

bool Diagnostics::hasErrors() const noexcept {
  return std::any_of(list_.begin(), list_.end(),
                     [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::error; });
}

void Diagnostics::append(Diagnostics&& other) {
  list_.insert(list_.end(), std::make_move_iterator(other.list_.begin()), std::make_move_iterator(other.list_.end()));
  other.list_.clear();
}

void Diagnostics::sort() {
  std::unordered_map<const SourceFile*, std::size_t> ranks;
  for (const Diagnostic& diagnostic : list_) ranks.try_emplace(diagnostic.span.file, ranks.size());
  std::stable_sort(list_.begin(), list_.end(), [&](const Diagnostic& a, const Diagnostic& b) {
    return std::tuple(ranks.at(a.span.file), placeOf(a.span)) < std::tuple(ranks.at(b.span.file), placeOf(b.span));
  });
  list_.erase(std::unique(list_.begin(), list_.end(), same), list_.end());
}

}  // namespace event_codegen
