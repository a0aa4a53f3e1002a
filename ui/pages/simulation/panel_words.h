#pragma once

#include <QString>
#include <vector>

#include "core/simulate/policy.h"

namespace orl {

/// "0:00", "1:12", "1:02:05", "2 d 4:00": a moment of a run.
QString clockText(double seconds);

struct ClockTick {
    double seconds = 0.0;
    QString label;
};
/// At most `most` moments from 0 to the end in steps that clocks have, two at least.
std::vector<ClockTick> clockTicks(double end, int most);

/// "0.2 s", "35 s", "3.2 min", "1.5 h"; "–" for NaN.
QString waitText(double seconds);
/// "14", "19.7", "0.032": queries a second.
QString rateText(double perSecond);
/// "85 %", "82.5 %".
QString floorText(double share);

/// "Threshold", "Online dual".
QString policyTitle(const std::string& router);
/// With its parameter: "Threshold 79 %", "Willingness $0.0012".
QString choiceTitle(const PolicyChoice& choice);

}  // namespace orl
