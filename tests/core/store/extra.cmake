# To make SQLite files that this program would not make.
find_package(SQLiteCpp REQUIRED)
find_package(SQLite3 REQUIRED)
target_link_libraries(test_store PRIVATE SQLiteCpp SQLite::SQLite3)
