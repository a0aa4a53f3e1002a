#include "core/predict/neighbour_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <nanoflann.hpp>
#include <numeric>

#include "core/predict/similarity_scan.h"
#include "core/support/error.h"
#include "core/support/random.h"

namespace orl {
namespace {

/// Unit vectors; with repeats > 0 the second half are exact copies of a few of the first: ties.
Matrix unitRows(Eigen::Index rows, Eigen::Index dimensions, std::uint64_t seed, int repeats) {
    Random random(seed);
    Matrix vectors(rows, dimensions);
    for (Eigen::Index i = 0; i < rows; ++i) {
        if (repeats > 0 && i >= rows / 2) {
            vectors.row(i) = vectors.row(i % (rows / (2 * repeats)));
            continue;
        }
        for (Eigen::Index d = 0; d < dimensions; ++d) {
            vectors(i, d) = static_cast<float>(random.normal());
        }
        vectors.row(i).normalize();
    }
    return vectors;
}

/// All pairs, in double precision, fully sorted.
std::vector<std::size_t> bruteForce(const Matrix& vectors, const Eigen::RowVectorXf& query,
                                    int count, std::size_t leaveOut) {
    std::vector<std::pair<double, std::size_t>> all;
    for (Eigen::Index i = 0; i < vectors.rows(); ++i) {
        if (static_cast<std::size_t>(i) == leaveOut) continue;
        double dot = 0.0;
        for (Eigen::Index d = 0; d < vectors.cols(); ++d) {
            dot += static_cast<double>(vectors(i, d)) * static_cast<double>(query(d));
        }
        all.emplace_back(-dot, static_cast<std::size_t>(i));
    }
    std::sort(all.begin(), all.end());
    std::vector<std::size_t> rows;
    for (int k = 0; k < count && k < static_cast<int>(all.size()); ++k) {
        rows.push_back(all[static_cast<std::size_t>(k)].second);
    }
    return rows;
}

std::vector<std::size_t> rowsOf(const std::vector<Neighbour>& found) {
    std::vector<std::size_t> rows;
    for (const Neighbour& one : found) rows.push_back(one.trainingRow);
    return rows;
}

/// One row after the other: what rows leave out that look for their own neighbours.
std::vector<std::size_t> rowsFrom(std::size_t first, Eigen::Index count) {
    std::vector<std::size_t> rows(static_cast<std::size_t>(count));
    std::iota(rows.begin(), rows.end(), first);
    return rows;
}

TEST(NeighbourIndex, EqualsBruteForceTiesIncluded) {
    for (const Eigen::Index dimensions : {1, 2, 24, 65}) {
        for (const int repeats : {0, 1, 10}) {
            const Matrix vectors = unitRows(600, dimensions, 3, repeats);
            Matrix queries = vectors.topRows(60);
            queries.row(7).setZero();
            const NeighbourIndex index(vectors);
            for (const int count : {1, 5, 32, 1000}) {
                const auto open = index.nearest(queries, count);
                const auto leaveOut = index.nearest(queries, count, rowsFrom(0, 60), 2);
                for (std::size_t i = 0; i < 60; ++i) {
                    const Eigen::RowVectorXf query = queries.row(static_cast<Eigen::Index>(i));
                    EXPECT_EQ(rowsOf(open[i]),
                              bruteForce(vectors, query, count, NeighbourIndex::kNoRow));
                    EXPECT_EQ(rowsOf(leaveOut[i]), bruteForce(vectors, query, count, i));
                    EXPECT_EQ(
                        open[i].front().similarity,
                        NeighbourIndex::similarity(
                            query.data(),
                            vectors.row(static_cast<Eigen::Index>(open[i].front().trainingRow))
                                .data(),
                            dimensions));
                }
            }
        }
    }
}

TEST(NeighbourIndex, AllAlikeAreFoundInTheirOrder) {
    // More ties than candidates are held, and better ones that come last.
    Matrix vectors = Matrix::Ones(5000, 4) * 0.5F;
    vectors.row(4998) << 1.0F, 0.0F, 0.0F, 0.0F;
    Matrix queries(2, 4);
    queries << 1.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F, 0.0F;
    const auto found = NeighbourIndex(vectors).nearest(queries, 4);
    EXPECT_EQ(rowsOf(found[0]), (std::vector<std::size_t>{4998, 0, 1, 2}));
    EXPECT_EQ(rowsOf(found[1]), (std::vector<std::size_t>{0, 1, 2, 3}));
}

TEST(NeighbourIndex, NeitherThreadsNorBatchesChangeABit) {
    const Matrix vectors = unitRows(700, 16, 5, 4);
    const Matrix queries = unitRows(300, 16, 6, 0);
    const NeighbourIndex index(vectors);
    const auto same = [](const std::vector<Neighbour>& a, const std::vector<Neighbour>& b) {
        return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                          [](const Neighbour& x, const Neighbour& y) {
                              return x.trainingRow == y.trainingRow && x.similarity == y.similarity;
                          });
    };
    const auto whole = index.nearest(queries, 9, rowsFrom(100, 300), 1);
    const auto threaded = index.nearest(queries, 9, rowsFrom(100, 300), 3);
    std::size_t first = 0;
    for (const std::size_t batch : {1U, 7U, 8U, 128U, 156U}) {
        const Matrix part =
            queries.middleRows(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(batch));
        const auto found = index.nearest(part, 9, rowsFrom(100 + first, part.rows()));
        for (std::size_t i = 0; i < batch; ++i) EXPECT_TRUE(same(found[i], whole[first + i]));
        first += batch;
    }
    ASSERT_EQ(first, whole.size());
    for (std::size_t i = 0; i < whole.size(); ++i) EXPECT_TRUE(same(threaded[i], whole[i]));
}

TEST(NeighbourIndex, NothingToFindOrAskedFor) {
    const Matrix queries = unitRows(3, 4, 1, 0);
    EXPECT_TRUE(NeighbourIndex(Matrix(0, 4)).nearest(queries, 5)[2].empty());
    EXPECT_TRUE(NeighbourIndex(queries).nearest(queries, 0)[2].empty());
    EXPECT_TRUE(NeighbourIndex(queries).nearest(Matrix(0, 4), 5).empty());
    EXPECT_TRUE(NeighbourIndex(queries.topRows(1)).nearest(queries, 5, rowsFrom(0, 3))[0].empty());
    // No dimension: everything is equally far.
    EXPECT_EQ(rowsOf(NeighbourIndex(Matrix(3, 0)).nearest(Matrix(1, 0), 2)[0]),
              (std::vector<std::size_t>{0, 1}));
}

TEST(NeighbourIndex, TreeAndProductAnswerTheSame) {
    for (const Eigen::Index dimensions : {1, 2, 3, 4}) {
        for (const int repeats : {0, 1, 25}) {
            const Matrix vectors = unitRows(2000, dimensions, 11, repeats);
            Matrix queries = vectors.topRows(150);
            queries.bottomRows(20) = unitRows(20, dimensions, 12, 0);
            queries.row(140).setZero();
            const NeighbourIndex tree(vectors, NeighbourIndex::Search::Tree);
            const NeighbourIndex product(vectors, NeighbourIndex::Search::Product);
            for (const int count : {1, 32, 5000}) {
                for (const auto& leaveOut : {std::vector<std::size_t>{}, rowsFrom(0, 150)}) {
                    const auto one = tree.nearest(queries, count, leaveOut, 2);
                    const auto other = product.nearest(queries, count, leaveOut);
                    for (std::size_t i = 0; i < one.size(); ++i) {
                        ASSERT_EQ(rowsOf(one[i]), rowsOf(other[i])) << dimensions << " " << i;
                        for (std::size_t k = 0; k < one[i].size(); ++k) {
                            EXPECT_EQ(one[i][k].similarity, other[i][k].similarity);
                        }
                    }
                }
            }
        }
    }
}

TEST(NeighbourIndex, ATreeIsGrownOnlyWhereItIsRightAndFaster) {
    Matrix vectors = unitRows(100, 3, 1, 0);
    EXPECT_TRUE(NeighbourTree::serves(vectors));
    EXPECT_FALSE(NeighbourTree::pays(vectors)) << "few are scanned sooner";
    EXPECT_TRUE(NeighbourTree::pays(unitRows(50'000, 3, 1, 0)));
    EXPECT_FALSE(NeighbourTree::pays(unitRows(50'000, 5, 1, 0)));
    vectors.row(4).setZero();
    EXPECT_FALSE(NeighbourTree::serves(vectors)) << "by distance the origin is nearer than across";
    // It is then the product that answers.
    EXPECT_EQ(rowsOf(NeighbourIndex(vectors, NeighbourIndex::Search::Tree).nearest(vectors, 5)[9]),
              rowsOf(NeighbourIndex(vectors).nearest(vectors, 5)[9]));
    EXPECT_FALSE(NeighbourTree::serves(Matrix(0, 3)));
}

/// A library's exact search as an oracle for the product: distances of the k nearest, over all
/// dimensions.
TEST(NeighbourIndex, AgreesWithNanoflann) {
    struct Cloud {
        const Matrix& vectors;
        // NOLINTBEGIN(readability-identifier-naming)
        std::size_t kdtree_get_point_count() const { return std::size_t(vectors.rows()); }
        double kdtree_get_pt(std::size_t row, std::size_t dimension) const {
            return double(vectors(Eigen::Index(row), Eigen::Index(dimension)));
        }
        bool kdtree_get_bbox(...) const { return false; }
        // NOLINTEND(readability-identifier-naming)
    };
    using Tree = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<double, Cloud>,
                                                     Cloud, -1, std::size_t>;
    for (const Eigen::Index dimensions : {2, 7, 24, 64, 130}) {
        const Matrix vectors = unitRows(1500, dimensions, 21, 0);
        const Matrix queries = unitRows(80, dimensions, 22, 0);
        const Cloud cloud{vectors};
        Tree tree(int(dimensions), cloud, nanoflann::KDTreeSingleIndexAdaptorParams(16));
        tree.buildIndex();
        const auto found = NeighbourIndex(vectors).nearest(queries, 16);
        for (Eigen::Index i = 0; i < queries.rows(); ++i) {
            const Eigen::RowVectorXd query = queries.row(i).cast<double>();
            std::vector<std::size_t> row(16);
            std::vector<double> square(16);
            ASSERT_EQ(tree.knnSearch(query.data(), 16, row.data(), square.data()), 16U);
            EXPECT_EQ(rowsOf(found[std::size_t(i)]), row) << dimensions << " dimensions";
            for (std::size_t k = 0; k < 16; ++k) {
                EXPECT_NEAR(2.0 - 2.0 * found[std::size_t(i)][k].similarity, square[k], 1e-6);
            }
        }
    }
}

TEST(NeighbourIndex, StopsWhenAskedAndTellsHowFarItIs) {
    const Matrix vectors = unitRows(400, 8, 2, 0);
    const NeighbourIndex index(vectors);
    std::stop_source source;
    std::vector<double> shares;
    Job job;
    job.stop = source.get_token();
    job.progress = [&](double share, std::string_view) {
        shares.push_back(share);
        source.request_stop();
    };
    EXPECT_THROW(index.nearest(vectors, 3, rowsFrom(0, 400), 1, job), Cancelled);
    ASSERT_EQ(shares.size(), 1U);
    EXPECT_GT(shares[0], 0.0);
    EXPECT_LT(shares[0], 1.0);
}

TEST(SimilarityScan, EveryInstructionSetFindsWhatReachesTheFloor) {
    using similarity::kGroup;
    using similarity::kPanel;
    Random random(8);
    constexpr std::size_t kDimensions = 19;
    AlignedVector<float> panel(kDimensions * kPanel);
    AlignedVector<float> queries(kDimensions * kGroup);
    for (auto* numbers : {&panel, &queries}) {
        for (float& value : *numbers) value = static_cast<float>(random.normal());
    }
    std::array<float, kGroup> floor{};
    for (float& value : floor) value = static_cast<float>(random.uniform(-3.0, 6.0));
    floor[2] = std::numeric_limits<float>::infinity();
    floor[5] = -floor[2];
    std::size_t count = 0;
    const similarity::Variant* const* variants = similarity::supportedVariants(count);
    ASSERT_GE(count, 1U);
    for (std::size_t v = 0; v < count; ++v) {
        std::array<similarity::Hit, kGroup * kPanel> hits{};
        const std::size_t found =
            variants[v]->scan(panel.data(), queries.data(), kDimensions, floor.data(), hits.data());
        std::array<std::array<bool, kPanel>, kGroup> seen{};
        for (std::size_t h = 0; h < found; ++h) {
            double exact = 0.0;
            for (std::size_t d = 0; d < kDimensions; ++d) {
                exact += static_cast<double>(panel[d * kPanel + hits[h].column]) *
                         static_cast<double>(queries[d * kGroup + hits[h].query]);
            }
            EXPECT_NEAR(static_cast<double>(hits[h].similarity), exact, 1e-4) << variants[v]->name;
            bool& flag = seen.at(hits[h].query).at(hits[h].column);
            EXPECT_FALSE(flag) << "found twice";
            flag = true;
        }
        for (std::size_t q = 0; q < kGroup; ++q) {
            for (std::size_t c = 0; c < kPanel; ++c) {
                double exact = 0.0;
                for (std::size_t d = 0; d < kDimensions; ++d) {
                    exact += static_cast<double>(panel[d * kPanel + c]) *
                             static_cast<double>(queries[d * kGroup + q]);
                }
                const auto least = static_cast<double>(floor.at(q));
                if (std::abs(exact - least) < 1e-4) continue;  // either is right
                EXPECT_EQ(seen.at(q).at(c), exact > least) << variants[v]->name;
            }
        }
    }
}

TEST(SimilarityScan, DotsAreTheSameBitsEverywhereAndFloorsLetEnoughThrough) {
    Random random(9);
    std::size_t count = 0;
    const similarity::Variant* const* variants = similarity::supportedVariants(count);
    for (const std::size_t dimensions : {0U, 3U, 8U, 43U}) {
        std::vector<float> query(dimensions);
        std::vector<float> vectors(20 * dimensions);
        for (auto* numbers : {&query, &vectors}) {
            for (float& value : *numbers) value = static_cast<float>(random.normal());
        }
        const std::vector<std::uint32_t> rows = {4, 19, 0, 4};
        std::vector<double> first;
        for (std::size_t v = 0; v < count; ++v) {
            std::vector<double> dots(rows.size());
            variants[v]->dots(query.data(), vectors.data(), dimensions, rows.data(), rows.size(),
                              dots.data());
            for (std::size_t i = 0; i < rows.size(); ++i) {
                double exact = 0.0;
                for (std::size_t d = 0; d < dimensions; ++d) {
                    exact += static_cast<double>(query[d]) *
                             static_cast<double>(vectors[rows[i] * dimensions + d]);
                }
                EXPECT_NEAR(dots[i], exact, 1e-12);
            }
            if (v == 0) first = dots;
            EXPECT_EQ(dots, first) << variants[v]->name;
        }
    }
    for (int trial = 0; trial < 200; ++trial) {
        const auto size = static_cast<std::size_t>(1 + random.below(150));
        const auto wanted = static_cast<std::size_t>(1 + random.below(size));
        std::vector<float> values(size);
        // Rounded, so that some are equal.
        for (float& value : values) value = std::round(20.0F * static_cast<float>(random.normal()));
        for (std::size_t v = 0; v < count; ++v) {
            const float floor = variants[v]->floor(values.data(), size, wanted);
            const auto reached = static_cast<std::size_t>(std::count_if(
                values.begin(), values.end(), [&](float value) { return value >= floor; }));
            EXPECT_GE(reached, wanted) << variants[v]->name;
        }
    }
}

}  // namespace
}  // namespace orl
