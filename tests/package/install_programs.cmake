# cmake -DBUILD=… -DSCRATCH=… -DVERSION=… -DWITH_UI=… -P install_programs.cmake
file(REMOVE_RECURSE ${SCRATCH})
set(prefix ${SCRATCH}/prefix)

function(step)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE out ERROR_VARIABLE err)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${ARGN}: ${code}\n${out}${err}")
  endif()
  set(output "${out}" PARENT_SCOPE)
endfunction()

step(${CMAKE_COMMAND} --install ${BUILD} --prefix ${prefix})

set(expected bin/omnirouter share/omnirouter-lab/datasets/bundled.jsonl share/omnirouter-lab/datasets/figure1.jsonl
    share/omnirouter-lab/datasets/prices.json share/doc/omnirouter-lab/LICENSE share/doc/omnirouter-lab/README.md
    share/doc/omnirouter-lab/docs/user-guide.md share/doc/omnirouter-lab/docs/images/predictor.png)
if(WITH_UI)
  list(APPEND expected bin/omnirouter-lab share/applications/omnirouter-lab.desktop
       share/metainfo/org.omnirouter.lab.metainfo.xml share/icons/hicolor/scalable/apps/omnirouter-lab.svg)
  foreach(size 16 22 24 32 48 64 128 256)
    list(APPEND expected share/icons/hicolor/${size}x${size}/apps/omnirouter-lab.png)
  endforeach()
endif()
foreach(file ${expected})
  if(NOT EXISTS ${prefix}/${file})
    message(FATAL_ERROR "${file} is not installed")
  endif()
endforeach()

step(${prefix}/bin/omnirouter --version)
if(NOT output STREQUAL "omnirouter ${VERSION}\n")
  message(FATAL_ERROR "omnirouter --version says ${output}")
endif()
if(NOT WITH_UI)
  return()
endif()

# Fewer queries than the source tree's data, so that it shows whose data the window opened.
set(datasets ${prefix}/share/omnirouter-lab/datasets)
execute_process(COMMAND head -n 600 ${datasets}/bundled.jsonl OUTPUT_FILE ${SCRATCH}/fewer.jsonl)
file(RENAME ${SCRATCH}/fewer.jsonl ${datasets}/bundled.jsonl)

step(${CMAKE_COMMAND} -E env XDG_DATA_HOME=${SCRATCH}/data XDG_CONFIG_HOME=${SCRATCH}/config QT_QPA_PLATFORM=offscreen
     ${prefix}/bin/omnirouter-lab --render dashboard --size 800x600 --out ${SCRATCH}/dashboard.png)
file(SIZE ${SCRATCH}/dashboard.png size)
if(size LESS 10000)
  message(FATAL_ERROR "the picture of the dashboard has ${size} bytes only")
endif()

file(GLOB_RECURSE workspace ${SCRATCH}/data/bundled.orlab)
step(${prefix}/bin/omnirouter datasets --json --workspace ${workspace})
if(NOT output MATCHES "\"queries\": 600,")
  message(FATAL_ERROR "the window did not open the data of its own prefix: ${output}")
endif()
