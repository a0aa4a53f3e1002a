#include "core/lab/report/levers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/lab/pool_edit.h"
#include "core/lab/proving.h"
#include "core/lab/report/words.h"
#include "core/lab/settings.h"

namespace orl {

namespace {

constexpr double kStep = 0.01;       // of accuracy
constexpr double kLeastMove = 5e-4;  // of accuracy: less is no step to speak of
constexpr double kMoreBudget = 1.1;  // a budget's steps are ratios
constexpr double kTwice = 2.0;
constexpr double kBetterPoints = 0.02;
constexpr double kHalf = 0.5;
constexpr std::size_t kNameRoom = 28;

std::string leverName(const std::string& model) {
    return shortened(model, kNameRoom);
}

/// Columns by a figure, greatest first; those without any are left out.
std::vector<std::size_t> ranked(const std::vector<double>& figures) {
    std::vector<std::size_t> order(figures.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::erase_if(order, [&](std::size_t j) { return !(figures[j] > 0.0); });
    std::ranges::stable_sort(order,
                             [&](std::size_t a, std::size_t b) { return figures[a] > figures[b]; });
    return order;
}

class LeverList {
  public:
    LeverList(const std::shared_ptr<const Prepared>& prepared, const SolveView& solve)
        : m_prepared(prepared),
          m_solve(solve),
          m_models(solve.experiment->models),
          m_pool(poolOf(*prepared->data, solve.scenario.pool)) {}

    std::vector<std::pair<std::string, Scenario>> all() {
        if (!m_solve.chosen.feasible) {
            liftEach();
            return std::move(m_list);
        }
        step();
        liftDearest();
        const std::vector<std::size_t> spenders = ranked(m_solve.chosen.spend);
        if (!spenders.empty()) dearer(m_models[spenders.front()]);
        std::vector<std::size_t> answering = ranked(m_solve.chosen.share);
        if (answering.size() > 2) answering.resize(2);
        for (const std::size_t j : answering) without(m_models[j]);
        if (!spenders.empty()) likeBetter(m_models[spenders.front()]);
        return std::move(m_list);
    }

  private:
    const ConstraintSettings& asked() const { return m_solve.scenario.constraints; }

    void add(std::string words, Scenario next) {
        m_list.emplace_back(std::move(words), std::move(next));
    }

    void step() {
        Scenario next = m_solve.scenario;
        ConstraintSettings& wanted = next.constraints;
        if (wanted.mode == RoutingMode::QualityUnderBudget) {
            wanted.budgetPer1000 *= kMoreBudget;
            add(fmt::format("A tenth more money ({})", askedMoney(wanted.budgetPer1000)),
                std::move(next));
            return;
        }
        wanted.qualityFloor = std::min(wanted.qualityFloor + kStep, m_solve.reach.maxQuality);
        const double moved = wanted.qualityFloor - asked().qualityFloor;
        if (!(moved >= kLeastMove)) return;
        add(moved < kStep * (1.0 - 1e-9)
                ? fmt::format("As accurate as can be ({})", sharePercent(wanted.qualityFloor))
                : fmt::format("One point more accuracy ({})", sharePercent(wanted.qualityFloor)),
            std::move(next));
    }

    void lift(const std::string& model) {
        Scenario next = m_solve.scenario;
        next.constraints.capacityShare[model] = 1.0;
        add(fmt::format("{} without a limit", leverName(model)), std::move(next));
    }

    void liftDearest() {
        const std::vector<std::size_t> dear = ranked(m_solve.chosen.capacityPrice);
        if (!dear.empty()) lift(m_models[dear.front()]);
    }

    /// Of constraints that cannot be met.
    void liftEach() {
        if (asked().commonCapacity >= 1.0 && asked().capacityShare.empty()) return;
        Scenario next = m_solve.scenario;
        next.constraints.commonCapacity = 1.0;
        next.constraints.capacityShare.clear();
        add("No limit on any model", std::move(next));
        for (const ModelInfo& model : m_pool) {
            const double share = valueInForce(m_solve.scenario, model, PoolField::Capacity);
            if (share < 1.0 && isOn(m_solve.scenario.pool, model.name)) lift(model.name);
            constexpr std::size_t kMostLifted = 5;
            if (m_list.size() > kMostLifted) return;
        }
    }

    const ModelInfo* infoOf(const std::string& model) const {
        const auto found = std::ranges::find(m_pool, model, &ModelInfo::name);
        return found == m_pool.end() ? nullptr : &*found;
    }

    void dearer(const std::string& model) {
        const ModelInfo* info = infoOf(model);
        if (!info) return;
        Scenario next = m_solve.scenario;
        const double factor = kTwice * valueInForce(m_solve.scenario, *info, PoolField::Multiplier);
        if (!(factor <= kMostMultiplier)) return;
        setValue(next, *info, PoolField::Multiplier, factor);
        add(fmt::format("{} at twice the price", leverName(model)), std::move(next));
    }

    void without(const std::string& model) {
        Scenario next = m_solve.scenario;
        if (!setOn(next.pool, m_models, model, false)) return;
        add(fmt::format("Without {}", leverName(model)), std::move(next));
    }

    /// A copy of the model with all that is set for it, so that its own prices are halved.
    void likeBetter(const std::string& model) {
        const ModelInfo* info = infoOf(model);
        if (!info) return;
        Scenario next = m_solve.scenario;
        const std::string name = duplicate(next, *m_prepared->data, model);
        const auto made = std::ranges::find(next.pool.hypothetical, name, &HypotheticalModel::name);
        if (made == next.pool.hypothetical.end()) return;
        made->points = std::min(1.0, made->points + kBetterPoints);
        next.pool.priceMultiplier[name] =
            kHalf * valueInForce(m_solve.scenario, *info, PoolField::Multiplier);
        add(fmt::format("A model like {} at half the price, 2 points better", leverName(model)),
            std::move(next));
    }

    const std::shared_ptr<const Prepared>& m_prepared;
    const SolveView& m_solve;
    const std::vector<std::string>& m_models;
    std::vector<ModelInfo> m_pool;
    std::vector<std::pair<std::string, Scenario>> m_list;
};

}  // namespace

double objectiveOf(const SolveView& solve) {
    if (!solve.chosen.feasible) return kMissing;
    return solve.scenario.constraints.mode == RoutingMode::QualityUnderBudget
               ? solve.chosen.predictedAccuracy
               : solve.chosen.costPer1000();
}

std::vector<Lever> leversOf(const std::shared_ptr<const Prepared>& prepared, const SolveView& solve,
                            const Job& job) {
    const double now = objectiveOf(solve);
    SolveEngine engine;
    auto wanted = LeverList(prepared, solve).all();
    std::vector<Lever> levers;
    levers.reserve(wanted.size());
    for (auto& [words, scenario] : wanted) {
        job.check();
        Lever lever{std::move(words), std::move(scenario)};
        try {
            auto view = engine.solve(prepared, lever.scenario, {}, job.stop);
            if (mayBeProven(*view)) view = provenOf(*view, job.stop);
            lever.reachable = view->chosen.feasible;
            lever.becomes = objectiveOf(*view);
            lever.change = lever.becomes - now;
        } catch (const Error&) {
            // A pool that routes nothing: there is no such answer.
        }
        levers.push_back(std::move(lever));
    }
    return levers;
}

}  // namespace orl
