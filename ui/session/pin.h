#pragma once

#include <QString>
#include <memory>

namespace orl {

struct ComparisonView;
struct SolveView;

/// A state that was pinned: everything shown afterwards is seen against it.
struct Pin {
    QString name;  ///< a letter
    std::shared_ptr<const SolveView> solve;
    std::shared_ptr<const ComparisonView> comparison;  ///< of it; null: was not known yet
    QString title = {};                                ///< that the user gave it; may be empty
};

}  // namespace orl
