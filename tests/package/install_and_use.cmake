# cmake -DSOURCE=… -DSCRATCH=… -DGENERATOR=… -DCOMPILER=… -DWERROR=… -P install_and_use.cmake
file(REMOVE_RECURSE ${SCRATCH})

function(step)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN}: ${code}\n${out}${err}")
  endif()
  set(output "${out}" PARENT_SCOPE)
endfunction()

set(tools -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER})
# Quickly: the compiler has optimized these sources elsewhere, and what the example prints does not depend on it.
step(${CMAKE_COMMAND} -S ${SOURCE}/core/optimize -B ${SCRATCH}/library ${tools} -DORL_WERROR=${WERROR}
     -DCMAKE_CXX_FLAGS_RELEASE=-O0)
step(${CMAKE_COMMAND} --build ${SCRATCH}/library --parallel 2)
step(${CMAKE_COMMAND} --install ${SCRATCH}/library --prefix ${SCRATCH}/prefix)

file(GLOB_RECURSE headers RELATIVE ${SCRATCH}/prefix/include ${SCRATCH}/prefix/include/*)
if(NOT headers STREQUAL "omnirouter/optimize.h")
  message(FATAL_ERROR "installed headers are ${headers}, not the one public header")
endif()

step(${CMAKE_COMMAND} -S ${SOURCE}/docs/example -B ${SCRATCH}/example ${tools}
     -DCMAKE_PREFIX_PATH=${SCRATCH}/prefix -DCMAKE_CXX_FLAGS=-Werror\ -Wall\ -Wextra\ -Wpedantic\ -Wconversion\ -Wshadow)
step(${CMAKE_COMMAND} --build ${SCRATCH}/example)
step(${SCRATCH}/example/routing_example)

# The page shows the example and its output; both must be the real ones.
file(READ ${SOURCE}/docs/library.md page)
file(READ ${SOURCE}/docs/example/main.cpp program)
file(READ ${SOURCE}/docs/example/CMakeLists.txt build)
foreach(shown program build output)
  string(FIND "${page}" "\n${${shown}}```" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "docs/library.md does not show this ${shown}:\n${${shown}}")
  endif()
endforeach()
