#pragma once

#include <QApplication>
#include <QtTest>
#include <string_view>
#include <vector>

namespace orl {

/// In ms. Sanitizers and busy machines are slow; nothing here waits longer than it has to.
inline constexpr int kPatience = 120'000;

/// One of the tests, benches and galleries that make up `ui_tests`: each runs in a process of its
/// own, as its only part.
struct UiProgram {
    std::string_view file;                        ///< path of its source
    int (*run)(int argc, char** argv) = nullptr;  ///< argv[0] is its name
};

/// Those of all sources.
inline std::vector<UiProgram>& uiPrograms() {
    static std::vector<UiProgram> programs;
    return programs;
}

/// What QTEST_MAIN (with QApplication) and QTEST_GUILESS_MAIN (with QCoreApplication) do.
template <class Test, class Application>
int runUiTest(int argc, char** argv) {
    Application app(argc, argv);
    Application::setAttribute(Qt::AA_Use96Dpi, true);
    Test test;
    return QTest::qExec(&test, argc, argv);
}

/// Puts a program into the list before main() starts.
struct UiProgramEntry {
    UiProgramEntry(std::string_view file, int (*run)(int, char**)) {
        uiPrograms().push_back({file, run});
    }
};

}  // namespace orl

/// `ui_tests NAME` calls int function(int argc, char** argv); NAME is the source's.
#define ORL_UI_PROGRAM(function) \
    static const ::orl::UiProgramEntry entryOf_##function(__FILE__, function)
/// `ui_tests NAME` runs a Qt Test class; NAME is the source's.
#define ORL_UI_TEST(Test)                                       \
    static const ::orl::UiProgramEntry entryOf_##Test(__FILE__, \
                                                      ::orl::runUiTest<Test, QApplication>)
/// The same without a window.
#define ORL_GUILESS_UI_TEST(Test)                               \
    static const ::orl::UiProgramEntry entryOf_##Test(__FILE__, \
                                                      ::orl::runUiTest<Test, QCoreApplication>)
