#include "core/predict/logistic.h"

#include <gtest/gtest.h>
#include <linear.h>

#include <cmath>
#include <memory>
#include <numeric>

#include "core/support/random.h"

namespace orl {
namespace {

/// Texts as they are: few of many features each, the first ones common, rows of length 1.
SparseRows sparseRows(std::size_t rows, std::uint32_t features, std::uint64_t seed) {
    Random random(seed);
    SparseRows made;
    made.columnCount = features;
    for (std::size_t i = 0; i < rows; ++i) {
        std::vector<SparseRows::Entry> row;
        double squares = 0.0;
        for (std::uint32_t f = 0; f < features; ++f) {
            if (random.uniform() > 3.0 / (1.0 + f)) continue;
            row.push_back({f, static_cast<float>(random.uniform(0.2, 1.0))});
            squares +=
                static_cast<double>(row.back().value) * static_cast<double>(row.back().value);
        }
        for (auto& entry : row) entry.value /= static_cast<float>(std::sqrt(squares + 1e-12));
        made.entries.insert(made.entries.end(), row.begin(), row.end());
        made.start.push_back(made.entries.size());
    }
    return made;
}

Labels noisyLabels(const SparseRows& rows, Eigen::Index models, std::uint64_t seed) {
    Random random(seed);
    const auto count = static_cast<Eigen::Index>(rows.rowCount());
    Labels label(count, models);
    for (Eigen::Index j = 0; j < models; ++j) {
        std::vector<double> truth(rows.columnCount);
        for (double& weight : truth) weight = 2.0 * random.normal();
        const double bias = random.normal();
        for (Eigen::Index i = 0; i < count; ++i) {
            double odds = bias;
            for (const auto& entry : rows.row(static_cast<std::size_t>(i))) {
                odds += truth[entry.column] * static_cast<double>(entry.value);
            }
            label(i, j) = random.uniform() < 1.0 / (1.0 + std::exp(-odds));
        }
    }
    return label;
}

/// Log-odds of each row, and ½‖w‖² + C Σ ln(1 + exp(−y f)) with the bias penalised as a weight.
struct Fitted {
    std::vector<double> odds;
    double objective = 0.0;
};

Fitted judged(const SparseRows& rows, const Labels& label, Eigen::Index model, double strength,
              const std::vector<double>& weight) {  // the bias last
    Fitted fitted;
    for (const double one : weight) fitted.objective += 0.5 * one * one;
    for (std::size_t i = 0; i < rows.rowCount(); ++i) {
        double odds = weight.back();
        for (const auto& entry : rows.row(i)) {
            odds += weight[entry.column] * static_cast<double>(entry.value);
        }
        const double sign = label(static_cast<Eigen::Index>(i), model) ? 1.0 : -1.0;
        fitted.objective += strength * std::log1p(std::exp(-sign * odds));
        fitted.odds.push_back(odds);
    }
    return fitted;
}

/// LIBLINEAR's primal L2-regularised logistic regression, to a far closer tolerance than ours.
std::vector<double> liblinear(const SparseRows& rows, const Labels& label, Eigen::Index model,
                              double strength) {
    set_print_string_function([](const char*) {});
    std::vector<std::vector<feature_node>> nodes(rows.rowCount());
    std::vector<feature_node*> start;
    std::vector<double> sign;
    const int bias = static_cast<int>(rows.columnCount) + 1;
    for (std::size_t i = 0; i < rows.rowCount(); ++i) {
        for (const auto& entry : rows.row(i)) {
            nodes[i].push_back(
                {static_cast<int>(entry.column) + 1, static_cast<double>(entry.value)});
        }
        nodes[i].push_back({bias, 1.0});
        nodes[i].push_back({-1, 0.0});
        start.push_back(nodes[i].data());
        sign.push_back(label(static_cast<Eigen::Index>(i), model) ? 1.0 : -1.0);
    }
    problem data{static_cast<int>(rows.rowCount()), bias, sign.data(), start.data(), 1.0};
    parameter asked{};
    asked.solver_type = L2R_LR;
    asked.C = strength;
    asked.eps = 1e-8;
    ::model* const fitted = train(&data, &asked);
    std::vector<double> weight;
    int labels[2];
    get_labels(fitted, labels);
    for (int f = 0; f < bias; ++f) weight.push_back(labels[0] * fitted->w[f]);
    ::model* owned = fitted;
    free_and_destroy_model(&owned);
    return weight;
}

TEST(Logistic, AgreesWithLiblinear) {
    for (const double strength : {0.3, 1.5, 4.0, 10.0}) {
        const SparseRows rows = sparseRows(900, 60, 5);
        const Labels label = noisyLabels(rows, 3, 6);
        std::vector<std::size_t> every(rows.rowCount());
        std::iota(every.begin(), every.end(), std::size_t{0});
        const LogisticModels ours =
            LogisticTrainer(rows).fit(every, label, PerModel::Zero(3), strength);
        for (Eigen::Index j = 0; j < 3; ++j) {
            std::vector<double> weight;
            for (Eigen::Index f = 0; f < ours.weight.rows(); ++f) {
                weight.push_back(static_cast<double>(ours.weight(f, j)));
            }
            weight.push_back(ours.bias(j));
            const Fitted one = judged(rows, label, j, strength, weight);
            const Fitted other =
                judged(rows, label, j, strength, liblinear(rows, label, j, strength));
            EXPECT_GE(one.objective, other.objective * (1.0 - 1e-9)) << "LIBLINEAR's is the least";
            // Ours ends its passes early: what more would change is less than the data leave open.
            EXPECT_LE(one.objective, other.objective * 1.01) << "C = " << strength;
            double difference = 0.0;
            for (std::size_t i = 0; i < one.odds.size(); ++i) {
                difference += std::abs(1.0 / (1.0 + std::exp(-one.odds[i])) -
                                       1.0 / (1.0 + std::exp(-other.odds[i])));
            }
            EXPECT_LT(difference / static_cast<double>(one.odds.size()), 0.04)
                << "C = " << strength << ", model " << j;
        }
    }
}

}  // namespace
}  // namespace orl
