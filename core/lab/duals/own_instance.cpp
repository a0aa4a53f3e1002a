#include "core/lab/duals/own_instance.h"

#include <algorithm>

namespace orl {

namespace {

constexpr double kOneCent = 0.01;

Query ownQuery(std::string text, std::string level) {
    Query query;
    query.text = std::move(text);
    query.level = std::move(level);
    query.split = "test";
    return query;
}

ModelInfo ownModel(std::string name) {
    ModelInfo model;
    model.name = std::move(name);
    return model;
}

/// A name that no other has: "query 3".
template <typename Items, typename Name>
std::string freshName(const std::string& kind, const Items& items, Name name) {
    for (std::size_t k = items.size() + 1;; ++k) {
        std::string tried = kind + ' ' + std::to_string(k);
        if (std::ranges::none_of(items, [&](const auto& item) { return name(item) == tried; }))
            return tried;
    }
}

void setSizes(Dataset& instance) {
    instance.outputTokens = Grid::Constant(instance.score.rows(), instance.score.cols(), kMissing);
}

Grid withoutRow(const Grid& grid, Eigen::Index row) {
    Grid made(grid.rows() - 1, grid.cols());
    made.topRows(row) = grid.topRows(row);
    made.bottomRows(made.rows() - row) = grid.bottomRows(made.rows() - row);
    return made;
}

Grid withoutColumn(const Grid& grid, Eigen::Index column) {
    Grid made(grid.rows(), grid.cols() - 1);
    made.leftCols(column) = grid.leftCols(column);
    made.rightCols(made.cols() - column) = grid.rightCols(made.cols() - column);
    return made;
}

Scenario givenNumbers() {
    Scenario scenario;
    scenario.preparation.dataset = kOwnInstance;
    scenario.preparation.trainSplit = "test";
    scenario.preparation.testSplit = "test";
    scenario.preparation.predictor = "recorded";
    return scenario;
}

}  // namespace

bool isOwnInstance(const Dataset& data) {
    return data.name == kOwnInstance;
}

Dataset textbookInstance() {
    Dataset made;
    made.name = kOwnInstance;
    made.queries = {ownQuery("Easy", "1"), ownQuery("Hard", "2")};
    made.models = {ownModel("weak"), ownModel("strong")};
    made.score.resize(2, 2);
    made.score << 0.9, 1.0, 0.4, 0.9;
    made.cost.resize(2, 2);
    made.cost << 1.0 * kOneCent, 6.0 * kOneCent, 1.0 * kOneCent, 6.0 * kOneCent;
    setSizes(made);
    return made;
}

Scenario textbookScenario() {
    Scenario scenario = givenNumbers();
    scenario.constraints.qualityFloor = 0.9;
    scenario.constraints.capacityShare["strong"] = 0.5;
    return scenario;
}

Dataset instanceOf(const SmallBatch& batch, const std::vector<std::string>& texts) {
    const RoutingProblem& problem = batch.problem();
    const Experiment& experiment = *batch.view->experiment;
    Dataset made;
    made.name = kOwnInstance;
    const auto rows = static_cast<Eigen::Index>(problem.queryCount());
    const auto columns = static_cast<Eigen::Index>(problem.modelCount());
    made.score = Grid::Constant(rows, columns, kMissing);
    made.cost = Grid::Constant(rows, columns, kMissing);
    for (std::size_t i = 0; i < problem.queryCount(); ++i) {
        const auto level = static_cast<std::size_t>(experiment.level[i]);
        made.queries.push_back(ownQuery(texts[i], level < experiment.levelNames.size()
                                                      ? experiment.levelNames[level]
                                                      : std::string()));
        for (std::size_t j = 0; j < problem.modelCount(); ++j) {
            if (!problem.allowed(i, j)) continue;
            made.score(Eigen::Index(i), Eigen::Index(j)) = problem.quality(i, j);
            made.cost(Eigen::Index(i), Eigen::Index(j)) = problem.cost(i, j);
        }
    }
    for (const std::string& name : experiment.models) made.models.push_back(ownModel(name));
    setSizes(made);
    return made;
}

Scenario scenarioOf(const SmallBatch& batch) {
    Scenario scenario = givenNumbers();
    const Constraints& constraints = batch.constraints();
    const auto queries = static_cast<double>(batch.problem().queryCount());
    scenario.constraints.mode = constraints.mode;
    if (constraints.mode == RoutingMode::CostUnderFloor) {
        scenario.constraints.qualityFloor = constraints.qualityFloor;
    } else {
        scenario.constraints.budgetPer1000 = constraints.budget / queries * 1000.0;
    }
    for (std::size_t j = 0; j < batch.models.size(); ++j) {
        const auto limit = static_cast<double>(constraints.capacityOf(j));
        if (limit < queries) {
            scenario.constraints.capacityShare[batch.view->experiment->models[j]] = limit / queries;
        }
    }
    return scenario;
}

void setPair(Dataset& instance, std::size_t query, std::size_t model, double cost, double quality) {
    instance.cost(Eigen::Index(query), Eigen::Index(model)) = std::max(0.0, cost);
    instance.score(Eigen::Index(query), Eigen::Index(model)) = std::clamp(quality, 0.0, 1.0);
}

void addQuery(Dataset& instance) {
    if (instance.queryCount() >= kMostOwnQueries) return;
    Query added = instance.queries.back();
    added.text =
        freshName("query", instance.queries, [](const Query& query) { return query.text; });
    instance.queries.push_back(std::move(added));
    for (Grid* grid : {&instance.score, &instance.cost}) {
        grid->conservativeResize(grid->rows() + 1, Eigen::NoChange);
        grid->bottomRows(1) = grid->row(grid->rows() - 2).eval();
    }
    setSizes(instance);
}

void addModel(Dataset& instance) {
    if (instance.modelCount() >= kMostOwnModels) return;
    instance.models.push_back(ownModel(
        freshName("model", instance.models, [](const ModelInfo& model) { return model.name; })));
    constexpr double kDearer = 1.5;
    constexpr double kHalfway = 0.5;
    for (Grid* grid : {&instance.score, &instance.cost}) {
        grid->conservativeResize(Eigen::NoChange, grid->cols() + 1);
        const auto last = grid->col(grid->cols() - 2).eval();
        if (grid == &instance.score) {
            grid->rightCols(1) = last + (1.0 - last) * kHalfway;
        } else {
            grid->rightCols(1) = last * kDearer;
        }
    }
    setSizes(instance);
}

void removeQuery(Dataset& instance, std::size_t query) {
    if (instance.queryCount() <= 1 || query >= instance.queryCount()) return;
    instance.queries.erase(instance.queries.begin() + static_cast<std::ptrdiff_t>(query));
    instance.score = withoutRow(instance.score, Eigen::Index(query));
    instance.cost = withoutRow(instance.cost, Eigen::Index(query));
    setSizes(instance);
}

void removeModel(Dataset& instance, std::size_t model) {
    if (instance.modelCount() <= 1 || model >= instance.modelCount()) return;
    instance.models.erase(instance.models.begin() + static_cast<std::ptrdiff_t>(model));
    instance.score = withoutColumn(instance.score, Eigen::Index(model));
    instance.cost = withoutColumn(instance.cost, Eigen::Index(model));
    setSizes(instance);
}

}  // namespace orl
