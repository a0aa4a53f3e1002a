#pragma once

#include <QString>
#include <optional>

#include "core/lab/views.h"

namespace orl {

/// What would make constraints reachable that are not.
struct Advice {
    QString problem;              ///< a sentence, with what can be reached
    QString action;               ///< "Set α to 91.2 %"; empty where no single number helps
    ConstraintSettings settings;  ///< the scenario's, with that done
};

/// None where the constraints can be met, and where the reason is not one of them.
std::optional<Advice> adviceFor(const SolveView& solve);

}  // namespace orl
