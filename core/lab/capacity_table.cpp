#include "core/lab/capacity_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace orl {
namespace {

std::string capacityNumber(double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : "";
}

std::string slotsNumber(std::int64_t slots) {
    return slots == kUnlimited ? "" : std::to_string(slots);
}

void addBand(std::vector<std::string>& row, const RunBand& band) {
    row.push_back(capacityNumber(band.mean));
    row.push_back(capacityNumber(band.error));
}

std::vector<std::size_t> usedModels(const std::vector<CapacityMix>& mixes, std::size_t models) {
    std::vector<std::size_t> used;
    for (std::size_t j = 0; j < models; ++j) {
        const auto uses = [j](const CapacityMix& mix) { return mix.fleet[j] != 0; };
        if (std::ranges::any_of(mixes, uses)) used.push_back(j);
    }
    return used;
}

}  // namespace

TextTable capacityTable(const std::vector<CapacityMix>& mixes,
                        const std::vector<std::string>& models) {
    const std::vector<std::size_t> used = usedModels(mixes, models.size());
    TextTable table;
    table.head = {"rank"};
    for (const std::size_t j : used) table.head.push_back("slots_" + models[j]);
    table.head.emplace_back("total_slots");
    table.head.insert(table.head.end(),
                      {"usd_per_hour", "usd_per_hour_error", "slots_usd_per_hour"});
    for (const char* name :
         {"cost_per_1000", "predicted_accuracy", "realized_accuracy", "p95", "rejected"}) {
        table.head.emplace_back(name);
        table.head.push_back(std::string(name) + "_error");
    }
    table.head.insert(table.head.end(), {"lasts", "largest_rate", "bound", "pareto"});
    for (std::size_t k = 0; k < mixes.size(); ++k) {
        const CapacityMix& mix = mixes[k];
        std::vector<std::string> row{std::to_string(k + 1)};
        for (const std::size_t j : used) row.push_back(slotsNumber(mix.fleet[j]));
        row.push_back(std::to_string(mix.totalSlots));
        addBand(row, mix.usdPerHour);
        row.push_back(capacityNumber(mix.slotsUsd));
        addBand(row, mix.costPer1000);
        addBand(row, mix.predicted);
        addBand(row, mix.realized);
        addBand(row, mix.p95);
        addBand(row, mix.rejected);
        row.emplace_back(mix.lasts ? "true" : "false");
        row.push_back(capacityNumber(mix.largestRate));
        row.push_back(capacityNumber(mix.bound));
        row.emplace_back(mix.pareto ? "true" : "false");
        table.rows.push_back(std::move(row));
    }
    return table;
}

std::string fleetText(const std::vector<std::int64_t>& slots,
                      const std::vector<std::string>& models) {
    std::string text;
    for (std::size_t j = 0; j < slots.size(); ++j) {
        if (slots[j] == 0) continue;
        text += (text.empty() ? "" : ", ") + models[j] + ' ' +
                (slots[j] == kUnlimited ? std::string("unlimited") : std::to_string(slots[j]));
    }
    return text;
}

}  // namespace orl
