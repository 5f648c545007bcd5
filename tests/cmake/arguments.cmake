# What add_event_module() says to arguments that are wrong, and makes of those that are right.
include(${CMAKE_CURRENT_LIST_DIR}/support.cmake)

set(source "${WORK}/source")
set(binary "${WORK}/binary")
file(REMOVE_RECURSE "${WORK}")
file(COPY "${CMAKE_CURRENT_LIST_DIR}/arguments/" DESTINATION "${source}")

function(expect_refused case)
  configure_failing(output ${source} ${binary} -DCMAKE_PREFIX_PATH=${PREFIX} -DCASE=${case})
  foreach(part IN LISTS ARGN)
    expect_contains("${output}" "${part}")
  endforeach()
endfunction()

expect_refused(unknown_argument "add_event_module(app_events): unknown argument: handlers" "It takes: EVENTS file")
expect_refused(no_events "add_event_module(app_events): EVENTS is missing")
expect_refused(no_types "add_event_module(app_events): TYPES is missing")
expect_refused(empty_types "add_event_module(app_events): nothing follows TYPES")
expect_refused(missing_file "TYPES: there is no file" "users/types.yaml" "correct the path")
expect_refused(missing_handler "HANDLERS: there is no file" "user/nobody.cpp")
expect_refused(directory "TYPES: there is no file" "source/user")
expect_refused(existing_target "there is a target of this name already")

# A tool that is given is used, and one that is not there is reported.
run_failing(output ${CMAKE_COMMAND} -S ${source} -B ${binary} -DCASE=valid -DEVENT_CODEGEN_EXECUTABLE=${WORK}/nowhere)
expect_contains("${output}" "EVENT_CODEGEN_EXECUTABLE is ${WORK}/nowhere, where there is no file")

set(wrapper "${WORK}/wrapped event_codegen")
file(GLOB tool "${PREFIX}/bin/event_codegen")
file(WRITE "${wrapper}" "#!/bin/sh\necho \"the wrapper was called: $1\"\nexec '${tool}' \"$@\"\n")
file(CHMOD "${wrapper}" PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE)
run(output ${CMAKE_COMMAND} -S ${source} -B ${binary} -DCASE=valid -DEVENT_CODEGEN_EXECUTABLE=${wrapper})
build(output ${binary} --target app_events_generate)
expect_contains("${output}" "the wrapper was called: generate")
file(APPEND "${wrapper}" "# changed\n")
build(output ${binary} --target app_events_generate)
expect_contains("${output}" "the wrapper was called: generate")
run(output ${CMAKE_COMMAND} -S ${source} -B ${binary} -DEVENT_CODEGEN_EXECUTABLE=)

# Handlers that are missing are reported by <target>_check and made by <target>_scaffold, where the handlers lie.
file(MAKE_DIRECTORY "${source}/handlers")
file(WRITE "${source}/extra.cpp" "int extra() { return 1; }\n")
configure(output ${source} ${binary} -DCASE=handlers_dir)
run_failing(output ${CMAKE_COMMAND} --build ${binary} --target app_events_check)
expect_contains("${output}" "user-signed-up-handler")
build(output ${binary} --target app_events_scaffold)
file(GLOB_RECURSE handlers RELATIVE "${source}/handlers" "${source}/handlers/*")
expect_equal("${handlers}" "ticket/ticket_created_handler.cpp;user/user_signed_up_handler.cpp" "skeletons")
build(output ${binary} --target app_events_check)
build(output ${binary})
expect_compiled("${output}" app_events_generated/client.cpp app_events_generated/handlers.cpp
                app_events_generated/ticket/types.cpp app_events_generated/user/types.cpp extra.cpp
                handlers/ticket/ticket_created_handler.cpp handlers/user/user_signed_up_handler.cpp)

# A skeleton that somebody has written in is never touched again.
edit("${source}/handlers/user/user_signed_up_handler.cpp" "#include" "// written by hand\n#include")
file(SHA256 "${source}/handlers/user/user_signed_up_handler.cpp" before)
build(output ${binary} --target app_events_scaffold)
file(SHA256 "${source}/handlers/user/user_signed_up_handler.cpp" after)
expect_equal("${after}" "${before}" "the handler's source")
