# Run by a build after event_codegen: sees that the files are there that add_event_module() has promised. They are not where
# a types.yaml names its feature in a way that CMake does not see; the compiler would then complain of a missing file.
#
#   cmake -DLIST=<file with one path a line> -DSTAMP=<file> -P EventCodegenOutputs.cmake
cmake_minimum_required(VERSION 3.25)

file(STRINGS "${LIST}" outputs)
foreach(output IN LISTS outputs)
  if(NOT EXISTS "${output}")
    # Or the next build would take the generation for done.
    file(REMOVE "${STAMP}")
    message(FATAL_ERROR "event_codegen did not write ${output}, which add_event_module() expects from reading the types.yaml "
                        "files.\nWrite the feature's name on a line of its own, `feature: name`, at the top of its types.yaml, and "
                        "give no two of them the same name.")
  endif()
endforeach()
