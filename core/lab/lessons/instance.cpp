#include "core/lab/lessons/instance.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/lab/lessons/formula.h"
#include "core/support/error.h"

namespace orl {

namespace {

constexpr double kUsdPerCent = 0.01;

template <typename Named>
std::ptrdiff_t indexOf(const std::vector<Named>& all, const std::string& name) {
    const auto found = std::ranges::find(all, name, &Named::name);
    return found == all.end() ? -1 : found - all.begin();
}

LessonInstance reordered(const LessonInstance& from, const std::vector<std::size_t>& order) {
    LessonInstance made = from;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto to = static_cast<Eigen::Index>(i);
        const auto row = static_cast<Eigen::Index>(order[i]);
        made.queries[i] = from.queries[order[i]];
        made.cost.row(to) = from.cost.row(row);
        made.chance.row(to) = from.chance.row(row);
        if (from.truth.size() > 0) made.truth.row(to) = from.truth.row(row);
    }
    return made;
}

}  // namespace

std::ptrdiff_t LessonInstance::queryIndex(const std::string& name) const {
    return indexOf(queries, name);
}

std::ptrdiff_t LessonInstance::modelIndex(const std::string& name) const {
    return indexOf(models, name);
}

bool LessonInstance::hasSlots() const {
    return std::ranges::any_of(models,
                               [](const Model& model) { return model.capacity != kUnlimited; });
}

RoutingProblem LessonInstance::problem() const {
    RoutingProblem made(queryCount(), modelCount());
    for (std::size_t i = 0; i < queryCount(); ++i) {
        for (std::size_t j = 0; j < modelCount(); ++j) {
            const auto row = static_cast<Eigen::Index>(i);
            const auto column = static_cast<Eigen::Index>(j);
            made.set(i, j, cost(row, column), chance(row, column));
        }
    }
    return made;
}

Constraints LessonInstance::constraints() const {
    Constraints made;
    if (budget) {
        made.mode = RoutingMode::QualityUnderBudget;
        made.budget = *budget;
    } else {
        made.qualityFloor = floor;
    }
    if (hasSlots()) {
        made.capacity.reserve(modelCount());
        for (const Model& model : models) made.capacity.push_back(model.capacity);
    }
    return made;
}

LessonInstance LessonInstance::copied(std::size_t times) const {
    const auto fold = static_cast<Eigen::Index>(times);
    LessonInstance made = *this;
    made.queries.clear();
    made.queries.reserve(queries.size() * times);
    for (std::size_t k = 0; k < times; ++k) {
        made.queries.insert(made.queries.end(), queries.begin(), queries.end());
    }
    made.cost = cost.replicate(fold, 1).eval();
    made.chance = chance.replicate(fold, 1).eval();
    if (truth.size() > 0) made.truth = truth.replicate(fold, 1).eval();
    for (Model& model : made.models) {
        if (model.capacity != kUnlimited) model.capacity *= static_cast<std::int64_t>(times);
    }
    if (budget) made.budget = *budget * static_cast<double>(times);
    return made;
}

LessonInstance LessonInstance::withFirst(std::size_t query) const {
    std::vector<std::size_t> order(queryCount());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto place = order.begin() + static_cast<std::ptrdiff_t>(query);
    std::rotate(order.begin(), place, place + 1);
    return reordered(*this, order);
}

Dataset LessonInstance::dataset(const std::string& name) const {
    Dataset made;
    made.name = name;
    made.queries.reserve(queryCount());
    for (const Query& query : queries) {
        orl::Query row;
        row.text = query.name;
        if (query.level > 0) row.level = std::to_string(query.level);
        row.split = "test";
        made.queries.push_back(std::move(row));
    }
    made.models.reserve(modelCount());
    for (const Model& model : models) {
        made.models.emplace_back();
        made.models.back().name = model.name;
    }
    made.score = chance;
    made.cost = cost * kUsdPerCent;
    made.outputTokens = Grid::Constant(cost.rows(), cost.cols(), kMissing);
    return made;
}

Scenario LessonInstance::scenario(const std::string& dataName) const {
    Scenario made;
    made.preparation.dataset = dataName;
    made.preparation.trainSplit = "test";
    made.preparation.testSplit = "test";
    made.preparation.predictor = "recorded";
    const auto count = static_cast<double>(queryCount());
    if (budget) {
        made.constraints.mode = RoutingMode::QualityUnderBudget;
        made.constraints.budgetPer1000 = *budget * kUsdPerCent / count * 1000.0;
    } else {
        made.constraints.qualityFloor = floor;
    }
    for (const Model& model : models) {
        if (model.capacity == kUnlimited) continue;
        made.constraints.capacityShare[model.name] =
            std::min(1.0, static_cast<double>(model.capacity) / count);
    }
    return made;
}

LessonInstance lessonInstanceOf(const Dataset& data, const Scenario& scenario) {
    LessonInstance made;
    const ConstraintSettings& asked = scenario.constraints;
    const std::size_t count = data.queryCount();
    made.queries.reserve(count);
    for (const Query& query : data.queries) {
        const bool told = query.level.size() == 1 && query.level[0] >= '1' && query.level[0] <= '5';
        made.queries.push_back({query.text, told ? query.level[0] - '0' : 0});
    }
    std::vector<Eigen::Index> columns;
    std::vector<double> times;
    for (std::size_t j = 0; j < data.modelCount(); ++j) {
        const std::string& name = data.models[j].name;
        if (std::ranges::find(scenario.pool.disabled, name) != scenario.pool.disabled.end())
            continue;
        const auto own = asked.capacityShare.find(name);
        const std::int64_t slotCount = slotsOfShare(
            own == asked.capacityShare.end() ? asked.commonCapacity : own->second, count);
        const bool all = slotCount >= static_cast<std::int64_t>(count);
        made.models.push_back({name, all ? kUnlimited : slotCount});
        const auto multiplier = scenario.pool.priceMultiplier.find(name);
        times.push_back(multiplier == scenario.pool.priceMultiplier.end() ? 1.0
                                                                          : multiplier->second);
        columns.push_back(static_cast<Eigen::Index>(j));
    }
    const auto rows = static_cast<Eigen::Index>(count);
    made.cost.resize(rows, static_cast<Eigen::Index>(columns.size()));
    made.chance.resize(rows, static_cast<Eigen::Index>(columns.size()));
    for (std::size_t k = 0; k < columns.size(); ++k) {
        const auto to = static_cast<Eigen::Index>(k);
        made.cost.col(to) = data.cost.col(columns[k]) * (times[k] / kUsdPerCent);
        made.chance.col(to) = data.score.col(columns[k]);
    }
    made.floor = asked.qualityFloor;
    if (asked.mode == RoutingMode::QualityUnderBudget)
        made.budget = asked.budgetPer1000 / kUsdPerCent * static_cast<double>(count) / 1000.0;
    return made;
}

double lessonFloor(double value) {
    if (value >= 0.0 && value <= 1.0) return value;
    throw Error({}, fmt::format("floor={} is no share", value), "Give a number from 0 to 1");
}

double lessonAmount(double value, const std::string& key) {
    constexpr double kMost = 1e6;
    if (value >= 0.0 && value <= kMost) return value;
    throw Error({}, fmt::format("{}={} is no amount", key, value),
                fmt::format("Give a number from 0 to {}", kMost));
}

std::int64_t lessonSlots(double value) {
    constexpr double kMost = 1e6;
    return lessonCount(value, 0.0, kMost, "slots");
}

double lessonRate(double value) {
    constexpr double kLeast = 1e-3;
    constexpr double kMost = 1e3;
    if (value >= kLeast && value <= kMost) return value;
    throw Error({}, fmt::format("rate={} is no rate", value),
                fmt::format("Give queries a second, from {} to {}", kLeast, kMost));
}

std::int64_t lessonCount(double value, double least, double most, const std::string& key) {
    const double rounded = std::round(value);
    if (!nearlyEqual(value, rounded) || rounded < least || rounded > most) {
        throw Error({}, fmt::format("{}={} is no count", key, value),
                    fmt::format("Give a whole number from {} to {}", least, most));
    }
    return static_cast<std::int64_t>(rounded);
}

}  // namespace orl
