// From a file to a lesson: everything that is wrong is found at once, each with its line.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "core/data/text/json.h"
#include "core/lab/lessons/json_places.h"
#include "core/lab/lessons/lesson.h"
#include "core/lab/lessons/node.h"

namespace orl {

namespace {

constexpr int kFormatVersion = 1;
constexpr std::size_t kMostBytes = std::size_t{4} << 20U;

void readFormulas(const LessonNode& node, const std::string& key,
                  std::map<std::string, Formula>& into) {
    if (!node.has(key)) return;
    for (const auto& [name, each] : node.at(key).members()) into[name] = each.formulaHere();
}

LessonHand readHand(const LessonNode& node) {
    LessonHand made;
    if (!node.isObject({"board", "lambda", "mu", "floor", "budget", "slots"})) return made;
    if (node.has("board")) {
        const LessonNode board = node.at("board");
        for (const auto& [query, model] : board.members())
            made.board[query] = board.word(query, true);
    }
    made.lambda = node.formula("lambda", false);
    made.floor = node.formula("floor", false);
    made.budget = node.formula("budget", false);
    readFormulas(node, "mu", made.mu);
    readFormulas(node, "slots", made.capacity);
    return made;
}

LessonOption readOption(const LessonNode& node) {
    LessonOption made;
    made.line = node.line();
    if (!node.isObject({"text", "sum", "value", "right", "why"})) return made;
    made.text = node.text("text", true);
    made.sum = node.text("sum", false);
    made.value = node.formula("value", false);
    made.right = node.formula("right", false);
    made.why = node.text("why", false);
    if (node.has("value") == node.has("right")) {
        node.wrong("An option has a value or a condition",
                   "Give \"value\" (compared with \"answer\") or \"right\"");
    }
    return made;
}

void readKind(const LessonNode& node, LessonQuestion& made) {
    const std::string kind = node.choice("kind", {"choice", "number", "drag"}, true);
    const auto unused = [&](const std::vector<std::string>& keys) {
        for (const std::string& key : keys) {
            if (node.has(key)) {
                node.at(key).wrong(fmt::format("A {} has no \"{}\"", kind, key), "Leave it out");
            }
        }
    };
    if (kind == "number") {
        made.kind = QuestionKind::Number;
        unused({"options", "until", "solution"});
        made.answer = node.formula("answer", true);
        made.tolerance = node.number("tolerance", 0.0, 1e6, true).value_or(0.0);
        made.unit = node.word("unit", false);
        made.otherwise = node.text("otherwise", true);
        for (const LessonNode& each : node.list("mistakes", 0)) {
            if (!each.isObject({"value", "why"})) continue;
            made.mistakes.push_back(
                {each.formula("value", true), each.text("why", true), each.line()});
        }
    } else if (kind == "drag") {
        made.kind = QuestionKind::Drag;
        unused({"options", "answer", "mistakes", "tolerance"});
        made.until = node.formula("until", true);
        made.otherwise = node.text("otherwise", true);
        if (node.has("solution")) {
            made.solution = readHand(node.at("solution"));
        } else {
            node.wrong("\"solution\" is missing", "Give a state in which the drag is done");
        }
    } else if (kind == "choice") {
        unused({"until", "solution", "mistakes", "tolerance", "otherwise", "unit"});
        made.answer = node.formula("answer", false);
        for (const LessonNode& each : node.list("options", 2)) {
            made.options.push_back(readOption(each));
            if (each.has("value") && !node.has("answer")) {
                each.wrong("There is no answer to compare the value with",
                           "Give the question its \"answer\"");
            }
        }
    }
}

LessonQuestion readQuestion(const LessonNode& node) {
    LessonQuestion made;
    made.line = node.line();
    if (!node.isObject({"kind", "text", "answer", "tolerance", "unit", "options", "mistakes",
                        "otherwise", "until", "solution", "headline", "reveal"})) {
        return made;
    }
    made.text = node.text("text", true);
    made.headline = node.word("headline", false);
    made.reveal = node.text("reveal", true);
    readKind(node, made);
    return made;
}

LessonStep readStep(const LessonNode& node, const Lesson& lesson) {
    LessonStep made;
    made.line = node.line();
    if (!node.isObject({"title", "text", "discs", "instance", "start", "show", "page", "set",
                        "highlight", "question", "try"})) {
        return made;
    }
    made.title = node.word("title", true);
    made.text = node.text("text", true);
    made.tryIt = node.text("try", false);
    made.instance = node.word("instance", false);
    if (!made.instance.empty() && !lesson.instances.contains(made.instance)) {
        node.at("instance")
            .wrong(fmt::format("There is no instance \"{}\"", made.instance),
                   "Name one of \"instances\"");
        made.instance.clear();
    }
    for (const LessonNode& disc : node.list("discs", 0)) {
        if (!disc.isObject({"text", "at"})) continue;
        made.discs.push_back({disc.text("text", true), disc.choice("at", lessonPlaces(), true)});
    }
    constexpr std::size_t kMostDiscs = 2;
    if (made.discs.size() > kMostDiscs) {
        node.at("discs").wrong("More than two discs are too many to look at", "Leave some out");
    }
    if (node.has("start")) made.start = readHand(node.at("start"));
    for (const LessonNode& part : node.list("show", 0)) {
        const auto& parts = lessonParts();
        const std::string name =
            part.value().is_string() ? part.value().get<std::string>() : std::string();
        if (std::ranges::find(parts, name) == parts.end()) {
            part.wrong("This part is not known", "Use " + listed(parts));
        }
        if (name == "load" && !made.instance.empty() && !lesson.instances.at(made.instance).load) {
            part.wrong("This instance has no load to show", "Give it a \"load\"");
        }
        made.show.push_back(name);
    }
    made.page = node.choice("page", lessonPages(), false);
    made.highlight = node.choice("highlight", lessonPlaces(), false);
    if (node.has("set") && node.at("set").isObject({"floor", "capacity"})) {
        made.setting.floor = node.at("set").number("floor", 0.0, 1.0, false);
        made.setting.capacity = node.at("set").number("capacity", 0.0, 1.0, false);
    }
    if (node.has("question")) {
        if (made.instance.empty()) {
            node.at("question")
                .wrong("A question needs an instance to be solved on",
                       "Give the step an \"instance\"");
        }
        made.question = readQuestion(node.at("question"));
    }
    return made;
}

void readWhole(const LessonNode& node, Lesson& lesson) {
    if (!node.isObject(
            {"$schema", "omnirouter_lesson", "title", "level", "minutes", "instances", "steps"})) {
        return;
    }
    if (const auto version = node.number("omnirouter_lesson", 1, 1e6, true);
        version && *version > kFormatVersion) {
        node.at("omnirouter_lesson")
            .wrong(fmt::format("Format {} is newer than {}", *version, kFormatVersion),
                   "Open it with a newer OmniRouter Lab");
    }
    lesson.title = node.word("title", true);
    lesson.level = node.choice("level", {"start", "middle", "advanced", "free"}, true);
    lesson.minutes = static_cast<int>(node.number("minutes", 1, 600, true).value_or(1));
    if (node.has("instances")) {
        if (node.at("instances").value().is_object()) {
            for (const auto& [name, each] : node.at("instances").members()) {
                lesson.instances.emplace(name, readInstance(each));
            }
        } else {
            node.at("instances").wrong("\"instances\" is no object", "Write { \"name\": { … } }");
        }
    }
    for (const LessonNode& step : node.list("steps", 1)) {
        lesson.steps.push_back(readStep(step, lesson));
    }
}

/// The parser names line and column in its message.
int lineOf(const std::string& message) {
    const auto at = message.find("line ");
    return at == std::string::npos ? 1 : std::max(1, std::atoi(message.c_str() + at + 5));
}

}  // namespace

const std::vector<std::string>& lessonPlaces() {
    static const std::vector<std::string> places = {"queries",  "greedy", "optimizer", "board",
                                                    "price",    "bound",  "floor",     "budget",
                                                    "capacity", "pool",   "method",    "data"};
    return places;
}

const std::vector<std::string>& lessonParts() {
    static const std::vector<std::string> parts = {"greedy", "threshold", "optimizer", "board",
                                                   "price",  "limits",    "load"};
    return parts;
}

const std::vector<std::string>& lessonPages() {
    static const std::vector<std::string> pages = {"dashboard",  "queries", "duals", "predictor",
                                                   "simulation", "compare", "learn"};
    return pages;
}

ReadLesson readLesson(const std::string& text, const std::filesystem::path& file) {
    ReadLesson made;
    made.lesson.file = file;
    made.lesson.id = file.stem().string();
    nlohmann::json value;
    const std::string problem = parseJson(text, value);
    if (!problem.empty()) {
        made.mistakes.emplace_back(fmt::format("{}:{}", file.string(), lineOf(problem)),
                                   "This is no JSON: " + problem, "Mend it there");
        return made;
    }
    LessonNode::Shared shared{file.string(), jsonPlaces(text), {}};
    readWhole(LessonNode(&value, {}, &shared), made.lesson);
    std::ranges::stable_sort(shared.mistakes, {}, [](const auto& each) { return each.first; });
    for (auto& [line, mistake] : shared.mistakes) made.mistakes.push_back(std::move(mistake));
    return made;
}

ReadLesson readLesson(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::string text;
    text.resize(kMostBytes + 1);
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (!in.is_open() || in.bad()) {
        throw Error(file.string(), "The lesson cannot be read", "Check the path and its rights");
    }
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (text.size() > kMostBytes) {
        throw Error(file.string(), "It is larger than any lesson", "Choose a lesson's file");
    }
    return readLesson(text, file);
}

}  // namespace orl
