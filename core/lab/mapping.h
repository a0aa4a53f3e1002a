#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/lab/views.h"
#include "core/predict/query_map.h"
#include "core/support/job.h"

/// Where the routed queries lie, for as long as a fit and its rows stay.
namespace orl {

/// A map of the rows that were prepared.
struct MapView {
    std::shared_ptr<const Prepared> prepared;
    QueryMap map;

    /// Coordinates of each query of an experiment on these rows, which may leave some out.
    void place(const Experiment& experiment, std::vector<float>& x, std::vector<float>& y) const;
};

/// Whether a map of one is a map of the other: the same data, rows and fit, whatever its use.
bool sameMap(const Prepared& one, const Prepared& other);

/// @param known is taken over where it is that map; may be null
/// @throws Error, Cancelled
std::shared_ptr<const MapView> mapOf(const std::shared_ptr<const Prepared>& prepared,
                                     const std::shared_ptr<const MapView>& known, const Job& job);

}  // namespace orl
