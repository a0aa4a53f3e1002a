#pragma once

#include <QSignalBlocker>
#include <algorithm>
#include <vector>

#include "ui/charts/plot_view.h"

namespace orl {

/// Gives plots above each other the same margins, so that their x begin and end at the same pixels.
/// Other margins can ask for other ticks, and so for other margins: read again until all is said,
/// and never from within, where the outer call would end with what it had read before.
inline void lineUpPlots(const std::vector<PlotView*>& plots) {
    constexpr int kRounds = 3;
    for (int round = 0; round < kRounds; ++round) {
        int left = 0;
        int right = 0;
        for (const PlotView* plot : plots) {
            left = std::max(left, plot->neededLeft());
            right = std::max(right, plot->neededRight());
        }
        for (PlotView* plot : plots) {
            const QSignalBlocker quiet(plot);
            plot->setLeft(left);
            plot->setRight(right);
        }
    }
}

}  // namespace orl
