# Oracles: an exact search for the neighbours, a solver for the logistic regressions.
find_package(nanoflann REQUIRED)
find_library(ORL_LIBLINEAR linear REQUIRED)
target_link_libraries(test_predict PRIVATE nanoflann::nanoflann ${ORL_LIBLINEAR})
