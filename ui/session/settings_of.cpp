#include "ui/session/settings_of.h"

#include <algorithm>

#include "core/evaluate/sweep.h"

namespace orl {

namespace {
double shareOf(const Scenario& scenario, const std::string& model) {
    const auto own = scenario.capacityShare.find(model);
    return own == scenario.capacityShare.end() ? scenario.commonCapacity : own->second;
}

bool isDisabled(const Scenario& scenario, const std::string& model) {
    return std::ranges::find(scenario.disabled, model) != scenario.disabled.end();
}

std::string splitOr(const DatasetSummary& data, const std::string& wanted, const std::string& usual,
                    bool last) {
    if (wanted.empty() || data.splits.contains(wanted)) return wanted;
    if (data.splits.contains(usual)) return usual;
    if (data.splits.empty()) return {};
    return last ? data.splits.rbegin()->first : data.splits.begin()->first;
}
}  // namespace

std::vector<std::int64_t> capacitiesOf(const Scenario& scenario,
                                       const std::vector<std::string>& models,
                                       std::size_t queryCount) {
    std::vector<std::int64_t> capacity;
    bool limited = false;
    for (const std::string& model : models) {
        const double share = shareOf(scenario, model);
        limited = limited || share < 1.0;
        capacity.push_back(share < 1.0 ? capacityFromShare(share, queryCount) : kUnlimited);
    }
    if (!limited) capacity.clear();
    return capacity;
}

Constraints constraintsOf(const Scenario& scenario, const std::vector<std::string>& models,
                          std::size_t queryCount) {
    Constraints constraints;
    constraints.mode = scenario.mode;
    constraints.qualityFloor = scenario.qualityFloor;
    constraints.budget = scenario.budgetPer1000 * static_cast<double>(queryCount) / 1000.0;
    constraints.capacity = capacitiesOf(scenario, models, queryCount);
    return constraints;
}

PoolSettings poolOf(const Scenario& scenario) {
    return {scenario.priceMultiplier, scenario.inputPrice, scenario.outputPrice, scenario.disabled};
}

PredictorOptions predictorOptionsOf(const Scenario& scenario) {
    PredictorOptions options;
    options.kind = predictorKindFrom(scenario.predictor);
    options.vectors = vectorSourceFrom(scenario.embedding);
    options.neighbours = scenario.neighbours;
    options.blend = scenario.blend;
    options.seed = scenario.seed;
    return options;
}

double leastCommonCapacity(const Scenario& scenario, const std::vector<std::string>& models) {
    double needed = 1.0;
    int common = 0;
    for (const std::string& model : models) {
        if (isDisabled(scenario, model)) continue;
        const auto own = scenario.capacityShare.find(model);
        if (own == scenario.capacityShare.end()) {
            ++common;
        } else {
            needed -= own->second;
        }
    }
    if (needed <= 0.0) return 0.0;
    return common == 0 ? 1.0 : std::min(1.0, needed / common);
}

bool samePreparation(const Scenario& a, const Scenario& b) {
    return a.dataset == b.dataset && a.trainSplit == b.trainSplit && a.testSplit == b.testSplit &&
           a.predictor == b.predictor && a.embedding == b.embedding &&
           a.neighbours == b.neighbours && a.blend == b.blend && a.folds == b.folds &&
           a.seed == b.seed;
}

bool samePool(const Scenario& a, const Scenario& b) {
    return a.priceMultiplier == b.priceMultiplier && a.inputPrice == b.inputPrice &&
           a.outputPrice == b.outputPrice && a.disabled == b.disabled;
}

void adoptNames(Scenario& scenario, const std::vector<DatasetSummary>& datasets) {
    if (datasets.empty()) return;
    auto data = std::ranges::find(datasets, scenario.dataset, &DatasetSummary::name);
    if (data == datasets.end()) data = datasets.begin();
    scenario.dataset = data->name;
    scenario.trainSplit = splitOr(*data, scenario.trainSplit, "train", false);
    scenario.testSplit = splitOr(*data, scenario.testSplit, "test", true);
    if (data->embeddings == 0) scenario.embedding = toString(VectorSource::BuiltIn);
}

DatasetSummary summaryOf(const Dataset& data) {
    DatasetSummary summary;
    summary.name = data.name;
    summary.queries = data.queryCount();
    for (const ModelInfo& model : data.models) summary.models.push_back(model.name);
    for (const Query& query : data.queries) ++summary.splits[query.split];
    summary.embeddings = data.embeddingCount();
    if (summary.embeddings > 0) {
        summary.embeddingSource = data.embeddingSource;
        summary.embeddingDimension = static_cast<std::size_t>(data.embedding.cols());
    }
    return summary;
}

}  // namespace orl
