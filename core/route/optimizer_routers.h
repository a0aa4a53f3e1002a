#pragma once

#include <memory>

#include "core/route/router.h"

namespace orl {

/// "dual": one DualOptimizer kept between routes, so that moving constraints are warm-started.
std::unique_ptr<Router> makeDualRouter(const RoutingProblem& problem);

/// "dual-paper": the paper's projected supergradient (solveSupergradient), cold at every route.
std::unique_ptr<Router> makePaperRouter(const RoutingProblem& problem);

}  // namespace orl
