# Installs BUILD and moves the result to PREFIX: what tests use is an installation that is not where it was installed to.
include(${CMAKE_CURRENT_LIST_DIR}/support.cmake)

set(first "${PREFIX} before")
file(REMOVE_RECURSE "${PREFIX}" "${first}")
run(output ${CMAKE_COMMAND} --install ${BUILD} --prefix ${first})
file(RENAME "${first}" "${PREFIX}")
