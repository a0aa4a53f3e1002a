#pragma once

#include <QString>
#include <vector>

namespace orl {

struct ClockTick {
    double seconds = 0.0;
    QString label;
};
/// At most `most` moments (but two) from 0 to the end of a run, in steps that clocks have.
std::vector<ClockTick> clockTicks(double end, int most);

/// "85 %", "82.5 %".
QString floorText(double share);

}  // namespace orl
