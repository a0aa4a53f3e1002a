#pragma once

#include <QString>
#include <map>
#include <memory>

#include "core/lab/views.h"

namespace orl {

/// A state that was pinned: everything shown afterwards is seen against it.
struct Pin {
    QString name;  ///< a letter
    std::shared_ptr<const SolveView> solve;
    std::shared_ptr<const ComparisonView> comparison;  ///< of it; null: was not known yet
    QString title = {};                                ///< that the user gave it; may be empty
    /// Its curves, where they were known while it was shown; they never change again.
    std::map<SweepOver, std::shared_ptr<const SweepView>> sweeps = {};
};

}  // namespace orl
