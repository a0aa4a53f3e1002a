#include "app/cli/plan_output.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/lab/capacity_table.h"

namespace orl::cli {
namespace {

Json slotsJson(const std::vector<std::int64_t>& slots, const Experiment& experiment) {
    Json json = Json::object();
    for (std::size_t j = 0; j < slots.size(); ++j) {
        if (slots[j] == kUnlimited) {
            json[experiment.models[j]] = nullptr;
        } else {
            json[experiment.models[j]] = slots[j];
        }
    }
    return json;
}

std::string withError(const RunBand& band, double scale, int decimals) {
    std::string text = digits(band.mean * scale, decimals);
    if (band.error == band.error) text += " ± " + digits(band.error * scale, decimals);
    return text;
}

}  // namespace

Json bandJson(const RunBand& band) {
    return {{"mean", band.mean}, {"error", band.error}};
}

Json mixJson(const CapacityMix& mix, const Experiment& experiment) {
    return {{"slots", slotsJson(mix.fleet, experiment)},
            {"total_slots", mix.totalSlots},
            {"usd_per_hour", bandJson(mix.usdPerHour)},
            {"slots_usd_per_hour", mix.slotsUsd},
            {"cost_per_1000", bandJson(mix.costPer1000)},
            {"predicted_accuracy", bandJson(mix.predicted)},
            {"realized_accuracy", bandJson(mix.realized)},
            {"p95", bandJson(mix.p95)},
            {"rejected", bandJson(mix.rejected)},
            {"bound", mix.bound},
            {"meets", mix.meets},
            {"lasts", mix.lasts},
            {"largest_rate", mix.largestRate},
            {"pareto", mix.pareto}};
}

Json askedJson(const CapacityQuestion& question, double rate) {
    return {{"rate", rate},
            {"alpha", question.plan.qualityFloor},
            {"router", question.router.router},
            {"target", question.target.of == CapacityTarget::Of::Wait ? "wait_p95" : "total_p95"},
            {"seconds", question.target.seconds},
            {"runs", question.runs}};
}

std::string mixesTable(const std::vector<CapacityMix>& mixes, const Experiment& experiment) {
    std::vector<std::vector<std::string>> rows{{"", "USD/h", "of slots", "USD/1,000", "predicted %",
                                                "realized %", "p95 s", "rejected %", "lasts",
                                                "Pareto", "slots", "of"}};
    for (std::size_t k = 0; k < mixes.size(); ++k) {
        const CapacityMix& mix = mixes[k];
        rows.push_back(
            {std::to_string(k + 1), withError(mix.usdPerHour, 1.0, 3), digits(mix.slotsUsd, 2),
             withError(mix.costPer1000, 1.0, 4), withError(mix.predicted, 100.0, 2),
             withError(mix.realized, 100.0, 2), withError(mix.p95, 1.0, 3),
             withError(mix.rejected, 100.0, 2),
             mix.lasts ? std::string("yes") : fmt::format("to {}/s", digits(mix.largestRate, 2)),
             mix.pareto ? "yes" : "", std::to_string(mix.totalSlots),
             fleetText(mix.fleet, experiment.models)});
    }
    return table(rows);
}

std::vector<std::string> mixesRemarks(const std::vector<CapacityMix>& mixes, std::size_t best) {
    std::vector<std::string> remarks;
    if (mixes.size() > best) {
        remarks.push_back(
            fmt::format("fleet {} and those below it are not the next best, but the cheapest for "
                        "their number of slots (Pareto)",
                        best + 1));
    }
    const auto strained = std::ranges::count(mixes, false, &CapacityMix::lasts);
    if (strained > 0) {
        remarks.push_back(fmt::format(
            "{} of the {} fleets pass in runs as short as these, but in the long run their slots "
            "keep the floor up to the rate under \"lasts\" alone",
            strained, mixes.size()));
    }
    return remarks;
}

Json headroomJson(const Headroom& room, const Experiment& experiment) {
    Json worth = Json::object();
    for (const SlotWorth& each : room.worth) {
        worth[experiment.models[each.model]] = {{"usd_per_slot_hour", each.perHour},
                                                {"use", each.use}};
    }
    Json json = {{"largest_rate", room.largestRate},
                 {"usd_per_hour", room.costPerHour},
                 {"worth", worth},
                 {"bottleneck", nullptr},
                 {"best", nullptr}};
    if (room.bottleneck) json["bottleneck"] = experiment.models[*room.bottleneck];
    if (room.best) {
        json["best"] = {{"model", experiment.models[room.best->model]},
                        {"slots", room.best->slotCount},
                        {"saves_per_hour", room.best->savesPerHour},
                        {"largest_rate", room.best->largestRate}};
    }
    return json;
}

std::string reviewText(const FleetReview& review, const Experiment& experiment) {
    const Headroom& room = review.headroom;
    std::string text = mixesTable({review.now}, experiment);
    text += fmt::format(
        "\n{}; with these slots the floor can be planned up to {} queries a second, "
        "at {} now\n",
        !review.now.meets   ? "Misses the target"
        : !review.now.lasts ? "Meets the target in runs as short as these, but not in the long run"
                            : "Meets the target",
        digits(room.largestRate, 2), digits(room.rate, 2));
    text += room.bottleneck ? fmt::format("Bottleneck: {}\n", experiment.models[*room.bottleneck])
                            : std::string("No model's slots are short\n");
    std::vector<std::vector<std::string>> rows{
        {"one change", "saves USD/h", "shortens p95, s", "gains predicted %"}};
    for (const ChangeTrial& change : review.changes) {
        rows.push_back({fmt::format("{} +{}", experiment.models[change.model], change.slotCount),
                        withError(change.savesPerHour, 1.0, 3), withError(change.p95, 1.0, 3),
                        withError(change.predicted, 100.0, 2)});
    }
    return text + '\n' + table(rows);
}

}  // namespace orl::cli
