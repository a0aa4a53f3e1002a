#include "core/simulate/measures.h"

#include "core/problem.h"

namespace orl {

RunMeasures::RunMeasures(std::size_t models, std::size_t levelCount)
    : levels(levelCount), begun(models, 0), busySeconds(models, 0.0), series(models) {}

double RunMeasures::predictedAccuracy() const {
    return settled() == 0 ? kMissing : quality / static_cast<double>(settled());
}

double RunMeasures::realizedAccuracy() const {
    const std::uint64_t known = settled() - unknownOutcomes;
    return served == unknownOutcomes ? kMissing : outcome / static_cast<double>(known);
}

double RunMeasures::realizedTotal() const {
    const std::uint64_t known = answered() - unknownCosts;
    if (known == 0) return kMissing;
    return realizedCost / static_cast<double>(known) * static_cast<double>(answered());
}

double RunMeasures::costPer1000() const {
    return answered() == 0 ? kMissing : 1000.0 * cost / static_cast<double>(answered());
}

double RunMeasures::throughput() const {
    return span() > 0.0 ? static_cast<double>(served) / span() : kMissing;
}

double RunMeasures::meanWaiting() const {
    return span() > 0.0 ? waitingIntegral / span() : kMissing;
}

double RunMeasures::share(std::size_t model) const {
    std::uint64_t all = 0;
    for (const std::uint64_t count : begun) all += count;
    return all == 0 ? 0.0 : static_cast<double>(begun[model]) / static_cast<double>(all);
}

double RunMeasures::utilisation(std::size_t model, std::int64_t slots) const {
    if (slots == kUnlimited || slots == 0 || !(span() > 0.0)) return kMissing;
    return busySeconds[model] / (static_cast<double>(slots) * span());
}

}  // namespace orl
