# CLP is the exact oracle for the linear relaxation.
find_package(PkgConfig REQUIRED)
pkg_check_modules(CLP REQUIRED IMPORTED_TARGET clp)
target_link_libraries(test_optimize PRIVATE PkgConfig::CLP)
