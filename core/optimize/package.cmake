# The optimizer as a library of its own: OmniRouter::optimize, one archive and one header, needs fmt only.
include(${CMAKE_CURRENT_LIST_DIR}/../../cmake/OrlTargets.cmake)
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
find_package(fmt REQUIRED)

# With the little that it takes from what is below it.
orl_core_stage(optimize PRIVATE_LINK fmt::fmt)
target_sources(orl_optimize PRIVATE ${ORL_ROOT}/core/problem.cpp ${ORL_ROOT}/core/support/error.cpp
                                    ${ORL_ROOT}/core/support/thread_pool.cpp
                                    ${ORL_ROOT}/core/support/unicode.cpp)
target_compile_features(orl_optimize PUBLIC cxx_std_20)
set_target_properties(orl_optimize PROPERTIES EXPORT_NAME optimize OUTPUT_NAME omnirouter_optimize
                                              POSITION_INDEPENDENT_CODE ON)
add_library(OmniRouter::optimize ALIAS orl_optimize)

# The public headers joined into one, each after those it includes: users get no file named "core/…", and a public
# header that includes a private one fails here.
set(public_headers core/support/error.h core/support/aligned.h core/problem.h core/optimize/result.h
                   core/optimize/options.h core/optimize/verify.h core/optimize/optimize.h
                   core/optimize/prices/cost_curve.h core/optimize/supergradient.h)
list(JOIN public_headers ", " names)
set(joined "#pragma once\n// Made from ${names} of OmniRouter Lab ${PROJECT_VERSION}.\n")
foreach(header ${public_headers})
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${ORL_ROOT}/${header})
  file(READ ${ORL_ROOT}/${header} text)
  foreach(other ${public_headers})
    string(REPLACE "#include \"${other}\"\n" "" text "${text}")
  endforeach()
  if(text MATCHES "#include \"[^\n]*")
    message(FATAL_ERROR "${header} is public and has ${CMAKE_MATCH_0}, which is not")
  endif()
  string(REPLACE "#pragma once\n" "" text "${text}")
  string(APPEND joined "${text}")
endforeach()
set(include_dir ${CMAKE_CURRENT_BINARY_DIR}/include)
file(WRITE ${include_dir}/omnirouter/optimize.h "${joined}")
target_include_directories(orl_optimize INTERFACE $<BUILD_INTERFACE:${include_dir}>
                                                  $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)

set(config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/OmniRouterOptimize)
set(config ${CMAKE_CURRENT_BINARY_DIR}/OmniRouterOptimizeConfig.cmake)
file(WRITE ${config} "include(CMakeFindDependencyMacro)
find_dependency(fmt)
find_dependency(Threads)
include(\${CMAKE_CURRENT_LIST_DIR}/OmniRouterOptimizeTargets.cmake)
")
set(config_version ${CMAKE_CURRENT_BINARY_DIR}/OmniRouterOptimizeConfigVersion.cmake)
write_basic_package_version_file(${config_version} COMPATIBILITY SameMinorVersion)
install(TARGETS orl_optimize EXPORT OmniRouterOptimizeTargets)
install(EXPORT OmniRouterOptimizeTargets NAMESPACE OmniRouter:: DESTINATION ${config_dir})
install(FILES ${config} ${config_version} DESTINATION ${config_dir})
install(DIRECTORY ${include_dir}/ DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
