# The tests pack the files that the import unpacks.
find_package(LibArchive REQUIRED)
target_link_libraries(test_import PRIVATE LibArchive::LibArchive)
