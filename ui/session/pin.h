#pragma once

#include <QString>
#include <memory>

namespace orl {

struct ComparisonView;
struct SolveView;

/// A state that was pinned: everything shown afterwards is seen against it.
struct Pin {
    QString name;
    std::shared_ptr<const SolveView> solve;
    std::shared_ptr<const ComparisonView> comparison;  ///< of it; null: was not known yet
};

}  // namespace orl
