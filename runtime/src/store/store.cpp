#include "store/store.hpp"

void std::default_delete<event_runtime::Store>::operator()(event_runtime::Store* store) const noexcept { delete store; }
