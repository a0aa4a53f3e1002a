#pragma once

#include <memory>
#include <span>
#include <string>

#include "core/route/router.h"

namespace orl {

/// A routing that stands before anything is asked, whatever the constraints: it is judged by them
/// as it is, overload included. Rules of people's own come so.
/// @param assignment of the problem; like the problem it must outlive the router
/// @param unplaced   why queries are not placed, a sentence; empty where all are
/// @param models     names; must outlive the router
std::unique_ptr<Router> makeFixedRouter(const RoutingProblem& problem, const Assignment& assignment,
                                        std::string unplaced, std::span<const std::string> models);

}  // namespace orl
