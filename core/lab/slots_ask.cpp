#include "core/lab/slots_ask.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/support/error.h"

namespace orl {
namespace {

/// Whether the seconds of all answers that the model may give are known.
bool speedKnown(const Experiment& experiment, std::size_t model) {
    for (std::size_t i = 0; i < experiment.problem.queryCount(); ++i) {
        if (!experiment.problem.allowed(i, model)) continue;
        if (std::isnan(experiment.secondsOf(i, model))) return false;
    }
    return true;
}

std::int64_t mostSlots(const SlotsAsk& ask, const Experiment& experiment, std::size_t model) {
    const bool unknown = ask.constantSeconds == 0.0 && !speedKnown(experiment, model);
    const auto said = ask.most.find(experiment.models[model]);
    if (unknown) return 0;
    return said == ask.most.end() ? kUnlimited : said->second;
}

double priceOfSlot(const SlotsAsk& ask, const std::string& model) {
    const auto own = ask.ownPrice.find(model);
    return own == ask.ownPrice.end() ? ask.commonPrice : own->second;
}

}  // namespace

bool SlotsAsk::operator==(const SlotsAsk& other) const {
    return rate == other.rate && floor == other.floor && target.of == other.target.of &&
           target.seconds == other.target.seconds && target.rejected == other.target.rejected &&
           target.shortfall == other.target.shortfall && commonPrice == other.commonPrice &&
           ownPrice == other.ownPrice && most == other.most &&
           constantSeconds == other.constantSeconds && runs == other.runs && seed == other.seed;
}

std::uint64_t slotsQueries(const Experiment& experiment, double rate) {
    constexpr double kFewest = 1000.0;
    constexpr double kSeconds = 60.0;
    constexpr double kMost = 20'000.0;
    const double lasting = std::isfinite(rate) ? std::min(kMost, std::ceil(kSeconds * rate)) : 0.0;
    const auto all = static_cast<double>(experiment.problem.queryCount());
    return static_cast<std::uint64_t>(std::max({kFewest, all, lasting}));
}

CapacityQuestion slotsQuestion(const SlotsAsk& ask, const Experiment& experiment) {
    CapacityQuestion question;
    question.plan.arrivals.shape = ArrivalPlan::Shape::Poisson;
    question.plan.arrivals.rate = ask.rate;
    question.plan.arrivals.queries = slotsQueries(experiment, ask.rate);
    if (ask.constantSeconds > 0.0) {
        question.plan.service = {ServicePlan::Kind::Constant, ask.constantSeconds, 0.0};
    }
    question.plan.qualityFloor = ask.floor;
    question.plan.knownPrices = true;  // slots are bought for the long run
    question.plan.seed = ask.seed;
    question.target = ask.target;
    question.runs = ask.runs;
    bool priced = false;
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        question.slotPrice.push_back(priceOfSlot(ask, experiment.models[j]));
        question.most.push_back(mostSlots(ask, experiment, j));
        priced = priced || question.slotPrice.back() > 0.0;
    }
    if (!priced) question.slotPrice.clear();
    const bool none = std::ranges::all_of(question.most, [](auto each) { return each == 0; });
    if (none && ask.constantSeconds == 0.0) {
        throw Error("slots", "no model has a known speed and may have a slot",
                    "Give the speeds of the models, or say how long an answer takes");
    }
    return question;
}

LoadSettings loadOfPlan(const SlotsAsk& ask, const std::map<std::string, std::int64_t>& fleet,
                        LoadSettings before) {
    LoadSettings load = std::move(before);
    // The paper's two queries have slots of their own.
    if (load.preset == LoadPreset::TwoQueries) load.preset = LoadPreset::RushHour;
    load.shape = ArrivalPlan::Shape::Poisson;
    load.rate = ask.rate;
    load.order = ArrivalPlan::Order::AsTheyAre;
    load.outages.emplace();
    load.window = WindowPlan::Kind::None;
    load.queueLimit = kUnlimited;
    load.service.reset();
    if (ask.constantSeconds > 0.0) {
        load.service = ServicePlan::Kind::Constant;
        load.serviceSeconds = ask.constantSeconds;
    }
    load.plannedUse = SimulationPlan{}.plannedUse;
    load.knownPrices = true;
    load.ownSlots.clear();
    for (const auto& [model, number] : fleet) load.ownSlots[model] = std::min(number, kMostSlots);
    return load;
}

std::vector<std::string> slotsWords(const SlotsAsk& ask, const Experiment& experiment) {
    const bool wait = ask.target.of == CapacityTarget::Of::Wait;
    std::vector<std::string> words = {"--rate",
                                      fmt::format("{}", ask.rate),
                                      "--alpha",
                                      fmt::format("{}", ask.floor),
                                      wait ? "--wait-p95" : "--total-p95",
                                      fmt::format("{}s", ask.target.seconds),
                                      "--queries",
                                      fmt::format("{}", slotsQueries(experiment, ask.rate)),
                                      "--repeats",
                                      fmt::format("{}", ask.runs),
                                      "--seed",
                                      fmt::format("{}", ask.seed)};
    if (ask.constantSeconds > 0.0) {
        words.insert(words.end(), {"--service", fmt::format("constant:{}", ask.constantSeconds)});
    }
    if (ask.commonPrice > 0.0) {
        words.insert(words.end(), {"--slot-price", fmt::format("all={}", ask.commonPrice)});
    }
    for (const auto& [model, price] : ask.ownPrice) {
        words.insert(words.end(), {"--slot-price", fmt::format("{}={}", model, price)});
    }
    for (std::size_t j = 0; j < experiment.models.size(); ++j) {
        const std::int64_t most = mostSlots(ask, experiment, j);
        if (most == kUnlimited) continue;
        words.insert(words.end(), {"--most", fmt::format("{}={}", experiment.models[j], most)});
    }
    return words;
}

}  // namespace orl
