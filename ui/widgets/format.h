#pragma once

#include <QString>
#include <cstdint>

#include "core/support/error.h"

/// Numbers as people read them: sensible digits, a dash for unknown; and errors.
namespace orl {

/// "$0.334", "$12.40", "$1,204"; "–" for NaN.
QString usd(double value);
/// As usd(), rounded up: for a least cost that must not be too little.
QString usdAbove(double value);
/// Of a share in [0,1]: "82.4 %".
QString percent(double share, int decimals = 1);
/// As percent(), rounded down: for a limit that the number must not overstate.
QString percentBelow(double share, int decimals = 1);
/// As percent(), rounded up: for a least value that must not be too little.
QString percentAbove(double share);
/// Digits at which percentBelow() of the lesser and percent() of the greater differ.
int decimalsApart(double less, double more);
/// As percent(); of a share below a limit so that it is seen to be below.
QString percentAgainst(double share, double limit);
/// "3.1e-07" or "0.02 %": a relative gap.
QString gapText(double gap);
/// "4.2 ms", "1.30 s".
QString duration(double milliseconds);
QString count(std::int64_t value);
/// "where: what was wrong. What to do."
QString sentence(const Error& error);

}  // namespace orl
