# CLP is the exact oracle for the fluid's linear program.
find_package(PkgConfig REQUIRED)
pkg_check_modules(COIN REQUIRED IMPORTED_TARGET clp cbc)
target_link_libraries(test_simulate PRIVATE PkgConfig::COIN)
