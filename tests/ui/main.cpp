// All tests of the window in one program, which links the window once:
//     ui_tests NAME [arguments of Qt Test, or of the bench or gallery]
// NAME is a source of this folder without its ending.
#include <algorithm>
#include <cstdio>
#include <string>

#include "ui_test.h"

namespace {

std::string nameOf(const orl::UiProgram& program) {
    const std::string_view base = program.file.substr(program.file.rfind('/') + 1);
    return std::string(base.substr(0, base.rfind('.')));
}

}  // namespace

int main(int argc, char** argv) {
    const auto& programs = orl::uiPrograms();
    const auto named = [&](const orl::UiProgram& each) {
        return argc > 1 && nameOf(each) == argv[1];
    };
    const auto found = std::ranges::find_if(programs, named);
    // Its own name comes first, as if it were a program of its own: Qt names settings after it.
    if (found != programs.end()) return found->run(argc - 1, argv + 1);

    std::vector<std::string> names;
    names.reserve(programs.size());
    std::ranges::transform(programs, std::back_inserter(names), nameOf);
    std::ranges::sort(names);
    if (argc > 1) std::fprintf(stderr, "There is no %s here.\n", argv[1]);
    std::fprintf(stderr, "ui_tests NAME [arguments], where NAME is one of\n");
    for (const std::string& name : names) std::fprintf(stderr, "    %s\n", name.c_str());
    return 2;
}
