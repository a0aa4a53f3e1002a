#pragma once

#include <QFontMetricsF>
#include <QString>
#include <QStringList>
#include <vector>

#include "core/simulate/plan.h"

class QWidget;

namespace orl {

struct ClockTick {
    double seconds = 0.0;
    QString label;
};
/// At most `most` moments (but two) from 0 to the end of a run, in steps that clocks have.
std::vector<ClockTick> clockTicks(double end, int most);

/// "85 %", "82.5 %".
QString floorText(double share);
/// The first of the texts that is no wider than the room; the last where none fits.
QString longestThatFits(const QStringList& longestFirst, const QFontMetricsF& metrics, double room);
/// The same for the notice of a chart of that width.
QString noticeThatFits(const QStringList& longestFirst, const QWidget& panel);
/// What of the load the headroom does not look at: "without the outage", "at the mean of bursts";
/// empty where it is even.
QString headroomCaveat(const SimulationPlan& plan);

}  // namespace orl
