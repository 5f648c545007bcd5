# Makes the Debian package of BUILD, looks into it, unpacks it and builds PROJECT with what it holds.
include(${CMAKE_CURRENT_LIST_DIR}/../cmake/support.cmake)

file(REMOVE_RECURSE "${WORK}")
file(MAKE_DIRECTORY "${WORK}/packages" "${WORK}/root")
get_filename_component(bin "${CMAKE_COMMAND}" DIRECTORY)
run(output ${bin}/cpack --config ${BUILD}/CPackConfig.cmake -B ${WORK}/packages)
file(GLOB packages "${WORK}/packages/*.deb")
list(LENGTH packages count)
expect_equal(${count} 1 "number of packages")

run(fields ${DPKG_DEB} --field ${packages} Package Version Depends Description)
expect_contains("${fields}" "Package: event-codegen Version: 0.1.0")
foreach(dependency libyaml-cpp nlohmann-json3-dev libsimdjson-dev libre2-dev libssl-dev libboost-context-dev libsqlite3-dev
                   libspdlog-dev libabsl-dev libfmt-dev libc6)
  expect_contains("${fields}" "${dependency}")
endforeach()

run(output ${DPKG_DEB} --extract ${packages} ${WORK}/root)
set(usr "${WORK}/root/usr")
foreach(file bin/event_codegen lib/libevent_runtime.a lib/libevent_runtime_testing.a include/event_runtime/engine.hpp
             lib/cmake/EventCodegen/EventCodegenConfig.cmake lib/cmake/EventCodegen/EventCodegen.cmake
             share/event_codegen/types.schema.json share/event_codegen/events.schema.json)
  expect_exists("${usr}/${file}")
endforeach()
file(GLOB documents "${usr}/share/doc/*/LICENSE" "${usr}/share/doc/*/README.md" "${usr}/share/doc/*/docs/architecture.md")
list(LENGTH documents count)
expect_equal(${count} 3 "number of documents looked for")
# Nothing but these: no test, no build directory, nobody's home.
file(GLOB_RECURSE files RELATIVE "${usr}" "${WORK}/root/*")
foreach(file IN LISTS files)
  if(NOT file MATCHES "^(bin/event_codegen|lib/libevent_|lib/cmake/EventCodegen/|include/event_runtime/|share/doc/|share/event_codegen/)")
    message(FATAL_ERROR "the package should not hold ${file}")
  endif()
endforeach()

set(INSTALLED "${usr}")
string(APPEND WORK "/consumer")
include(${CMAKE_CURRENT_LIST_DIR}/../consumer/build_and_run.cmake)
