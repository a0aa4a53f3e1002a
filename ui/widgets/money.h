#pragma once

#include <QString>

namespace orl {

class ScenarioBook;

/// So many USD in the currency that costs a month are told in: "$1,064", "EUR 979"; "–" for NaN.
QString moneyText(const ScenarioBook& book, double usd);
/// Of a month at the volume that is said, from USD per 1,000 queries: "$1,064 a month"; empty where
/// no volume is said.
QString monthText(const ScenarioBook& book, double usdPer1000);

}  // namespace orl
