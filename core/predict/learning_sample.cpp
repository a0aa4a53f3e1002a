#include "core/predict/learning_sample.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <string_view>
#include <unordered_map>

#include "core/support/random.h"

namespace orl {
namespace {

constexpr std::size_t kSharesOfAModel = 40;

/// Positions in that order, but those of a task together, the tasks by their first row.
std::vector<std::size_t> byTask(const Dataset& data, std::span<const std::size_t> rows,
                                std::span<const std::size_t> order) {
    std::unordered_map<std::string_view, std::size_t> number;
    std::vector<std::size_t> taskOf(rows.size());
    std::vector<std::size_t> start{0};
    for (std::size_t i = 0; i < rows.size(); ++i) {
        taskOf[i] = number.try_emplace(data.queries[rows[i]].task, number.size()).first->second;
        start.resize(number.size() + 1, 0);
        ++start[taskOf[i] + 1];
    }
    std::partial_sum(start.begin(), start.end(), start.begin());
    std::vector<std::size_t> sorted(rows.size());
    for (const std::size_t position : order) sorted[start[taskOf[position]]++] = position;
    return sorted;
}

/// Takes further positions, in that order, until so many rows have an outcome in the column.
void takeOutcomes(const Grid& grid, Eigen::Index column, std::span<const std::size_t> rows,
                  std::span<const std::size_t> order, std::size_t least, std::vector<bool>& taken) {
    const auto recorded = [&](std::size_t position) {
        return !std::isnan(grid(static_cast<Eigen::Index>(rows[position]), column));
    };
    std::size_t known = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) known += taken[i] && recorded(i) ? 1U : 0U;
    for (std::size_t i = 0; i < order.size() && known < least; ++i) {
        if (taken[order[i]] || !recorded(order[i])) continue;
        taken[order[i]] = true;
        ++known;
    }
}

}  // namespace

std::vector<Eigen::Index> learnedRows(std::span<const std::size_t> learned, Eigen::Index all) {
    std::vector<Eigen::Index> rows(learned.begin(), learned.end());
    if (rows.empty()) {
        rows.resize(static_cast<std::size_t>(all));
        std::iota(rows.begin(), rows.end(), Eigen::Index{0});
    }
    return rows;
}

std::vector<std::size_t> learningSample(const Dataset& data, std::span<const std::size_t> rows,
                                        std::size_t most, std::uint64_t seed, const Job& job) {
    std::vector<std::size_t> order(rows.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (rows.size() <= most) return order;
    Random random(seed);
    random.shuffle(std::span(order));
    job.check();
    const std::vector<std::size_t> sorted = byTask(data, rows, order);
    std::vector<bool> taken(rows.size(), false);
    for (std::size_t i = 0; i < most; ++i) taken[sorted[i * rows.size() / most]] = true;
    for (const Grid* grid : {&data.score, &data.cost, &data.outputTokens}) {
        for (Eigen::Index j = 0; j < grid->cols(); ++j) {
            job.check();
            takeOutcomes(*grid, j, rows, order, most / kSharesOfAModel, taken);
        }
    }
    std::vector<std::size_t> sample;
    sample.reserve(static_cast<std::size_t>(std::count(taken.begin(), taken.end(), true)));
    for (std::size_t i = 0; i < taken.size(); ++i) {
        if (taken[i]) sample.push_back(i);
    }
    return sample;
}

}  // namespace orl
