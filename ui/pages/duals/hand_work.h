#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "core/support/job.h"
#include "ui/pages/duals/hand.h"

/// What the hand's evaluator does, on its own thread.
namespace orl {

/// What one job of the evaluator finds.
struct HandFound {
    HandView view;
    std::optional<HeldAnswer> optimal;
};

/// What it needs, as a snapshot.
struct HandQuestion {
    std::shared_ptr<DualEngine> engine;
    std::shared_ptr<const PriceCurve> curve;
    HandState state;
    std::shared_ptr<const HeldCurve> heldCurve;  ///< the last one; may serve again
    std::vector<std::uint32_t> queries;          ///< of the strips
    std::optional<double> optimal;               ///< λ whose best prices are asked for, too
};

/// At once on the path that is known, which is what a drag waits for.
/// @throws Cancelled
HandFound foundAt(const HandQuestion& asked, const Job& job);

}  // namespace orl
