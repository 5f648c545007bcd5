#pragma once

#include <filesystem>
#include <string>

/// Spoils a database that nobody has open, to see that checks notice.
namespace example_test {

void deleteEvent(const std::filesystem::path& file, const std::string& eventId);
/// Adds an event of this name that nobody has sent.
void addCopyOfEvent(const std::filesystem::path& file, const std::string& eventName);
void deleteRun(const std::filesystem::path& file, const std::string& runId);
/// Adds another run of the same handler for the same event.
void addCopyOfRun(const std::filesystem::path& file, const std::string& runId);
/// Makes a run that has ended one that has not.
void reopenRun(const std::filesystem::path& file, const std::string& runId);
void failRun(const std::filesystem::path& file, const std::string& runId);
void deleteSteps(const std::filesystem::path& file, const std::string& runId);
/// Makes an index disagree with its table.
void damageIndex(const std::filesystem::path& file);
/// Makes the file look as if a newer version had written it.
void makeNewer(const std::filesystem::path& file);

}  // namespace example_test
