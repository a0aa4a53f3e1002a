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

namespace orl {

namespace {

using LessonJson = nlohmann::json;

constexpr int kFormatVersion = 1;
constexpr int kMostWords = 40;
constexpr std::size_t kMostBytes = std::size_t{4} << 20U;
constexpr std::size_t kMostOfInstance = 40;  // queries or models: to be looked at, not computed

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

/// A value of the file with the way to it, and where mistakes go.
class LessonNode {
  public:
    struct Shared {
        std::string file;
        std::map<std::string, int> lines;
        std::vector<std::pair<int, Error>> mistakes;  ///< with their lines
    };

    LessonNode(const LessonJson* value, std::string pointer, Shared* shared)
        : m_value(value), m_pointer(std::move(pointer)), m_shared(shared) {}

    const LessonJson& value() const { return *m_value; }
    int line() const {
        const auto found = m_shared->lines.find(m_pointer);
        return found == m_shared->lines.end() ? 1 : found->second;
    }
    void wrong(const std::string& what, const std::string& remedy) const {
        m_shared->mistakes.emplace_back(
            line(), Error(fmt::format("{}:{}", m_shared->file, line()), what, remedy));
    }

    bool has(const std::string& key) const {
        return m_value->is_object() && m_value->contains(key);
    }
    LessonNode at(const std::string& key) const {
        return {&(*m_value)[key], m_pointer + '/' + key, m_shared};
    }
    std::vector<LessonNode> elements() const {
        std::vector<LessonNode> made;
        made.reserve(m_value->size());
        for (std::size_t i = 0; i < m_value->size(); ++i) {
            made.emplace_back(&(*m_value)[i], m_pointer + '/' + std::to_string(i), m_shared);
        }
        return made;
    }
    std::vector<std::pair<std::string, LessonNode>> members() const {
        std::vector<std::pair<std::string, LessonNode>> made;
        made.reserve(m_value->size());
        for (const auto& [key, value] : m_value->items()) {
            made.emplace_back(key, LessonNode(&value, m_pointer + '/' + key, m_shared));
        }
        return made;
    }

    /// Whether it is an object, and has no keys but these.
    bool isObject(const std::vector<std::string>& keys) const {
        if (!m_value->is_object()) {
            wrong("An object is expected here", "Write { … }");
            return false;
        }
        for (const auto& [key, node] : members()) {
            if (std::ranges::find(keys, key) != keys.end()) continue;
            node.wrong(fmt::format("\"{}\" is not known here", key), "Use " + listed(keys));
        }
        return true;
    }
    std::vector<LessonNode> list(const std::string& key, std::size_t least) const {
        if (!has(key)) {
            if (least > 0) wrong(fmt::format("\"{}\" is missing", key), "Give a list");
            return {};
        }
        const LessonNode node = at(key);
        if (!node.value().is_array()) {
            node.wrong(fmt::format("\"{}\" is no list", key), "Write [ … ]");
            return {};
        }
        if (node.value().size() < least) {
            node.wrong(fmt::format("\"{}\" is too short", key),
                       fmt::format("Give {} or more", least));
        }
        return node.elements();
    }
    std::string word(const std::string& key, bool needed) const {
        if (!has(key)) {
            if (needed) wrong(fmt::format("\"{}\" is missing", key), "Give a text");
            return {};
        }
        const LessonNode node = at(key);
        if (node.value().is_string() && !node.value().get_ref<const std::string&>().empty()) {
            return node.value().get<std::string>();
        }
        node.wrong(fmt::format("\"{}\" is no text", key), "Write it in quotes");
        return {};
    }
    std::string choice(const std::string& key, const std::vector<std::string>& known,
                       bool needed) const {
        std::string chosen = word(key, needed);
        if (chosen.empty() || std::ranges::find(known, chosen) != known.end()) return chosen;
        at(key).wrong(fmt::format("\"{}\" is not known", chosen), "Use " + listed(known));
        return {};
    }
    std::optional<double> number(const std::string& key, double least, double most,
                                 bool needed) const {
        if (!has(key)) {
            if (needed) wrong(fmt::format("\"{}\" is missing", key), "Give a number");
            return {};
        }
        return at(key).numberHere(least, most);
    }
    std::optional<double> numberHere(double least, double most) const {
        if (m_value->is_number()) {
            const double read = m_value->get<double>();
            if (read >= least && read <= most) return read;
        }
        wrong(fmt::format("{} is no number from {} to {}", shown(), least, most),
              "Give a number in that range");
        return {};
    }
    LessonText text(const std::string& key, bool needed) const {
        const std::string raw = word(key, needed);
        try {
            LessonText made(raw);
            if (made.words() > kMostWords) {
                at(key).wrong(fmt::format("\"{}\" has {} words", key, made.words()),
                              fmt::format("Say it in {} or fewer", kMostWords));
            }
            return made;
        } catch (const Error& e) {
            at(key).wrong(e.problem(), e.remedy());
            return {};
        }
    }
    Formula formula(const std::string& key, bool needed) const {
        if (has(key)) return at(key).formulaHere();
        if (needed) wrong(fmt::format("\"{}\" is missing", key), "Give a formula, in quotes");
        return {};
    }
    /// A number is a formula, too.
    Formula formulaHere() const {
        try {
            if (m_value->is_number()) return Formula(m_value->get<double>());
            if (m_value->is_string()) return Formula(m_value->get<std::string>());
            wrong(shown() + " is no formula", "Give a number, or a formula in quotes");
        } catch (const Error& e) {
            wrong(e.problem(), e.remedy());
        }
        return {};
    }

  private:
    std::string shown() const {
        const std::string text =
            m_value->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
        return fmt::format("{:.40}", text);
    }

    const LessonJson* m_value;
    std::string m_pointer;
    Shared* m_shared;
};

/// A row of numbers, one a model.
void readRow(const LessonNode& query, const std::string& key, double most, Grid& grid,
             Eigen::Index row) {
    const auto cells = query.list(key, 1);
    if (cells.empty()) return;
    if (static_cast<Eigen::Index>(cells.size()) != grid.cols()) {
        query.at(key).wrong(
            fmt::format("\"{}\" has {} numbers for {} models", key, cells.size(), grid.cols()),
            "Give one a model");
        return;
    }
    for (std::size_t j = 0; j < cells.size(); ++j) {
        if (const auto value = cells[j].numberHere(0.0, most)) {
            grid(row, static_cast<Eigen::Index>(j)) = *value;
        }
    }
}

constexpr double kMostCents = 1e6;

std::vector<double> readModels(const LessonNode& node, LessonInstance& made) {
    std::vector<double> price;
    for (const LessonNode& model : node.list("models", 1)) {
        if (!model.isObject({"name", "cost", "slots"})) continue;
        LessonInstance::Model read;
        read.name = model.word("name", true);
        if (made.modelIndex(read.name) >= 0) {
            model.wrong(fmt::format("There are two models \"{}\"", read.name),
                        "Give each its name");
        }
        if (const auto slots = model.number("slots", 0, 1e6, false)) {
            read.capacity = static_cast<std::int64_t>(*slots);
            if (static_cast<double>(read.capacity) != *slots) {
                model.at("slots").wrong("Slots are whole", "Give a whole number");
            }
        }
        price.push_back(model.number("cost", 0, kMostCents, false).value_or(kMissing));
        made.models.push_back(std::move(read));
    }
    return price;
}

LessonInstance readInstance(const LessonNode& node) {
    LessonInstance made;
    if (!node.isObject({"models", "queries", "floor", "budget"})) return made;
    const std::vector<double> price = readModels(node, made);
    const auto queries = node.list("queries", 1);
    if (queries.size() > kMostOfInstance || price.size() > kMostOfInstance) {
        node.wrong(
            fmt::format("More than {} queries or models are too many to look at", kMostOfInstance),
            "Make the instance smaller");
        return made;
    }
    const auto rows = static_cast<Eigen::Index>(queries.size());
    const auto columns = static_cast<Eigen::Index>(price.size());
    made.cost = Grid::Zero(rows, columns);
    made.chance = Grid::Zero(rows, columns);
    bool anyTruth = false;
    for (const LessonNode& query : queries) anyTruth = anyTruth || query.has("truth");
    for (Eigen::Index i = 0; i < rows; ++i) {
        const LessonNode& query = queries[static_cast<std::size_t>(i)];
        if (!query.isObject({"name", "level", "chance", "cost", "truth"})) continue;
        LessonInstance::Query read;
        read.name = query.word("name", true);
        if (made.queryIndex(read.name) >= 0) {
            query.wrong(fmt::format("There are two queries \"{}\"", read.name),
                        "Give each its name");
        }
        read.level = static_cast<int>(query.number("level", 1, 5, false).value_or(0));
        made.queries.push_back(std::move(read));
        readRow(query, "chance", 1.0, made.chance, i);
        if (query.has("cost")) {
            readRow(query, "cost", kMostCents, made.cost, i);
        } else {
            for (Eigen::Index j = 0; j < columns; ++j) {
                made.cost(i, j) = price[static_cast<std::size_t>(j)];
            }
            if (made.cost.row(i).isNaN().any()) {
                query.wrong("What it costs is not told", "Give \"cost\" here or to every model");
            }
        }
        if (!anyTruth) continue;
        if (made.truth.size() == 0) made.truth = Grid::Zero(rows, columns);
        readRow(query, "truth", 1.0, made.truth, i);
    }
    made.floor = node.number("floor", 0.0, 1.0, false).value_or(0.0);
    made.budget = node.number("budget", 0.0, 1e9, false);
    if (node.has("floor") && node.has("budget")) {
        node.at("budget").wrong("A floor and a budget exclude each other", "Give one of them");
    }
    return made;
}

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
    static const std::vector<std::string> parts = {"greedy", "threshold", "optimizer",
                                                   "board",  "price",     "limits"};
    return parts;
}

const std::vector<std::string>& lessonPages() {
    static const std::vector<std::string> pages = {"dashboard", "queries", "duals",
                                                   "predictor", "compare", "learn"};
    return pages;
}

ReadLesson readLesson(const std::string& text, const std::filesystem::path& file) {
    ReadLesson made;
    made.lesson.file = file;
    made.lesson.id = file.stem().string();
    LessonJson value;
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
