# For tests that are CMake scripts: running commands and saying what was expected of them.
# Every script is given SETTINGS, an initial cache with this build's compiler and flags, GENERATOR and WORK, its scratch
# directory.
cmake_minimum_required(VERSION 3.25)

# What a shell shows of a command's failure.
function(_fail what output)
  message(FATAL_ERROR "${what}\n--- output\n${output}\n---")
endfunction()

# Runs a command that must succeed; `output` is what it wrote to both streams.
function(run output)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE code)
  if(NOT code EQUAL 0)
    list(JOIN ARGN " " command)
    _fail("failed with ${code}: ${command}" "${text}")
  endif()
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

# Runs a command that must fail.
function(run_failing output)
  execute_process(COMMAND ${ARGN} OUTPUT_VARIABLE text ERROR_VARIABLE text RESULT_VARIABLE code)
  if(code EQUAL 0)
    list(JOIN ARGN " " command)
    _fail("succeeded, but should have failed: ${command}" "${text}")
  endif()
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

function(expect_contains text part)
  # CMake wraps its messages; what matters is the words.
  string(REGEX REPLACE "[ \n]+" " " flat "${text}")
  string(FIND "${flat}" "${part}" at)
  if(at EQUAL -1)
    _fail("expected to read: ${part}" "${text}")
  endif()
endfunction()

function(expect_equal actual expected what)
  if(NOT actual STREQUAL expected)
    _fail("${what}: expected '${expected}', got '${actual}'" "")
  endif()
endfunction()

# The sources that a build compiled, by their names below the target's directory, sorted.
function(compiled_sources result text)
  string(REGEX MATCHALL "Building CXX object [^\n]+\\.o" lines "${text}")
  list(TRANSFORM lines REPLACE ".*\\.dir/(.*)\\.o" "\\1")
  list(SORT lines)
  set(${result} "${lines}" PARENT_SCOPE)
endfunction()

function(expect_compiled text)
  compiled_sources(actual "${text}")
  set(expected "${ARGN}")
  list(SORT expected)
  if(NOT actual STREQUAL expected)
    _fail("expected to compile: ${expected}\n          compiled: ${actual}" "${text}")
  endif()
endfunction()

# A build that found everything up to date.
function(expect_nothing_done text)
  if(text MATCHES "Building|Linking|Generating")
    _fail("expected a build that does nothing" "${text}")
  endif()
endfunction()

function(expect_generated text)
  if(NOT text MATCHES "Generating events")
    _fail("expected event_codegen to run" "${text}")
  endif()
endfunction()

function(expect_exists path)
  if(NOT EXISTS "${path}")
    _fail("expected to exist: ${path}" "")
  endif()
endfunction()

function(expect_missing path)
  if(EXISTS "${path}")
    _fail("expected not to exist: ${path}" "")
  endif()
endfunction()

# Replaces text in a file, which must be there.
function(edit file old new)
  file(READ "${file}" text)
  string(FIND "${text}" "${old}" at)
  if(at EQUAL -1)
    _fail("${file} does not contain: ${old}" "${text}")
  endif()
  string(REPLACE "${old}" "${new}" text "${text}")
  file(WRITE "${file}" "${text}")
endfunction()

# Configures `source` in `binary` with this build's compiler and flags.
macro(configure output source binary)
  run(${output} ${CMAKE_COMMAND} -G ${GENERATOR} -C ${SETTINGS} -S ${source} -B ${binary} ${ARGN})
endmacro()

macro(configure_failing output source binary)
  run_failing(${output} ${CMAKE_COMMAND} -G ${GENERATOR} -C ${SETTINGS} -S ${source} -B ${binary} ${ARGN})
endmacro()

macro(build output binary)
  run(${output} ${CMAKE_COMMAND} --build ${binary} -j 2 ${ARGN})
endmacro()
