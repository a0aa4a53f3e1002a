#include "core/predict/lanes.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "core/predict/panels.h"
#include "core/support/random.h"

namespace orl {
namespace {

using lanes::kGroup;
using lanes::kLanes;
using lanes::kPanel;

std::vector<float> randomNumbers(std::size_t count, Random& random) {
    std::vector<float> numbers(count);
    for (float& value : numbers) value = static_cast<float>(random.normal());
    return numbers;
}

/// What every variant does with the same numbers; those of the first are given to `check`.
template <typename Work, typename Check>
void onAll(const Work& work, const Check& check) {
    std::size_t count = 0;
    const lanes::Variant* const* variants = lanes::supportedVariants(count);
    ASSERT_GE(count, 1U);
    const std::vector<float> first = work(*variants[0]);
    check(first);
    for (std::size_t v = 1; v < count; ++v)
        EXPECT_EQ(work(*variants[v]), first) << variants[v]->name;
}

TEST(Lanes, SparseRowsTimesDenseOnesAreTheSameBitsEverywhere) {
    Random random(1);
    for (const std::size_t width : {kLanes, 4 * kLanes, 11 * kLanes}) {
        for (const std::size_t count : {0U, 1U, 2U, 37U}) {
            const std::vector<float> rows = randomNumbers(50 * width, random);
            std::vector<lanes::SparseEntry> entries;
            for (std::size_t i = 0; i < count; ++i) {
                entries.push_back({static_cast<std::uint32_t>(random.below(50)),
                                   static_cast<float>(random.normal())});
            }
            onAll(
                [&](const lanes::Variant& variant) {
                    std::vector<float> sum(width, 7.0F);
                    variant.sparseTimes(entries.data(), count, rows.data(), width, sum.data());
                    return sum;
                },
                [&](const std::vector<float>& sum) {
                    for (std::size_t c = 0; c < width; ++c) {
                        double exact = 0.0;
                        for (const auto& entry : entries) {
                            exact += static_cast<double>(entry.value) *
                                     static_cast<double>(rows[entry.column * width + c]);
                        }
                        EXPECT_NEAR(static_cast<double>(sum[c]), exact, 1e-5);
                    }
                });
        }
    }
}

TEST(Lanes, ProductsAreTheSameBitsEverywhere) {
    Random random(2);
    constexpr std::size_t kDimensions = 29;
    AlignedVector<float> panel(kDimensions * kPanel);
    for (float& value : panel) value = static_cast<float>(random.normal());
    const std::vector<float> group = randomNumbers(kDimensions * kGroup, random);
    onAll(
        [&](const lanes::Variant& variant) {
            std::vector<float> product(kGroup * kPanel);
            variant.products(panel.data(), group.data(), kDimensions, product.data());
            return product;
        },
        [&](const std::vector<float>& product) {
            for (std::size_t g = 0; g < kGroup; ++g) {
                for (std::size_t c = 0; c < kPanel; ++c) {
                    double exact = 0.0;
                    for (std::size_t d = 0; d < kDimensions; ++d) {
                        exact += static_cast<double>(group[d * kGroup + g]) *
                                 static_cast<double>(panel[d * kPanel + c]);
                    }
                    EXPECT_NEAR(static_cast<double>(product[g * kPanel + c]), exact, 1e-4);
                }
            }
        });
}

TEST(Lanes, ExponentialsAreRightToTheLastBitsAndNeverInfinite) {
    std::vector<float> x;
    for (int i = -1000; i <= 1000; ++i) x.push_back(static_cast<float>(i) * 0.0869F);
    for (const float value : {0.0F, -0.0F, 1e9F, -1e9F, 87.0F}) x.push_back(value);
    onAll(
        [&](const lanes::Variant& variant) {
            std::vector<float> values = x;
            variant.exponentials(values.data(), values.size());
            return values;
        },
        [&](const std::vector<float>& values) {
            for (std::size_t i = 0; i < x.size(); ++i) {
                const double exact =
                    std::exp(std::min(87.0, std::max(-87.0, static_cast<double>(x[i]))));
                EXPECT_NEAR(static_cast<double>(values[i]) / exact, 1.0, 3e-7) << x[i];
            }
        });
}

TEST(Lanes, ALogisticStepSolvesTheRowsOwnEquation) {
    // With the step's change of weights, α = C σ(−margin) holds again.
    Random random(3);
    const std::vector<lanes::SparseEntry> entries = {{2, 0.5F}, {0, -0.3F}, {7, 0.8F}};
    const float squares = 1.0F + 0.25F + 0.09F + 0.64F;
    constexpr float kStrength = 2.0F;
    const std::vector<float> weight = randomNumbers(8 * kLanes, random);
    const std::vector<float> base = randomNumbers(kLanes, random);
    const std::vector<float> bias = randomNumbers(kLanes, random);
    std::vector<float> label(kLanes), alpha(kLanes);
    for (std::size_t lane = 0; lane < kLanes; ++lane) {
        label[lane] = random.uniform() < 0.5 ? 1.0F : -1.0F;
        alpha[lane] = kStrength * static_cast<float>(random.uniform());
    }
    onAll(
        [&](const lanes::Variant& variant) {
            // Weights, bias and α after the step and how far α moved, one after the other.
            std::vector<float> all = weight;
            all.insert(all.end(), bias.begin(), bias.end());
            all.insert(all.end(), alpha.begin(), alpha.end());
            all.resize(all.size() + kLanes, 0.0F);
            float* const newBias = all.data() + weight.size();
            variant.logisticStep(
                {entries.data(), entries.size(), squares, label.data(), newBias + kLanes},
                {base.data(), newBias, all.data(), newBias + 2 * kLanes, kStrength});
            return all;
        },
        [&](const std::vector<float>& all) {
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                const auto at = [&](std::size_t i) { return static_cast<double>(all[i + lane]); };
                double z = static_cast<double>(base[lane]) + at(weight.size());
                for (const auto& entry : entries) {
                    z += static_cast<double>(entry.value) * at(entry.column * kLanes);
                }
                const double next = at(weight.size() + kLanes);
                const double margin = static_cast<double>(label[lane]) * z;
                EXPECT_NEAR(next, static_cast<double>(kStrength) / (1.0 + std::exp(margin)), 1e-2);
                EXPECT_NEAR(at(weight.size() + 2 * kLanes),
                            std::abs(next - static_cast<double>(alpha[lane])), 1e-6);
                // The others' weights are untouched, its own moved by the change of α.
                EXPECT_EQ(all[kLanes + lane], weight[kLanes + lane]);
                EXPECT_NEAR(at(2 * kLanes) - static_cast<double>(weight[2 * kLanes + lane]),
                            0.5 * static_cast<double>(label[lane]) *
                                (next - static_cast<double>(alpha[lane])),
                            1e-6);
            }
        });
}

TEST(Panels, ProductsDoNotDependOnWhereAVectorStands) {
    Random random(4);
    const auto matrix = [&](Eigen::Index rows) {
        return Matrix(
            Matrix::NullaryExpr(rows, 31, [&] { return static_cast<float>(random.normal()); }));
    };
    const Matrix vectors = matrix(101);
    const Matrix rows = matrix(53);
    const Matrix all = Panels(vectors).products(rows);
    ASSERT_EQ(all.rows(), 53);
    ASSERT_EQ(all.cols(), 101);
    const Eigen::MatrixXd exact = rows.cast<double>() * vectors.cast<double>().transpose();
    EXPECT_LT((all.cast<double>() - exact).cwiseAbs().maxCoeff(), 1e-4);
    EXPECT_EQ(Panels(vectors.middleRows(50, 3)).products(rows.middleRows(11, 9)),
              all.block(11, 50, 9, 3));
    const Matrix square = Panels(vectors).products(vectors, Panels::Part::Lower);
    const Matrix whole = Panels(vectors).products(vectors);
    for (Eigen::Index i = 0; i < 101; ++i) {
        for (Eigen::Index j = 0; j <= i; ++j) EXPECT_EQ(square(i, j), whole(i, j));
    }
    EXPECT_EQ(Panels().products(Matrix(3, 0)).cols(), 0);
}

}  // namespace
}  // namespace orl
