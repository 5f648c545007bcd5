# The packages that EventCodegen::runtime and EventCodegen::inngest link. Read by this project's own build and, installed, by find_package(EventCodegen),
# so that the list stands once.
include(CMakeFindDependencyMacro)

if(NOT DEFINED CMAKE_FIND_PACKAGE_NAME)
  # In this project's own build, a missing package is an error.
  set(CMAKE_FIND_PACKAGE_NAME EventCodegen)
  set(EventCodegen_FIND_REQUIRED TRUE)
  set(event_codegen_own_build TRUE)
endif()

set(THREADS_PREFER_PTHREAD_FLAG ON)
find_dependency(Threads)
find_dependency(nlohmann_json 3.11)
find_dependency(simdjson 3.0)
find_dependency(OpenSSL COMPONENTS Crypto)
find_dependency(Boost 1.74 COMPONENTS context)
find_dependency(SQLite3)
find_dependency(fmt 9)
find_dependency(spdlog 1.10)

# RE2 has a pkg-config file only.
if(NOT TARGET PkgConfig::re2)
  find_dependency(PkgConfig)
  if(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL)
    pkg_check_modules(re2 QUIET IMPORTED_TARGET GLOBAL re2)
  else()
    pkg_check_modules(re2 QUIET IMPORTED_TARGET re2)
  endif()
  if(NOT TARGET PkgConfig::re2)
    if(event_codegen_own_build)
      message(FATAL_ERROR "RE2 was not found through pkg-config. scripts/install-dependencies installs what this project needs.")
    endif()
    set(EventCodegen_FOUND FALSE)
    set(EventCodegen_NOT_FOUND_MESSAGE "RE2 was not found through pkg-config; on Debian: apt-get install libre2-dev pkg-config")
    return()
  endif()
endif()

# EventCodegen::inngest alone needs cpp-httplib, which has a pkg-config file only; without it the rest works as ever.
if(NOT TARGET PkgConfig::httplib)
  find_package(PkgConfig QUIET)
  if(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL)
    pkg_check_modules(httplib QUIET IMPORTED_TARGET GLOBAL cpp-httplib)
  else()
    pkg_check_modules(httplib QUIET IMPORTED_TARGET cpp-httplib)
  endif()
endif()

if(event_codegen_own_build)
  unset(CMAKE_FIND_PACKAGE_NAME)
  unset(EventCodegen_FIND_REQUIRED)
  unset(event_codegen_own_build)
endif()
