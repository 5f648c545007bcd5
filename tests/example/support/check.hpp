#pragma once

#include "records.hpp"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

/// Holds what the example left behind, after all its work is done, to what it promised.
namespace example_test {

/// What was seen right after a process was killed.
struct Kill {
  std::size_t mailsBefore = 0;                  ///< lines in the outbox by then
  std::map<std::string, std::string> recorded;  ///< `<run id>/<step id>` of each completed step → its result
};

/// Looks at the database and the outbox after a kill.
Kill lookAfterKill(const Database& database, const std::vector<SentMail>& mails);

struct Evidence {
  Database database;
  std::vector<SentMail> mails;
  std::vector<std::string> acknowledged;
  std::vector<Kill> kills;
};

struct Violation {
  std::string rule;  ///< such as `mail-sent-again`
  std::string detail;
};

struct Verdict {
  std::vector<Violation> violations;
  /// Mails that were sent twice although each step was recorded once: the process was killed between the two.
  std::size_t duplicatesAllowed = 0;
  std::size_t duplicatesForbidden = 0;

  bool has(const std::string& rule) const;
  /// One line for each violation, the first twenty.
  std::string text() const;
};

/// Finds every violation of:
///
/// * corrupt: the database is sound
/// * event-lost: every acknowledged event, and every event that a step has sent, is stored
/// * event-twice: an event that handlers send was sent by one step only
/// * run-missing, run-twice: every stored event has one run of each of its handlers
/// * run-unfinished, run-outcome: every run has ended, and as it must
/// * step-missing: it has completed the steps it must
/// * record-lost: a step that was recorded at a kill is still recorded, with the same result
/// * mail-missing, mail-unexplained: the outbox holds what the runs must have sent, and nothing else
/// * mail-sent-again: no mail follows a kill at which its step was recorded
/// * mail-twice-in-one-process: no process sends a mail twice
Verdict check(const Evidence& evidence);

}  // namespace example_test
