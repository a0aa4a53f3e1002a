#include "core/optimize/dual/table.h"

#include <algorithm>
#include <cmath>

#include "core/optimize/parameters.h"
#include "core/support/infinity.h"

namespace orl {

// Both read the cells in the order of memory, padding included: its zeros change neither result.

double greatestCost(const Table& table) {
    double greatest[Table::kLanes] = {};
    const double* end = table.data + table.blocks() * table.blockSize();
    for (const double* cell = table.data; cell < end; cell += 2 * Table::kLanes) {
        for (std::size_t lane = 0; lane < Table::kLanes; ++lane) {
            const double cost = cell[lane] < kInfinity ? cell[lane] : 0.0;
            greatest[lane] = greatest[lane] > cost ? greatest[lane] : cost;
        }
    }
    return *std::max_element(std::begin(greatest), std::end(greatest));
}

double qualityUnit(const Table& table) {
    // Adding and taking off 2^52 rounds to an integer, many numbers at a time.
    constexpr double kRounder = 4503599627370496.0;
    const double* end = table.data + table.blocks() * table.blockSize();
    for (int k = 1; k <= parameters::dual::kMostUnits; ++k) {
        double worst = 0.0;
        for (const double* cell = table.data;
             cell < end && worst <= parameters::dual::kUnitRounding; cell += 2 * Table::kLanes) {
            for (std::size_t lane = 0; lane < Table::kLanes; ++lane) {
                const double scaled = cell[Table::kLanes + lane] * k;
                const double error = std::abs(scaled - ((scaled + kRounder) - kRounder));
                worst = worst > error ? worst : error;
            }
        }
        if (worst <= parameters::dual::kUnitRounding) return 1.0 / k;
    }
    return 0.0;
}

}  // namespace orl
