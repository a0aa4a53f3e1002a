#pragma once

#include <memory>
#include <stop_token>

#include "core/lab/views.h"

/// From the answer that a drag waits for to the one that the command line gives: the same but for
/// what the search for a proof may take.
namespace orl {

/// Whether the larger budget may prove or better the view's own routing: its proof was given up for
/// the small one. What the small budget proves, the larger one finds as well.
bool mayBeProven(const SolveView& view);

/// The view with the routing that the command line finds for these constraints; compared routers
/// stay as they are.
/// @throws Error, Cancelled
std::shared_ptr<const SolveView> provenOf(const SolveView& view, const std::stop_token& stop);

/// Whether a routing of one answers the other: the same problem, constraints and router.
bool sameQuestion(const SolveView& one, const SolveView& other);

/// A view with the routing of another one that answers the same question.
std::shared_ptr<const SolveView> withRoutingOf(const SolveView& view, const SolveView& proven);

}  // namespace orl
