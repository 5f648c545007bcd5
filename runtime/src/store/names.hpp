#pragma once

#include "store/store.hpp"

#include <optional>
#include <string_view>

/// The words that records and the database's columns use for kinds and statuses.
namespace event_runtime::store {

std::string_view toString(execution::StepKind kind) noexcept;
std::string_view toString(PutStep::Status status) noexcept;
std::string_view toString(Wait::Kind kind) noexcept;
std::optional<execution::StepKind> stepKindOf(std::string_view text) noexcept;
std::optional<PutStep::Status> stepStatusOf(std::string_view text) noexcept;
std::optional<Wait::Kind> waitKindOf(std::string_view text) noexcept;

/// A step as people and tools see it.
StepRecord recordOf(const PutStep& step);

}  // namespace event_runtime::store
