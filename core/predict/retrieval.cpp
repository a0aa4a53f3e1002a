#include "core/predict/retrieval.h"

#include <cmath>

namespace orl {

PerModel retrievalMean(std::span<const Neighbour> neighbours, const Matrix& targets,
                       const PerModel& prior, double shrink) {
    constexpr double kWidth = 0.5;
    PerModel sum = prior * shrink;
    PerModel mass = PerModel::Constant(prior.size(), shrink);
    for (const Neighbour& neighbour : neighbours) {
        if (neighbour.similarity <= 0.0) continue;
        const double weight = std::exp((neighbour.similarity - 1.0) / kWidth);
        const float* target = targets.row(static_cast<Eigen::Index>(neighbour.trainingRow)).data();
        for (Eigen::Index j = 0; j < prior.size(); ++j) {
            if (std::isnan(target[j])) continue;
            sum(j) += weight * static_cast<double>(target[j]);
            mass(j) += weight;
        }
    }
    return (mass > 0.0).select(sum / mass, prior);
}

}  // namespace orl
