# Settings for this project's own targets: `event_codegen_settings(target)`.

set(EVENT_CODEGEN_TESTS_DIRECTORY ${CMAKE_CURRENT_LIST_DIR}/../tests)
cmake_path(NORMAL_PATH EVENT_CODEGEN_TESTS_DIRECTORY)

function(event_codegen_settings target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # Wrong about std::string's operator+ from -O2 on (GCC bug 105651, mended in 13).
    target_compile_options(${target} PRIVATE -Wno-restrict)
  endif()
  if(EVENT_CODEGEN_WARNINGS_AS_ERRORS)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(EVENT_CODEGEN_SANITIZE)
    list(JOIN EVENT_CODEGEN_SANITIZE "," sanitizers)
    target_compile_options(${target} PUBLIC -fsanitize=${sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all)
    target_link_options(${target} PUBLIC -fsanitize=${sanitizers})
  endif()
  # Tests take a quarter longer to compile with it, for nothing.
  cmake_path(IS_PREFIX EVENT_CODEGEN_TESTS_DIRECTORY "${CMAKE_CURRENT_SOURCE_DIR}" is_test)
  if(EVENT_CODEGEN_BUILD_FUZZERS AND NOT is_test)
    event_codegen_fuzzed(${target})
  endif()
endfunction()

# For code that fuzzers look for ways through.
function(event_codegen_fuzzed target)
  target_compile_options(${target} PRIVATE -fsanitize=fuzzer-no-link)
endfunction()

if(PROJECT_IS_TOP_LEVEL AND NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "Build type" FORCE)
endif()
