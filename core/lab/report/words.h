#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/lab/scenarios.h"
#include "core/lab/views.h"
#include "core/scenario.h"

/// Numbers and settings in the sentences of a report. A number and its unit never part at the end
/// of a line; a minus is U+2212; what is unknown is a dash.
namespace orl {

/// "$1.064", "$0.0123", "$12.40", "$1,064".
std::string money(double usd);
/// As money(), rounded up: for a least cost that must not be too little.
std::string moneyAbove(double usd);
/// So many USD in that currency: "$1,064", "EUR 979".
std::string moneyIn(const Currency& currency, double usd);
/// "$1.06", "$0.483", "$0.80": for a headline.
std::string roundMoney(double usd);
/// "$1.234", "$0.80": of what was asked for, to the last digit.
std::string askedMoney(double usd);
/// "+$0.127", "−$0.015".
std::string signedMoney(double usd);
/// "85 %", "83.6 %"; of a share.
std::string sharePercent(double share);
/// With that many digits after the point, also zeros.
std::string sharePercent(double share, int decimals);
/// Of a relative gap: "0 %", "< 0.01 %", "0.32 %".
std::string gapPercent(double gap);
/// "2,500".
std::string grouped(std::int64_t count);
/// As printable(), and no longer than so many letters: then it ends with an ellipsis.
std::string shortened(std::string_view text, std::size_t letters);

/// With a capital at the beginning.
std::string capitalized(std::string text);

/// "bundled, test split".
std::string dataWords(const Preparation& preparation);
/// "at least 85 % accuracy" or "at most $1 per 1,000 queries".
std::string goalWords(const ConstraintSettings& asked);
/// "no model above 40 % of the queries, gpt-4o at most 10 %"; empty where nothing is limited.
std::string limitWords(const ConstraintSettings& asked);
/// Everything that is asked for, limits and changes of the pool along: one line for a slide.
std::string askedWords(const Scenario& scenario);
/// What the scenario asks, as a question.
std::string questionOf(const Scenario& scenario);

/// A command of commandLineOf() in lines of so many letters, which a shell takes as they stand:
/// between words a line ends with a backslash, within the scenario after a comma. A word that has
/// no such place is longer.
std::vector<std::string> commandLines(const std::string& command, std::size_t letters);

}  // namespace orl
