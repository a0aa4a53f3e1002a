// Small instances from a lesson's file.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/lab/lessons/node.h"

namespace orl {

namespace {

constexpr std::size_t kMostOfInstance = 40;  // queries or models: to be looked at, not computed

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

/// A run has to be over before a learner has turned a page.
constexpr double kMostArrivals = 100'000;

std::optional<LessonInstance::Load> readLoad(const LessonNode& node) {
    if (!node.isObject({"rate", "seconds", "answers", "arrivals", "planned", "seed"})) return {};
    LessonInstance::Load made;
    made.rate = node.number("rate", 1e-3, 1e3, true).value_or(made.rate);
    made.seconds = node.number("seconds", 1e-3, 1e4, true).value_or(made.seconds);
    made.exponential = node.choice("answers", {"exponential", "constant"}, false) != "constant";
    const auto whole = [&](const std::string& key, double least, double most) {
        const auto value = node.number(key, least, most, false);
        if (value && *value != std::floor(*value)) {
            node.at(key).wrong(fmt::format("\"{}\" is whole", key), "Give a whole number");
        }
        return value;
    };
    if (const auto count = whole("arrivals", 1, kMostArrivals)) {
        made.arrivals = static_cast<std::int64_t>(*count);
    }
    if (const auto seed = whole("seed", 0, 1e9)) made.seed = static_cast<std::uint64_t>(*seed);
    made.plannedUse = node.number("planned", 0.01, 1.0, false).value_or(made.plannedUse);
    return made;
}

}  // namespace

LessonInstance readInstance(const LessonNode& node) {
    LessonInstance made;
    if (!node.isObject({"models", "queries", "floor", "budget", "load"})) return made;
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
    if (node.has("load")) made.load = readLoad(node.at("load"));
    return made;
}

}  // namespace orl
