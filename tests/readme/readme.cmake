# Builds the project that the README's code blocks make and runs it: it must print what the README shows.
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/support.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/extract.cmake)

file(REMOVE_RECURSE "${WORK}")
extract_blocks("${README}" "${WORK}/project" "build/my_app" shown)
if(shown STREQUAL "")
  message(FATAL_ERROR "the README does not show what build/my_app prints")
endif()

configure(output ${WORK}/project ${WORK}/project/build -DCMAKE_PREFIX_PATH=${PREFIX})
build(output ${WORK}/project/build)
# The program runs until it is told to stop, and then ends well. --foreground: otherwise timeout sends the signal twice, to the
# program and to its group, and the second one would stop it at once.
execute_process(COMMAND timeout --foreground --preserve-status --signal=TERM 5 ${WORK}/project/build/my_app
                WORKING_DIRECTORY "${WORK}/project" OUTPUT_VARIABLE printed ERROR_VARIABLE errors RESULT_VARIABLE code)
expect_equal("${code}" 0 "exit code after SIGTERM (standard error: ${errors})")
expect_equal("${printed}" "${shown}" "what the program prints")
expect_exists("${WORK}/project/events.db")
