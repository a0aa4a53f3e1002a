#include "core/lab/settings.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>

#include "core/evaluate/sweep.h"

namespace orl {

namespace {
double shareOf(const ConstraintSettings& settings, const std::string& model) {
    const auto own = settings.capacityShare.find(model);
    return own == settings.capacityShare.end() ? settings.commonCapacity : own->second;
}

bool isDisabled(const PoolSettings& pool, const std::string& model) {
    return std::ranges::find(pool.disabled, model) != pool.disabled.end();
}

std::string splitOr(const DatasetSummary& data, const std::string& wanted, const std::string& usual,
                    bool last) {
    if (wanted.empty() || data.splits.contains(wanted)) return wanted;
    if (data.splits.contains(usual)) return usual;
    if (data.splits.empty()) return {};
    return last ? data.splits.rbegin()->first : data.splits.begin()->first;
}
}  // namespace

std::vector<std::int64_t> capacitiesOf(const ConstraintSettings& settings,
                                       const std::vector<std::string>& models,
                                       std::size_t queryCount) {
    std::vector<std::int64_t> capacity;
    bool limited = false;
    for (const std::string& model : models) {
        const double share = shareOf(settings, model);
        limited = limited || share < 1.0;
        capacity.push_back(share < 1.0 ? slotsOfShare(share, queryCount) : kUnlimited);
    }
    if (!limited) capacity.clear();
    return capacity;
}

QueryGroups groupsOf(const Experiment& experiment, const std::string& by) {
    if (by == "level") {
        return {{experiment.level.begin(), experiment.level.end()}, experiment.levelNames};
    }
    QueryGroups groups;
    std::unordered_map<std::string_view, std::int32_t> known;
    groups.of.reserve(experiment.task.size());
    for (const std::string& task : experiment.task) {
        const auto [found, added] =
            known.try_emplace(task, static_cast<std::int32_t>(groups.names.size()));
        if (added) groups.names.push_back(task.empty() ? "unknown" : task);
        groups.of.push_back(found->second);
    }
    return groups;
}

Constraints constraintsOf(const ConstraintSettings& settings, const Experiment& experiment) {
    const std::size_t models = experiment.models.size();
    const std::size_t queries = experiment.problem.queryCount();
    Constraints constraints;
    constraints.mode = settings.mode;
    constraints.qualityFloor = settings.qualityFloor;
    constraints.budget = settings.budgetPer1000 * static_cast<double>(queries) / 1000.0;
    constraints.capacity = capacitiesOf(settings, experiment.models, queries);
    constraints.secondsCap = settings.secondsCap;
    if (constraints.hasSecondsCap()) constraints.seconds = experiment.secondsForCap();
    const GroupSettings& asked = settings.groups;
    if (asked.by.empty() || (asked.floor.empty() && asked.cap.empty())) return constraints;
    QueryGroups groups = groupsOf(experiment, asked.by);
    constraints.groupFloor.assign(groups.names.size(), kMissing);
    constraints.groupCapacity.assign(groups.names.size() * models, kUnlimited);
    for (std::size_t g = 0; g < groups.names.size(); ++g) {
        const auto floor = asked.floor.find(groups.names[g]);
        if (floor != asked.floor.end()) constraints.groupFloor[g] = floor->second;
        const auto caps = asked.cap.find(groups.names[g]);
        if (caps == asked.cap.end()) continue;
        for (std::size_t j = 0; j < models; ++j) {
            const auto cap = caps->second.find(experiment.models[j]);
            if (cap == caps->second.end() || cap->second >= 1.0) continue;
            constraints.groupCapacity[g * models + j] =
                shareOfGroup(cap->second, groups.of, static_cast<std::int32_t>(g));
        }
    }
    // Groups that ask for nothing, or are not among the routed queries, cost nothing.
    if (!constraints.hasGroups()) {
        constraints.groupFloor.clear();
        constraints.groupCapacity.clear();
        return constraints;
    }
    const auto capped = [](std::int64_t slots) { return slots != kUnlimited; };
    if (std::ranges::none_of(constraints.groupCapacity, capped)) constraints.groupCapacity.clear();
    constraints.group = std::move(groups.of);
    constraints.groupNames = std::move(groups.names);
    return constraints;
}

bool sameGroups(const Constraints& one, const Constraints& other) {
    const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
    return one.groupCapacity == other.groupCapacity && one.group == other.group &&
           std::ranges::equal(one.groupFloor, other.groupFloor, same);
}

bool sameLimits(const Constraints& one, const Constraints& other) {
    return one.capacity == other.capacity && one.secondsCap == other.secondsCap &&
           sameGroups(one, other);
}

PredictorOptions predictorOptionsOf(const Preparation& preparation) {
    PredictorOptions options;
    options.kind = predictorKindFrom(preparation.predictor);
    options.vectors = vectorSourceFrom(preparation.embedding);
    options.neighbours = preparation.neighbours;
    options.blend = preparation.blend;
    options.seed = preparation.seed;
    return options;
}

double leastCommonCapacity(const ConstraintSettings& settings, const PoolSettings& pool,
                           const std::vector<std::string>& models, std::size_t queryCount) {
    auto needed = static_cast<std::int64_t>(queryCount);
    std::int64_t common = 0;
    for (const std::string& model : models) {
        if (isDisabled(pool, model)) continue;
        const auto own = settings.capacityShare.find(model);
        if (own == settings.capacityShare.end()) {
            ++common;
        } else {
            needed -= slotsOfShare(std::min(own->second, 1.0), queryCount);
        }
    }
    if (needed <= 0) return 0.0;
    if (common == 0) return 1.0;
    const std::int64_t each = (needed + common - 1) / common;  // whole queries
    return std::min(1.0, static_cast<double>(each) / static_cast<double>(queryCount));
}

bool sameFit(const Preparation& a, const Preparation& b) {
    Preparation other = b;
    other.testSplit = a.testSplit;
    other.blend = a.blend;
    other.folds = a.folds;
    return a == other;
}

bool sameStudy(const Preparation& a, const Preparation& b) {
    Preparation other = b;
    other.predictor = a.predictor;
    other.neighbours = a.neighbours;
    other.blend = a.blend;
    return a == other;
}

void adoptNames(Preparation& preparation, const std::vector<DatasetSummary>& datasets) {
    if (datasets.empty()) return;
    auto data = std::ranges::find(datasets, preparation.dataset, &DatasetSummary::name);
    if (data == datasets.end()) data = datasets.begin();
    preparation.dataset = data->name;
    preparation.trainSplit = splitOr(*data, preparation.trainSplit, "train", false);
    preparation.testSplit = splitOr(*data, preparation.testSplit, "test", true);
    if (data->embeddings == 0) preparation.embedding = toString(VectorSource::BuiltIn);
}

void turnTo(Scenario& scenario, const std::string& dataset,
            const std::map<std::string, Scenario>& kept) {
    Preparation& preparation = scenario.preparation;
    if (preparation.dataset == dataset) return;
    const auto found = kept.find(dataset);
    const Scenario fresh;
    const Scenario& from = found == kept.end() ? fresh : found->second;
    preparation.dataset = dataset;
    preparation.trainSplit = from.preparation.trainSplit;
    preparation.testSplit = from.preparation.testSplit;
    const double caution = scenario.pool.caution;
    scenario.pool = from.pool;
    scenario.pool.caution = caution;
    if (found != kept.end()) {
        scenario.constraints = from.constraints;
        return;
    }
    scenario.constraints.capacityShare.clear();
    scenario.constraints.groups = {};
    scenario.constraints.commonCapacity = fresh.constraints.commonCapacity;
}

void reconcile(Scenario& next, const Scenario& before) {
    ConstraintSettings& now = next.constraints;
    const ConstraintSettings& was = before.constraints;
    if (now.guarantee == was.guarantee && now.qualityFloor != was.qualityFloor &&
        next.preparation.dataset == before.preparation.dataset) {
        now.guarantee.asked = false;
    }
    if (now.mode != RoutingMode::CostUnderFloor) now.guarantee.asked = false;
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
