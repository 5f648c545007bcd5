#pragma once

#include "read/source.hpp"

#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace event_codegen {

enum class Severity { error, warning, off };

struct Note {
  Span span;
  std::string message;  ///< such as `first declared here`
};

/// A complaint with its place: what is wrong and what to do.
struct Diagnostic {
  Severity severity = Severity::error;
  std::string rule;  ///< such as `unknown-keyword`
  Span span;
  std::string message;
  std::vector<Note> notes;
};

/// Collects everything that is wrong in a run, so that all of it can be reported at once. Thread-compatible.
class Diagnostics {
 public:
  Diagnostic& error(std::string rule, Span span, std::string message);
  Diagnostic& warning(std::string rule, Span span, std::string message);
  /// A complaint of a rule whose severity was chosen elsewhere; `off` is dropped (the return value is then scratch).
  Diagnostic& report(Severity severity, std::string rule, Span span, std::string message);

  bool hasErrors() const noexcept;
  bool empty() const noexcept { return list_.empty(); }
  std::size_t errorCount() const noexcept;
  std::size_t warningCount() const noexcept;
  const std::vector<Diagnostic>& list() const noexcept { return list_; }
  /// Takes over what another collector found (a file that was read on another thread).
  void append(Diagnostics&& other);
  /// By file (in the order files were first named), line and column; equal ones once.
  void sort();

 private:
  std::vector<Diagnostic> list_;
  Diagnostic dropped_;
};

enum class ErrorFormat { text, json, github };

/// `path:line:col: error: message [rule]`, the source line, a caret, notes; or JSON (one object a line); or GitHub's
/// workflow commands. `colour` concerns text only.
void printDiagnostics(std::ostream& out, const Diagnostics& diagnostics, ErrorFormat format, bool colour);

/// The candidate that a misspelt word most likely meant, or an empty view: edit distance at most a third of its length.
std::string_view didYouMean(std::string_view word, const std::vector<std::string_view>& candidates);

}  // namespace event_codegen
