# Writes OUTPUT, a C++ source that holds every template of this directory: cmake -DOUTPUT=… -P embed.cmake
file(GLOB templates RELATIVE "${CMAKE_CURRENT_LIST_DIR}" "${CMAKE_CURRENT_LIST_DIR}/*.mustache")
list(SORT templates)
set(entries "")
foreach(template IN LISTS templates)
  file(READ "${CMAKE_CURRENT_LIST_DIR}/${template}" text)
  string(FIND "${text}" ")mustache\"" clash)
  if(NOT clash EQUAL -1)
    message(FATAL_ERROR "${template}: )mustache\" would end the literal that it is embedded as; write it differently")
  endif()
  string(REGEX REPLACE "\\.mustache$" "" name "${template}")
  string(APPEND entries "    EmbeddedTemplate{\"${name}\", R\"mustache(${text})mustache\"},\n")
endforeach()
list(LENGTH templates count)
file(WRITE "${OUTPUT}" "// Made by templates/embed.cmake.
#include \"render/templates.hpp\"

#include <array>

namespace event_codegen {
namespace {

constexpr std::array<EmbeddedTemplate, ${count}> TEMPLATES{
${entries}};

}  // namespace

std::span<const EmbeddedTemplate> embeddedTemplates() noexcept { return TEMPLATES; }

}  // namespace event_codegen
")
