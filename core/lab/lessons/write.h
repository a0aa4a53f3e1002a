#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/lab/lessons/lesson.h"

namespace orl {

/// The present state as a step of a lesson of one's own.
struct CapturedStep {
    std::string title;
    std::string text;
    std::string page;       ///< that is shown; empty: the lesson itself
    LessonSetting setting;  ///< on the user's own data
    /// On a small instance instead: as it is changed by now, with what is in hand.
    std::optional<LessonState> state;
};

/// Puts the step at the end of that file's lesson, or makes the file with it.
/// @param title of a lesson that is made
/// @throws Error where the file is no sound lesson, the step would make it none (a text that is too
/// long), or it cannot be written; then nothing has changed
void appendStep(const std::filesystem::path& file, const std::string& title,
                const CapturedStep& step);

}  // namespace orl
