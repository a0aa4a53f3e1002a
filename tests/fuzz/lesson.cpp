#include <string>

#include "core/lab/lessons/check.h"
#include "tests/fuzz/targets.h"

namespace orl::fuzz {

void lesson(std::string_view bytes) {
    const ReadLesson read = readLesson(std::string(bytes), "lesson.json");
    for (const Error& mistake : read.mistakes) {
        require(printableLines(mistake.what()) == mistake.what() && !mistake.where().empty());
    }
    if (!read.mistakes.empty()) return;
    for (const Error& mistake : checkLesson(read.lesson).mistakes) {
        require(printableLines(mistake.what()) == mistake.what());
    }
}

}  // namespace orl::fuzz
