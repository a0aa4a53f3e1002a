#pragma once

#include <span>
#include <vector>

#include "core/optimize/table.h"
#include "core/optimize/transport.h"

namespace orl {

/// Both modes in one form: minimise Σ p x subject to Σ r x >= required and the capacities, where
/// (p, r) is (cost, quality) under a floor and (−quality, −cost) under a budget.
struct Goal {
    RoutingMode mode = RoutingMode::CostUnderFloor;
    double required = 0.0;
    double slack = 0.0;  ///< by how much it was loosened, so that rounding is no violation

    double objective(double cost, double quality) const {
        return mode == RoutingMode::CostUnderFloor ? cost : -quality;
    }
    double resource(double cost, double quality) const {
        return mode == RoutingMode::CostUnderFloor ? quality : -cost;
    }
    double objective(const TransportPoint& point) const {
        return objective(point.cost, point.quality);
    }
    double resource(const TransportPoint& point) const {
        return resource(point.cost, point.quality);
    }
    bool met(const TransportPoint& point) const { return resource(point) >= required; }
};

/// A complete assignment within the capacities, and its totals, which its steps keep up to date.
struct Routing {
    Assignment assignment;
    std::vector<std::int64_t> load;
    double objective = 0.0;  ///< Σ p x
    double resource = 0.0;   ///< Σ r x
};
Routing routingOf(const TransportPoint& point, const Goal& goal);
/// Adds the totals up from the table.
Routing routingOf(const Table& table, const Goal& goal, Assignment assignment);

/// An integer assignment between two optimal vertices of neighbouring multipliers.
///
/// `met` satisfies the goal's constraint, `missed` does not and has the lower objective. Their
/// difference is a set of cycles and paths through the models; any subset of these keeps all loads
/// between those of the two, so within the capacities. The cheapest subset that still satisfies
/// the constraint is sought greedily.
Routing between(const Table& table, const Goal& goal, const TransportPoint& met,
                const TransportPoint& missed);

}  // namespace orl
