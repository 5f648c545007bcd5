# Compiles SOURCE with the project's warnings as errors, and holds the outcome against EXPECT.
list(TRANSFORM INCLUDE PREPEND -I)
execute_process(
  COMMAND ${COMPILER} -std=c++20 -fsyntax-only -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror ${INCLUDE} ${SOURCE}
  RESULT_VARIABLE result
  OUTPUT_VARIABLE messages
  ERROR_VARIABLE messages)
if(EXPECT STREQUAL "compiles")
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "does not compile:\n${messages}")
  endif()
elseif(result EQUAL 0)
  message(FATAL_ERROR "compiles, and should not")
elseif(NOT messages MATCHES "${EXPECT}")
  message(FATAL_ERROR "the messages do not match ${EXPECT}:\n${messages}")
else()
  # It is this mistake that keeps it from compiling, not a missing header.
  if(messages MATCHES "No such file|file not found")
    message(FATAL_ERROR "a header is missing:\n${messages}")
  endif()
  message("${messages}")
endif()
