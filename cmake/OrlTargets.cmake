# What every target of the project shares: the language, the warnings, the sanitizers.
get_filename_component(ORL_ROOT "${CMAKE_CURRENT_LIST_DIR}/.." ABSOLUTE)
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
find_program(ORL_CCACHE ccache)
if(ORL_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${ORL_CCACHE})
endif()
find_package(Threads REQUIRED)

function(orl_habits target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wconversion -Wshadow)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 warns of overlapping copies inside its own std::string (GCC bug 105651).
    target_compile_options(${target} PRIVATE -Wno-restrict)
  endif()
  if(ORL_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(ORL_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${ORL_SANITIZE} -fno-omit-frame-pointer
                                             -fno-sanitize-recover=all)
    if(ORL_SANITIZE MATCHES "undefined")
      # A null pointer that is used stops under the address sanitizer as well; these two checks are on every access and
      # cost a quarter of the compiler's time.
      target_compile_options(${target} PRIVATE -fno-sanitize=null,alignment)
    endif()
    target_link_options(${target} PUBLIC -fsanitize=${ORL_SANITIZE})
  endif()
endfunction()

# What nearly every source of the core reads, compiled once: held by orl_support, reused by all stages after it, which
# are compiled with the same flags.
set(orl_core_precompiled
    <algorithm> <array> <atomic> <chrono> <cmath> <cstdint> <filesystem> <functional> <limits> <map> <memory> <mutex>
    <numeric> <optional> <ranges> <span> <sstream> <stop_token> <string> <string_view> <utility> <vector>
    <Eigen/Core>)

set(orl_widgets_precompiled
    <QAbstractTableModel> <QApplication> <QBoxLayout> <QCheckBox> <QComboBox> <QDialog> <QDoubleSpinBox> <QHeaderView>
    <QLabel> <QLineEdit> <QLocale> <QMainWindow> <QMenu> <QMouseEvent> <QObject> <QPainter> <QPushButton>
    <QSortFilterProxyModel> <QSpinBox> <QSplitter> <QStringList> <QTableView> <QTimer> <QToolButton> <QWidget>)

# orl_core_stage(name [LINK libs...] [PRECOMPILE headers...]): the static library orl_<name> of all sources in this folder.
# The stages are libraries of their own so that the order of the data's way is also the order of linking.
function(orl_core_stage name)
  cmake_parse_arguments(ARG "" "" "LINK;PRIVATE_LINK;PRECOMPILE" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS *.cpp *.h)
  add_library(orl_${name} STATIC ${sources})
  target_include_directories(orl_${name} PUBLIC $<BUILD_INTERFACE:${ORL_ROOT}>)
  target_link_libraries(orl_${name} PUBLIC ${ARG_LINK} PRIVATE ${ARG_PRIVATE_LINK} Threads::Threads)
  set_target_properties(orl_${name} PROPERTIES LINKER_LANGUAGE CXX)
  orl_habits(orl_${name})
  if(ARG_PRECOMPILE)
    target_precompile_headers(orl_${name} PRIVATE ${ARG_PRECOMPILE})
  elseif(TARGET orl_support AND NOT name STREQUAL support)
    target_precompile_headers(orl_${name} REUSE_FROM orl_support)
  endif()
endfunction()

# Several sources of one folder in one translation unit, where what they include costs more than what they say. Few, so
# that a change does not compile the whole folder again. Names in unnamed namespaces have to differ within a folder; a
# third argument is a pattern of sources that stay apart.
function(orl_joined_sources target count)
  if(NOT ORL_JOIN_SOURCES)
    return()
  endif()
  set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_MODE GROUP)
  get_target_property(sources ${target} SOURCES)
  list(FILTER sources INCLUDE REGEX "\\.cpp$")
  list(SORT sources)
  foreach(source ${sources})
    if(ARGN AND source MATCHES "${ARGN}")
      continue()
    endif()
    get_filename_component(folder ${source} DIRECTORY)
    string(MAKE_C_IDENTIFIER "${folder}" group)
    math(EXPR number "0${joined_${group}} + 1")
    set(joined_${group} ${number})
    math(EXPR batch "(${number} - 1) / (${count} * ${ORL_JOIN_FACTOR})")
    set_source_files_properties(${source} PROPERTIES UNITY_GROUP "${group}_${batch}")
  endforeach()
endfunction()

# Sources with instruction sets of their own cannot share what was compiled for another: call in the target's folder.
function(orl_own_flags source)
  set_source_files_properties(${source} PROPERTIES COMPILE_OPTIONS "${ARGN}" SKIP_PRECOMPILE_HEADERS ON)
endfunction()

# The programs spend their time in the libraries: compile them quickly.
function(orl_quick_build target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# Tests all the more: the compiler needs half the time without optimization, and they run about as fast.
function(orl_test_build target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release,RelWithDebInfo>:-O0>)
endfunction()

# CMake's AUTOMOC of a target, but moc reads each file alone: with the folders of includes it reads every header behind it
# as well, more than a second a file, to write the same about the classes in it.
function(orl_moc_alone target)
  get_target_property(ORL_MOC Qt6::moc LOCATION)
  configure_file(${ORL_ROOT}/cmake/moc_alone.sh.in ${CMAKE_BINARY_DIR}/moc_alone.sh @ONLY)
  set_target_properties(${target} PROPERTIES AUTOMOC ON AUTOMOC_EXECUTABLE ${CMAKE_BINARY_DIR}/moc_alone.sh
                                             AUTOMOC_COMPILER_PREDEFINES OFF)
endfunction()
