#pragma once

#include <string>
#include <vector>

#include "core/lab/text_table.h"
#include "core/simulate/capacity_plan.h"

namespace orl {

/// Fleets as a table, a row each: rank, slots_MODEL of every model that any of them uses,
/// total_slots, usd_per_hour and slots_usd_per_hour, cost_per_1000 (answers, USD),
/// predicted_accuracy, realized_accuracy, p95 (seconds of the target's figure), rejected (share),
/// each mean with its standard error behind it as NAME_error, lasts (true or false), largest_rate
/// (queries a second), bound (USD an hour), pareto (true or false). Unknown numbers are empty.
TextTable capacityTable(const std::vector<CapacityMix>& mixes,
                        const std::vector<std::string>& models);

/// "gpt-4o 3, mistral 2" in the order of the models; those without slots are left out.
std::string fleetText(const std::vector<std::int64_t>& slots,
                      const std::vector<std::string>& models);

}  // namespace orl
