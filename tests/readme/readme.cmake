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
# The program runs until it is told to stop, which it is when it has printed as much as it should, and then ends well.
string(REGEX MATCHALL "\n" lines "${shown}")
list(LENGTH lines count)
file(WRITE "${WORK}/run.sh" "
: >printed.txt  # there before anything is printed
stdbuf -oL build/my_app >>printed.txt &
program=$!
tries=0
while [ $(wc -l <printed.txt) -lt ${count} ] && [ $tries -lt 600 ]; do
  tries=$((tries + 1))
  sleep 0.1
done
kill -TERM $program
wait $program
")
execute_process(COMMAND sh ${WORK}/run.sh WORKING_DIRECTORY "${WORK}/project" ERROR_VARIABLE errors RESULT_VARIABLE code)
file(READ "${WORK}/project/printed.txt" printed)
expect_equal("${code}" 0 "exit code after SIGTERM (standard error: ${errors})")
expect_equal("${printed}" "${shown}" "what the program prints")
expect_exists("${WORK}/project/events.db")
