#include "core/lab/load_settings.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/route/router.h"
#include "core/support/error.h"

namespace orl {
namespace {

/// Models that may take queries, and how much of their answers' seconds is known.
struct KnownSpeeds {
    std::vector<std::size_t> unknown;
    bool any = false;
};

KnownSpeeds knownSpeeds(const Experiment& experiment) {
    KnownSpeeds speeds;
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        bool open = false;
        bool known = true;
        for (std::size_t i = 0; i < experiment.problem.queryCount() && known; ++i) {
            if (!experiment.problem.allowed(i, j)) continue;
            open = true;
            known = !std::isnan(experiment.secondsOf(i, j));
        }
        if (open && !known) speeds.unknown.push_back(j);
        speeds.any = speeds.any || (open && known);
    }
    return speeds;
}

std::vector<std::int64_t> slotsOf(const LoadSettings& settings, const Experiment& experiment) {
    std::vector<std::int64_t> slots;
    slots.reserve(experiment.models.size());
    for (const std::string& model : experiment.models) {
        const auto own = settings.ownSlots.find(model);
        slots.push_back(own == settings.ownSlots.end() ? settings.commonSlots : own->second);
    }
    return slots;
}

void chooseService(const LoadSettings& settings, const Experiment& experiment,
                   LoadQuestion& question, SimulationPlan& plan) {
    const KnownSpeeds speeds = knownSpeeds(experiment);
    question.assumedService = !settings.service && !speeds.any;
    plan.service.kind = question.assumedService
                            ? ServicePlan::Kind::Constant
                            : settings.service.value_or(ServicePlan::Kind::Pool);
    plan.service.seconds = question.assumedService ? kAssumedSeconds : settings.serviceSeconds;
    if (plan.service.kind != ServicePlan::Kind::Pool) return;
    question.unknownSpeeds = speeds.unknown;
    for (const std::size_t j : speeds.unknown) plan.concurrency[j] = 0;
}

/// Other arrivals than the preset's; the run stays as long as the rate has it.
void shapeAnew(const LoadSettings& settings, ArrivalPlan& arrivals, double count) {
    const double rate = std::clamp(settings.rate.value_or(arrivals.rate), kLeastRate, kMostRate);
    const double factor = rate / arrivals.rate;
    arrivals.rate = rate;
    arrivals.peakRate = std::min(arrivals.peakRate * factor, kMostRate);
    arrivals.quietSeconds /= factor;
    arrivals.burstSeconds /= factor;
    arrivals.period /= factor;
    if (!settings.shape || *settings.shape == arrivals.shape) return;
    using Shape = ArrivalPlan::Shape;
    arrivals.shape = *settings.shape;
    const double length = count / rate;
    switch (arrivals.shape) {
        case Shape::Burst:
            arrivals.peakRate = std::min(6.0 * rate, kMostRate);
            arrivals.quietSeconds = 0.1 * length;
            arrivals.burstSeconds = 0.02 * length;
            return;
        case Shape::Daily:
            arrivals.swing = 0.8;
            arrivals.period = length;
            return;
        case Shape::Ramp:
            arrivals.peakRate = std::min(2.0 * rate, kMostRate);
            arrivals.period = 2.0 / 3.0 * length;
            return;
        case Shape::AllAtOnce:
        case Shape::Poisson:
        case Shape::Times:
            return;
    }
}

std::vector<Disturbance> outagesOf(const std::vector<LoadOutage>& outages,
                                   const Experiment& experiment) {
    std::vector<Disturbance> all;
    all.reserve(outages.size());
    for (const LoadOutage& each : outages) {
        const auto found =
            std::find(experiment.models.begin(), experiment.models.end(), each.model);
        if (found == experiment.models.end() || !(each.until > each.from)) continue;
        all.push_back({static_cast<std::size_t>(found - experiment.models.begin()), each.from,
                       each.until, each.slowness});
    }
    return all;
}

std::vector<PolicyChoice> choicesOf(const LoadSettings& settings) {
    std::vector<PolicyChoice> choices;
    for (const std::string& id : settings.greedy) {
        if (choices.size() < 2) choices.push_back({id, {}});
    }
    if (choices.empty()) {
        // The paper's greedy takes the best that is free; elsewhere the one that AIOS ships.
        choices.push_back(
            {settings.preset == LoadPreset::TwoQueries ? "quality-only" : "threshold", {}});
    }
    choices.push_back({"dual", {}});
    return choices;
}

double bestMeanQuality(const Experiment& experiment, const SimulationPlan& plan) {
    double sum = 0.0;
    for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
        double best = 0.0;
        for (std::size_t j = 0; j < experiment.models.size(); ++j) {
            if (plan.slotsOf(j) == 0 || !experiment.problem.allowed(i, j)) continue;
            best = std::max(best, experiment.problem.quality(i, j));
        }
        sum += best;
    }
    return sum / static_cast<double>(experiment.problem.queryCount());
}

void requireSomeSlots(const LoadQuestion& question) {
    const Experiment& experiment = *question.load.experiment;
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        if (question.load.plan.slotsOf(j) == 0) continue;
        for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
            if (experiment.problem.allowed(i, j)) return;
        }
    }
    const bool speeds = !question.unknownSpeeds.empty();
    throw Error("simulation", "no model has a slot that it may use",
                speeds ? "Give the speeds of the models, or choose how long an answer takes"
                       : "Give a model that is on at least one slot");
}

}  // namespace

std::vector<std::string_view> greedyIds() {
    std::vector<std::string_view> ids = policyIds();
    std::erase_if(ids, [](std::string_view id) { return id == "dual" || id == kOnlineDual; });
    return ids;
}

std::vector<LoadOutage> outagesIn(const SimulationPlan& plan,
                                  const std::vector<std::string>& models) {
    std::vector<LoadOutage> all;
    all.reserve(plan.faults.disturbances.size());
    for (const Disturbance& each : plan.faults.disturbances) {
        all.push_back({models[each.model], each.from, each.until, each.slowness});
    }
    return all;
}

LoadQuestion loadQuestion(const LoadSettings& settings,
                          std::shared_ptr<const Experiment> experiment,
                          const Constraints& constraints, const Job& job) {
    LoadQuestion question{{std::move(experiment), {}}, choicesOf(settings), {}, false, kMissing};
    const Experiment& data = *question.load.experiment;
    SimulationPlan base;
    base.concurrency = slotsOf(settings, data);
    base.queue.limit = settings.queueLimit;
    base.mode = constraints.mode;
    base.qualityFloor = constraints.qualityFloor;
    base.budget = constraints.budget;
    base.plannedUse = settings.plannedUse;
    base.knownPrices = settings.knownPrices;
    base.seed = settings.seed;
    if (settings.window) {
        base.window = {*settings.window, settings.windowCount, settings.windowSeconds};
    }
    const bool paper = settings.preset == LoadPreset::TwoQueries;
    if (!paper) {
        chooseService(settings, data, question, base);
        question.load.plan = base;
        requireSomeSlots(question);
    }
    question.load = loadCase(settings.preset, question.load.experiment, base, job);
    SimulationPlan& plan = question.load.plan;
    question.reach = bestMeanQuality(*question.load.experiment, plan);
    if (paper) {
        if (settings.window) plan.window = base.window;
        return question;
    }
    const std::uint64_t drawn = plan.arrivals.queries;
    const double before = plan.arrivals.rate;
    shapeAnew(settings, plan.arrivals,
              static_cast<double>(drawn == 0 ? data.problem.queryCount() : drawn));
    // The preset's outage stays where it is in a run that gets shorter or longer.
    const double pace = plan.arrivals.rate / before;
    for (Disturbance& each : plan.faults.disturbances) {
        each.from /= pace;
        each.until /= pace;
    }
    if (settings.order) plan.arrivals.order = *settings.order;
    if (settings.outages) plan.faults.disturbances = outagesOf(*settings.outages, data);
    return question;
}

}  // namespace orl
