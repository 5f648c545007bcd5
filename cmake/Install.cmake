# What `cmake --install` and CPack take along: the tool, the libraries, the headers and the CMake package.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/EventCodegen)

install(TARGETS event_runtime event_runtime_testing_library EXPORT EventCodegenTargets)
foreach(optional event_runtime_inngest_library event_runtime_encryption_library)
  if(TARGET ${optional})
    install(TARGETS ${optional} EXPORT EventCodegenTargets)
  endif()
endforeach()
if(TARGET event_codegen)
  install(TARGETS event_codegen EXPORT EventCodegenTargets)
endif()
install(EXPORT EventCodegenTargets NAMESPACE EventCodegen:: DESTINATION ${package_dir})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/runtime/include/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/EventCodegenConfig.cmake.in EventCodegenConfig.cmake
                              INSTALL_DESTINATION ${package_dir})
# Before 1.0 a minor version may change the generated code and the runtime's interface.
write_basic_package_version_file(EventCodegenConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(
  FILES ${CMAKE_CURRENT_BINARY_DIR}/EventCodegenConfig.cmake
        ${CMAKE_CURRENT_BINARY_DIR}/EventCodegenConfigVersion.cmake
        ${PROJECT_SOURCE_DIR}/cmake/EventCodegenDependencies.cmake
        ${PROJECT_SOURCE_DIR}/cmake/EventCodegen.cmake
        ${PROJECT_SOURCE_DIR}/cmake/EventCodegenOutputs.cmake
  DESTINATION ${package_dir})

install(FILES ${PROJECT_SOURCE_DIR}/README.md ${PROJECT_SOURCE_DIR}/CHANGELOG.md ${PROJECT_SOURCE_DIR}/LICENSE
        DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs DESTINATION ${CMAKE_INSTALL_DOCDIR})
# JSON Schemas of the two YAML files, for editors.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/generator/editor/ DESTINATION ${CMAKE_INSTALL_DATADIR}/event_codegen
        FILES_MATCHING PATTERN "*.schema.json")

if(PROJECT_IS_TOP_LEVEL)
  set(CPACK_GENERATOR DEB)
  set(CPACK_PACKAGE_NAME event-codegen)
  set(CPACK_PACKAGE_VENDOR "The EventCodegen authors")
  set(CPACK_PACKAGE_CONTACT "The EventCodegen authors")
  set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
  set(CPACK_PACKAGE_DESCRIPTION
      "event_codegen turns YAML descriptions of events into typed C++; the runtime runs their handlers as durable steps, on "
      "SQLite, inside the application's own process.")
  string(CONCAT CPACK_PACKAGE_DESCRIPTION ${CPACK_PACKAGE_DESCRIPTION})
  set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
  set(CPACK_STRIP_FILES TRUE)
  set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
  set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
  set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
  # What an application that links the static runtime needs beside what the tool itself needs (shlibdeps).
  set(CPACK_DEBIAN_PACKAGE_DEPENDS
      "libabsl-dev, libboost-context-dev, libfmt-dev, libre2-dev, libsimdjson-dev, libspdlog-dev, libsqlite3-dev, libssl-dev, nlohmann-json3-dev, pkg-config")
  set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "cmake (>= 3.25), g++ (>= 4:12), libcpp-httplib-dev, libsodium-dev")
  include(CPack)
endif()
