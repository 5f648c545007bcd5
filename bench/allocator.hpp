#pragma once

#include <cstddef>

// Only jemalloc has it.
extern "C" [[gnu::weak]] int mallctl(const char* name, void* old, std::size_t* oldSize, void* fresh, std::size_t size);

/// Whose malloc() this process has: a good part of what is measured is its work.
inline const char* allocatorName() { return mallctl != nullptr ? "jemalloc" : "the C library's malloc"; }
