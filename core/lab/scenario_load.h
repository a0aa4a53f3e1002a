#pragma once

#include <string>

#include "core/lab/load_settings.h"
#include "core/lab/views.h"

namespace orl {

/// What a scenario's router comes to when its queries arrive one after the other.
struct LoadFigures {
    std::string reason;             ///< why there are no figures; else empty
    double rate = kMissing;         ///< long-run queries a second
    double waitP95 = kMissing;      ///< seconds, of the served
    double rejected = kMissing;     ///< share of the arrived, late ones included
    double costPer1000 = kMissing;  ///< predicted USD of the answers
    double predicted = kMissing;    ///< mean quality; who gets no answer counts as wrong
};

/// The settings with the rate that they come to for these queries, so that scenarios with other
/// limits and pools meet the same load. @throws Error as loadQuestion(), Cancelled
LoadSettings fixedLoad(LoadSettings settings, const SolveView& view, const Job& job = {});

/// Simulates the router of the solve under its goal; a router that routes whole batches has no
/// figures, and what cannot be simulated says why. @throws Cancelled
LoadFigures loadFigures(const SolveView& view, const LoadSettings& settings, const Job& job = {});

}  // namespace orl
