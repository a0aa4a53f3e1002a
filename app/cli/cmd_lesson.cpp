#include <fmt/format.h>

#include <memory>
#include <vector>

#include "app/cli/command.h"
#include "app/cli/output.h"
#include "core/lab/lessons/check.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

struct LessonArguments {
    std::vector<std::filesystem::path> files;
    bool json = false;
};

const char* kindName(QuestionKind kind) {
    switch (kind) {
        case QuestionKind::Choice:
            return "choice";
        case QuestionKind::Number:
            return "number";
        case QuestionKind::Drag:
            break;
    }
    return "drag";
}

Json answersJson(const LessonCheck& check) {
    Json answers = Json::array();
    for (const SolvedQuestion& each : check.solved) {
        Json answer = {{"step", each.step + 1}, {"kind", kindName(each.kind)}};
        if (each.kind != QuestionKind::Drag) answer["value"] = each.value;
        if (each.kind == QuestionKind::Choice) answer["option"] = each.right + 1;
        answer["answer"] = each.answer;
        answers.push_back(std::move(answer));
    }
    return answers;
}

/// A file that cannot be read at all is a mistake of that file; the others are checked.
ReadLesson readOrSay(const std::filesystem::path& file) {
    try {
        return readLesson(file);
    } catch (const Error& e) {
        ReadLesson none;
        none.mistakes.push_back(e);
        return none;
    }
}

int runLessonCheck(const LessonArguments& arguments, const Job& job) {
    bool sound = true;
    Json files = Json::array();
    for (const std::filesystem::path& file : arguments.files) {
        // It lies beside the lessons, and "*.json" finds it, too.
        if (file.filename() == "lesson.schema.json") {
            note(file.string() + " is the schema of lessons, and no lesson");
            continue;
        }
        ReadLesson read = readOrSay(file);
        LessonCheck check;
        if (read.mistakes.empty()) check = checkLesson(read.lesson, job.stop);
        std::vector<Error> mistakes = read.mistakes;
        mistakes.insert(mistakes.end(), check.mistakes.begin(), check.mistakes.end());
        sound = sound && mistakes.empty();
        Json said = Json::array();
        for (const Error& mistake : mistakes) {
            note(mistake.what());
            said.push_back({{"where", mistake.where()},
                            {"problem", mistake.problem()},
                            {"remedy", mistake.remedy()}});
        }
        files.push_back({{"file", file.string()},
                         {"title", read.lesson.title},
                         {"steps", read.lesson.steps.size()},
                         {"questions", check.solved.size()},
                         {"sound", mistakes.empty()},
                         {"answers", answersJson(check)},
                         {"mistakes", std::move(said)}});
        if (arguments.json) continue;
        printText(fmt::format("{}: {}, {} steps, {} questions solved\n", file.string(),
                              mistakes.empty() ? "sound" : "not sound", read.lesson.steps.size(),
                              check.solved.size()));
        for (const SolvedQuestion& each : check.solved) {
            printText(fmt::format("  step {}, {}: {}\n", each.step + 1, kindName(each.kind),
                                  each.answer));
        }
    }
    if (arguments.json) printJson(files);
    return sound ? kDone : kFailed;
}

}  // namespace

void addLesson(CLI::App& app, Action& action) {
    auto arguments = std::make_shared<LessonArguments>();
    CLI::App* lesson = app.add_subcommand("lesson", "Work on the files of lessons");
    lesson->require_subcommand(1);
    CLI::App* check = lesson->add_subcommand(
        "check", "Validate lessons and solve every question; says file and line of what is wrong");
    check->add_option("files", arguments->files, "Files of lessons (.json)")->required();
    check->add_flag("--json", arguments->json, "Print as JSON");
    check->callback([arguments, &action] {
        action = [arguments](const Job& job) { return runLessonCheck(*arguments, job); };
    });
}

}  // namespace orl::cli
