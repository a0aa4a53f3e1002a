#pragma once

#include <cstddef>

#include "core/problem.h"

namespace orl {

/// Read-only view of the blocks of a problem, or of a sample of them: what the inner loops see.
struct Table {
    const double* data = nullptr;  ///< block b at b * models * 2 * kLanes, see RoutingProblem
    std::size_t queries = 0;
    std::size_t models = 0;

    static constexpr std::size_t kLanes = RoutingProblem::kLanes;

    std::size_t blocks() const { return (queries + kLanes - 1) / kLanes; }
    std::size_t blockSize() const { return models * 2 * kLanes; }
    std::size_t bytes() const { return blocks() * blockSize() * sizeof(double); }
    double cost(std::size_t query, std::size_t model) const { return *cell(query, model); }
    double quality(std::size_t query, std::size_t model) const {
        return cell(query, model)[kLanes];
    }
    /// Cost; the quality is kLanes further.
    const double* cell(std::size_t query, std::size_t model) const {
        return data + ((query / kLanes) * models + model) * (2 * kLanes) + query % kLanes;
    }
};

/// Of the allowed pairs; 0 if there is none.
double greatestCost(const Table& table);

/// The largest 1/k, k <= 128, of which every quality is a multiple (retrieval over k neighbours
/// yields such qualities); 0 if there is none.
double qualityUnit(const Table& table);

inline Table tableOf(const RoutingProblem& problem) {
    return {problem.blocks().data(), problem.queryCount(), problem.modelCount()};
}

}  // namespace orl
