# add_event_module(): from events.yaml and types.yaml files to a library.
#
#   add_event_module(<target>
#     EVENTS events.yaml                  # the one list of names
#     TYPES user/types.yaml …             # one for each feature
#     [HANDLERS_DIR dir]                  # where handlers' sources lie beside each types.yaml's own folder: in dir and
#                                         # dir/<feature>; new ones are written to the latter. They are called as their
#                                         # handlers are, user_signed_up_welcome.cpp for user-signed-up-welcome, or
#                                         # *_handler.cpp
#     [HANDLERS file.cpp …]               # further sources
#     [APP id])                           # the application's id, in place of `app:` in events.yaml
#
# makes the static library <target>, which links EventCodegen::runtime and whose generated headers ("events.hpp",
# "user/types.hpp", …) its users include. Relative paths are to the directory of the caller. Beside it:
#
#   <target>_check      reports drift between names, schemas and handlers
#   <target>_scaffold   writes the sources that handlers lack, and touches none that exists
#
# EVENT_CODEGEN_EXECUTABLE, a cache variable, names the tool to use in place of the one that was built or installed with
# this file; set it where that one does not run on the machine that builds (cross-compiling).
include_guard(GLOBAL)
cmake_policy(PUSH)
cmake_policy(VERSION 3.25)

set(EVENT_CODEGEN_EXECUTABLE "" CACHE FILEPATH
    "An event_codegen that runs on this machine, used instead of the one of this package: for cross-compiling")

function(add_event_module target)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "EVENTS;HANDLERS_DIR;APP" "TYPES;HANDLERS")
  set(call "add_event_module(${target})")
  set(usage "It takes: EVENTS file, TYPES files…, and where needed HANDLERS_DIR directory, HANDLERS files…, APP id.")
  if(DEFINED arg_UNPARSED_ARGUMENTS)
    list(JOIN arg_UNPARSED_ARGUMENTS " " unknown)
    message(FATAL_ERROR "${call}: unknown argument: ${unknown}\n${usage}")
  endif()
  if(DEFINED arg_KEYWORDS_MISSING_VALUES)
    list(JOIN arg_KEYWORDS_MISSING_VALUES ", " missing)
    message(FATAL_ERROR "${call}: nothing follows ${missing}\n${usage}")
  endif()
  foreach(required EVENTS TYPES)
    if(NOT DEFINED arg_${required})
      message(FATAL_ERROR "${call}: ${required} is missing\n${usage}")
    endif()
  endforeach()
  if(TARGET ${target})
    message(FATAL_ERROR "${call}: there is a target of this name already; choose another for the module")
  endif()

  _event_codegen_absolute(events "${call}" EVENTS "${arg_EVENTS}")
  _event_codegen_absolute(types "${call}" TYPES "${arg_TYPES}")
  _event_codegen_absolute(handlers "${call}" HANDLERS "${arg_HANDLERS}")
  list(REMOVE_DUPLICATES types)
  set(handlers_dir "")
  if(DEFINED arg_HANDLERS_DIR)
    get_filename_component(handlers_dir "${arg_HANDLERS_DIR}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
  endif()
  # A feature's name is part of its files' names, which CMake must know beforehand.
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${types})

  set(output "${CMAKE_CURRENT_BINARY_DIR}/${target}_generated")
  set(generated events.hpp event_table.hpp client.hpp client.cpp handlers.hpp handlers.cpp)
  foreach(file IN LISTS types)
    _event_codegen_read_types(feature sources "${file}")
    list(APPEND generated ${feature}/types.hpp ${feature}/types.cpp ${feature}/handlers.hpp)
    get_filename_component(places "${file}" DIRECTORY)
    if(handlers_dir)
      list(APPEND places "${handlers_dir}" "${handlers_dir}/${feature}")
    endif()
    set(patterns "")
    foreach(place IN LISTS places)
      foreach(name IN LISTS sources ITEMS *_handler.cpp)
        list(APPEND patterns "${place}/${name}")
      endforeach()
    endforeach()
    file(GLOB found CONFIGURE_DEPENDS ${patterns})
    list(APPEND handlers ${found})
  endforeach()
  list(REMOVE_DUPLICATES generated)
  list(REMOVE_DUPLICATES handlers)
  list(TRANSFORM generated PREPEND "${output}/")

  _event_codegen_tool(tool tool_file "${call}")
  set(inputs --events "${events}" --types ${types})
  if(handlers_dir)
    list(APPEND inputs --handlers-dir "${handlers_dir}")
  endif()
  if(DEFINED arg_APP)
    list(APPEND inputs --app "${arg_APP}")
  endif()

  # Generated files keep their time when they come out the same, so that nothing is compiled in vain; the stamp is what
  # tells that the tool has run.
  set(stamp "${CMAKE_CURRENT_BINARY_DIR}/${target}_generated.stamp")
  # CMake's Makefiles only ever add to what they have learnt from a depfile, so that a removed types.yaml would make the tool
  # run in every build; DEPENDS says all there is to know anyway.
  set(depfile "")
  set(read_depfile "")
  if(NOT CMAKE_GENERATOR MATCHES "Makefiles")
    set(depfile --depfile "${CMAKE_CURRENT_BINARY_DIR}/${target}_generated.d")
    set(read_depfile DEPFILE "${CMAKE_CURRENT_BINARY_DIR}/${target}_generated.d")
  endif()
  set(list "${CMAKE_CURRENT_BINARY_DIR}/${target}_generated.txt")
  list(JOIN generated "\n" lines)
  file(CONFIGURE OUTPUT "${list}" CONTENT "${lines}\n" @ONLY)
  add_custom_command(
    OUTPUT "${stamp}"
    BYPRODUCTS ${generated}
    COMMAND "${tool}" generate ${inputs} --out "${output}" ${depfile} --stamp "${stamp}"
    COMMAND "${CMAKE_COMMAND}" "-DLIST=${list}" "-DSTAMP=${stamp}" -P
            "${CMAKE_CURRENT_FUNCTION_LIST_DIR}/EventCodegenOutputs.cmake"
    DEPENDS "${tool_file}" "${events}" ${types}
    ${read_depfile}
    COMMENT "Generating events of ${target}"
    VERBATIM)
  # Makefiles know no byproducts: this target makes them before anything of the library is compiled.
  add_custom_target(${target}_generate DEPENDS "${stamp}")
  set_property(TARGET ${target}_generate PROPERTY ADDITIONAL_CLEAN_FILES "${output}")

  add_library(${target} STATIC ${generated} ${handlers})
  add_dependencies(${target} ${target}_generate)
  target_include_directories(${target} PUBLIC "$<BUILD_INTERFACE:${output}>")
  target_link_libraries(${target} PUBLIC EventCodegen::runtime)
  # On a machine of a gigabyte or more GCC lets 256 MB of garbage come together before it looks for the first time. This
  # takes a fifth of its memory away from a large types.cpp, which leaves room for another job, for 3 % of its time.
  target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:--param=ggc-min-expand=40>)

  add_custom_target(
    ${target}_check
    COMMAND "${tool}" check ${inputs}
    COMMENT "Checking events of ${target}"
    USES_TERMINAL VERBATIM)
  add_custom_target(
    ${target}_scaffold
    COMMAND "${tool}" scaffold ${inputs}
    COMMENT "Writing missing handlers of ${target}"
    USES_TERMINAL VERBATIM)
endfunction()

# Makes paths absolute and sees that the files are there.
function(_event_codegen_absolute result call keyword files)
  set(absolute "")
  foreach(file IN LISTS files)
    get_filename_component(path "${file}" ABSOLUTE BASE_DIR "${CMAKE_CURRENT_SOURCE_DIR}")
    if(NOT EXISTS "${path}" OR IS_DIRECTORY "${path}")
      message(FATAL_ERROR "${call}: ${keyword}: there is no file ${path}\nWrite it, or correct the path; relative paths are to "
                          "${CMAKE_CURRENT_SOURCE_DIR}.")
    endif()
    list(APPEND absolute "${path}")
  endforeach()
  set(${result} "${absolute}" PARENT_SCOPE)
endfunction()

# What CMake must know of a types.yaml beforehand: the feature's name (its `feature:`, else the folder's name) and the
# names of its handlers' sources. event_codegen reads the file properly; this looks at its keys alone.
function(_event_codegen_read_types feature_result sources_result file)
  get_filename_component(directory "${file}" DIRECTORY)
  get_filename_component(feature "${directory}" NAME)
  file(READ "${file}" text)
  if(text MATCHES "(^|\n)[^ -~\t\n]*[\"']?feature[\"']?[ \t]*:[ \t]*[\"']?([^\"' \t\r\n#]+)")
    set(feature "${CMAKE_MATCH_2}")
  endif()

  set(sources "")
  set(section "")
  set(indent "")
  string(REGEX MATCHALL "\n[ ]*[\"']?[A-Za-z0-9_-]+[\"']?[ \t]*:" keys "\n${text}")
  foreach(key IN LISTS keys)
    string(REGEX MATCH "\n([ ]*)[\"']?([A-Za-z0-9_-]+)" key "${key}")
    if("${CMAKE_MATCH_1}" STREQUAL "")
      set(section "${CMAKE_MATCH_2}")
      set(indent "")
    elseif(section STREQUAL "handlers")
      if(indent STREQUAL "")
        set(indent "${CMAKE_MATCH_1}")
      endif()
      if("${CMAKE_MATCH_1}" STREQUAL indent)
        string(REPLACE "-" "_" source "${CMAKE_MATCH_2}.cpp")
        string(REPLACE ".cpp" "_on_failure.cpp" on_failure "${source}")
        list(APPEND sources "${source}" "${on_failure}")
      endif()
    endif()
  endforeach()
  set(${feature_result} "${feature}" PARENT_SCOPE)
  set(${sources_result} "${sources}" PARENT_SCOPE)
endfunction()

# The command that generates, and the file a build depends on.
function(_event_codegen_tool command file call)
  if(EVENT_CODEGEN_EXECUTABLE)
    if(NOT EXISTS "${EVENT_CODEGEN_EXECUTABLE}" OR IS_DIRECTORY "${EVENT_CODEGEN_EXECUTABLE}")
      message(FATAL_ERROR "${call}: EVENT_CODEGEN_EXECUTABLE is ${EVENT_CODEGEN_EXECUTABLE}, where there is no file; set it to "
                          "an event_codegen that runs on this machine, or leave it empty")
    endif()
    set(${command} "${EVENT_CODEGEN_EXECUTABLE}" PARENT_SCOPE)
    set(${file} "${EVENT_CODEGEN_EXECUTABLE}" PARENT_SCOPE)
  elseif(CMAKE_CROSSCOMPILING AND NOT CMAKE_CROSSCOMPILING_EMULATOR)
    message(FATAL_ERROR "${call}: this build is for another machine, so its own event_codegen cannot run here; set "
                        "EVENT_CODEGEN_EXECUTABLE to one built for this machine")
  elseif(NOT TARGET EventCodegen::event_codegen)
    message(FATAL_ERROR "${call}: this package comes without event_codegen; set EVENT_CODEGEN_EXECUTABLE to one that runs on "
                        "this machine")
  else()
    set(${command} "$<TARGET_FILE:EventCodegen::event_codegen>" PARENT_SCOPE)
    set(${file} "$<TARGET_FILE:EventCodegen::event_codegen>" PARENT_SCOPE)
  endif()
endfunction()

cmake_policy(POP)
