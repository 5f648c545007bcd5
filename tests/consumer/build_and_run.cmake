# Configures and builds PROJECT in WORK and runs its program, which must greet the world. With INSTALLED, EventCodegen is
# to be found there.
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/support.cmake)

file(REMOVE_RECURSE "${WORK}")
configure(output ${PROJECT} ${WORK} -DCMAKE_PREFIX_PATH=${INSTALLED})
if(INSTALLED)
  # Not one that happens to be installed on this machine.
  file(STRINGS "${WORK}/CMakeCache.txt" found REGEX "^EventCodegen_DIR:")
  expect_contains("${found}" "=${INSTALLED}/")
endif()
build(output ${WORK})
run(output ${WORK}/consumer)
expect_equal("${output}" "{\"greeting\":\"Hello, world!\"}\n" "the consumer's output")
build(output ${WORK})
expect_nothing_done("${output}")
