# CLP is the exact oracle for the linear relaxation, CBC for the integer program.
find_package(PkgConfig REQUIRED)
pkg_check_modules(COIN REQUIRED IMPORTED_TARGET clp cbc)
target_link_libraries(test_optimize PRIVATE PkgConfig::COIN)
