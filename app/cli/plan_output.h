#pragma once

#include <string>
#include <vector>

#include "app/cli/output.h"
#include "core/simulate/capacity_plan.h"

/// What `plan` prints: fleets and what a fleet lacks, for programs and for people.
namespace orl::cli {

Json bandJson(const RunBand& band);
Json mixJson(const CapacityMix& mix, const Experiment& experiment);
/// What was asked, at the rate of the arrivals.
Json askedJson(const CapacityQuestion& question, double rate);
Json headroomJson(const Headroom& room, const Experiment& experiment);

std::string mixesTable(const std::vector<CapacityMix>& mixes, const Experiment& experiment);
/// What has to be known to read the table: fleets beyond the best, and those that do not last.
std::vector<std::string> mixesRemarks(const std::vector<CapacityMix>& mixes, std::size_t best);
std::string reviewText(const FleetReview& review, const Experiment& experiment);

}  // namespace orl::cli
