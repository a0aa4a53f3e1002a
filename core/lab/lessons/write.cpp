#include "core/lab/lessons/write.h"

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <utility>

#include "core/support/output_file.h"

namespace orl {

namespace {

using WrittenJson = nlohmann::ordered_json;

WrittenJson instanceJson(const LessonInstance& instance) {
    WrittenJson models = WrittenJson::array();
    for (const LessonInstance::Model& model : instance.models) {
        WrittenJson each = {{"name", model.name}};
        if (model.capacity != kUnlimited) each["slots"] = model.capacity;
        models.push_back(std::move(each));
    }
    WrittenJson queries = WrittenJson::array();
    for (std::size_t i = 0; i < instance.queryCount(); ++i) {
        const auto row = [i](const Grid& grid) {
            const auto cells = grid.row(static_cast<Eigen::Index>(i));
            return WrittenJson(std::vector<double>(cells.begin(), cells.end()));
        };
        WrittenJson each = {{"name", instance.queries[i].name}};
        if (instance.queries[i].level > 0) each["level"] = instance.queries[i].level;
        each["chance"] = row(instance.chance);
        each["cost"] = row(instance.cost);
        if (instance.truth.size() > 0) each["truth"] = row(instance.truth);
        queries.push_back(std::move(each));
    }
    WrittenJson made = {{"models", std::move(models)}, {"queries", std::move(queries)}};
    if (instance.budget) {
        made["budget"] = *instance.budget;
    } else {
        made["floor"] = instance.floor;
    }
    if (const auto& load = instance.load) {
        made["load"] = {{"rate", load->rate},
                        {"seconds", load->seconds},
                        {"answers", load->exponential ? "exponential" : "constant"},
                        {"arrivals", load->arrivals},
                        {"planned", load->plannedUse},
                        {"seed", load->seed}};
    }
    return made;
}

WrittenJson handJson(const LessonState& state) {
    WrittenJson made = WrittenJson::object();
    WrittenJson board = WrittenJson::object();
    WrittenJson mu = WrittenJson::object();
    for (std::size_t i = 0; i < state.board.size(); ++i) {
        if (state.board[i] < 0) continue;
        board[state.instance.queries[i].name] =
            state.instance.models[static_cast<std::size_t>(state.board[i])].name;
    }
    for (std::size_t j = 0; j < state.mu.size(); ++j) {
        if (state.mu[j] > 0.0) mu[state.instance.models[j].name] = state.mu[j];
    }
    if (!board.empty()) made["board"] = std::move(board);
    if (state.lambda > 0.0) made["lambda"] = state.lambda;
    if (!mu.empty()) made["mu"] = std::move(mu);
    return made;
}

/// A brace in a user's words would be read as the beginning of a formula.
std::string withoutBraces(std::string text) {
    for (char& c : text) {
        if (c == '{') c = '(';
        if (c == '}') c = ')';
    }
    return text;
}

WrittenJson stepJson(const CapturedStep& step, WrittenJson& lesson) {
    WrittenJson made = {{"title", step.title}, {"text", withoutBraces(step.text)}};
    if (step.state) {
        const std::string name = "step " + std::to_string(lesson["steps"].size() + 1);
        lesson["instances"][name] = instanceJson(step.state->instance);
        made["instance"] = name;
        WrittenJson hand = handJson(*step.state);
        if (!hand.empty()) made["start"] = std::move(hand);
        made["show"] = {"board", "optimizer", "price"};
        return made;
    }
    if (!step.page.empty()) made["page"] = step.page;
    if (step.setting.floor) made["set"]["floor"] = *step.setting.floor;
    if (step.setting.capacity) made["set"]["capacity"] = *step.setting.capacity;
    return made;
}

WrittenJson lessonAt(const std::filesystem::path& file, const std::string& title) {
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) {
        return {{"omnirouter_lesson", 1},
                {"title", title},
                {"level", "free"},
                {"minutes", 5},
                {"instances", WrittenJson::object()},
                {"steps", WrittenJson::array()}};
    }
    const ReadLesson known = readLesson(file);
    if (!known.mistakes.empty()) throw known.mistakes.front();
    std::ifstream in(file, std::ios::binary);
    auto made = WrittenJson::parse(std::string(std::istreambuf_iterator<char>(in), {}));
    // In its place among the keys, whether the file has it or not.
    if (!made.contains("instances")) made["instances"] = WrittenJson::object();
    return made;
}

}  // namespace

void appendStep(const std::filesystem::path& file, const std::string& title,
                const CapturedStep& step) {
    WrittenJson lesson = lessonAt(file, title);
    WrittenJson made = stepJson(step, lesson);
    lesson["steps"].push_back(std::move(made));
    const std::string text =
        lesson.dump(2, ' ', false, WrittenJson::error_handler_t::replace) + "\n";
    const ReadLesson read = readLesson(text, file);
    if (!read.mistakes.empty()) throw read.mistakes.front();
    writeFile(file, text);
}

}  // namespace orl
