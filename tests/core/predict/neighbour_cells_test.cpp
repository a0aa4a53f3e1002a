#include "core/predict/neighbour_cells.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/support/error.h"
#include "core/support/random.h"

namespace orl {
namespace {

/// Unit vectors about so many centres, as far from them as `width` says; 0 centres: all directions.
Matrix cloud(Eigen::Index rows, Eigen::Index dimensions, Eigen::Index centres, double width,
             std::uint64_t seed) {
    Random random(seed);
    Matrix centre(std::max<Eigen::Index>(centres, 1), dimensions);
    for (float& value : centre.reshaped()) value = static_cast<float>(random.normal());
    centre.rowwise().normalize();
    Matrix vectors(rows, dimensions);
    for (Eigen::Index i = 0; i < rows; ++i) {
        for (Eigen::Index d = 0; d < dimensions; ++d) {
            vectors(i, d) = static_cast<float>(width * random.normal());
        }
        if (centres > 0) {
            vectors.row(i) += centre.row(
                static_cast<Eigen::Index>(random.below(static_cast<std::uint64_t>(centres))));
        }
        vectors.row(i).normalize();
    }
    return vectors;
}

std::vector<std::size_t> itselfOf(Eigen::Index count) {
    std::vector<std::size_t> rows(static_cast<std::size_t>(count));
    std::iota(rows.begin(), rows.end(), std::size_t{0});
    return rows;
}

bool same(const std::vector<Neighbour>& a, const std::vector<Neighbour>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const Neighbour& x, const Neighbour& y) {
                          return x.trainingRow == y.trainingRow && x.similarity == y.similarity;
                      });
}

/// Share of the exact neighbours that are found.
double recall(const std::vector<std::vector<Neighbour>>& found,
              const std::vector<std::vector<Neighbour>>& exact) {
    double hits = 0.0;
    double all = 0.0;
    for (std::size_t i = 0; i < exact.size(); ++i) {
        all += static_cast<double>(exact[i].size());
        for (const Neighbour& one : exact[i]) {
            hits += std::any_of(found[i].begin(), found[i].end(),
                                [&](const Neighbour& other) {
                                    return other.trainingRow == one.trainingRow;
                                })
                        ? 1.0
                        : 0.0;
        }
    }
    return hits / all;
}

TEST(NeighbourCells, FindTheShareThatTheyState) {
    struct Case {
        const char* name;
        Matrix vectors;
    };
    for (const auto& [name, vectors] : {Case{"clusters", cloud(6000, 24, 150, 0.15, 1)},
                                        Case{"loose clusters", cloud(6000, 24, 40, 0.3, 2)},
                                        Case{"all directions", cloud(4000, 16, 0, 1.0, 3)}}) {
        const NeighbourIndex cells(vectors, NeighbourIndex::Search::Cells);
        const NeighbourIndex exact(vectors, NeighbourIndex::Search::Product);
        const Matrix queries = vectors.topRows(800);
        for (const int count : {8, 32}) {
            const auto found = cells.nearest(queries, count, itselfOf(800));
            const auto right = exact.nearest(queries, count, itselfOf(800));
            EXPECT_GE(recall(found, right), NeighbourCells::kRecall - 0.02) << name << count;
            for (std::size_t i = 0; i < found.size(); ++i) {
                EXPECT_LE(found[i].size(), right[i].size());
                EXPECT_TRUE(std::is_sorted(found[i].begin(), found[i].end(), nearer));
                for (const Neighbour& one : found[i]) {
                    EXPECT_NE(one.trainingRow, i) << "left out";
                    EXPECT_EQ(one.similarity,
                              NeighbourIndex::similarity(
                                  queries.row(static_cast<Eigen::Index>(i)).data(),
                                  vectors.row(static_cast<Eigen::Index>(one.trainingRow)).data(),
                                  vectors.cols()));
                }
            }
        }
    }
}

TEST(NeighbourCells, TheNearestFewAreTheFirstOfTheNearestMany) {
    const Matrix vectors = cloud(3000, 12, 50, 0.2, 4);
    const NeighbourIndex cells(vectors, NeighbourIndex::Search::Cells);
    const auto many = cells.nearest(vectors.topRows(40), 500);
    for (const int count : {1, 7, 32, 100}) {
        const auto few = cells.nearest(vectors.topRows(40), count);
        for (std::size_t i = 0; i < few.size(); ++i) {
            ASSERT_GE(many[i].size(), few[i].size());
            const auto end = many[i].begin() + static_cast<std::ptrdiff_t>(few[i].size());
            EXPECT_TRUE(same(few[i], {many[i].begin(), end})) << i;
        }
    }
}

TEST(NeighbourCells, AreTakenOnlyForManyVectorsAndWhereTheyPay) {
    const Matrix clusters = cloud(3000, 12, 60, 0.1, 5);
    EXPECT_EQ(NeighbourIndex::ofMany(clusters, 3000).cells(), nullptr);
    const NeighbourIndex many = NeighbourIndex::ofMany(clusters, 2999);
    ASSERT_NE(many.cells(), nullptr);
    EXPECT_TRUE(many.cells()->pays());
    EXPECT_LT(many.cells()->looked(), many.cells()->count());
    // In all directions alike the neighbours lie in most cells: all vectors are compared, exactly.
    const Matrix alike = cloud(2000, 48, 0, 1.0, 6);
    const NeighbourIndex spread = NeighbourIndex::ofMany(alike, 100);
    EXPECT_EQ(spread.cells(), nullptr);
    const auto found = spread.nearest(alike.topRows(5), 7);
    const auto right = NeighbourIndex(alike).nearest(alike.topRows(5), 7);
    for (std::size_t i = 0; i < found.size(); ++i) EXPECT_TRUE(same(found[i], right[i]));
    // A tree is exact and as fast.
    EXPECT_EQ(NeighbourIndex::ofMany(cloud(20'000, 3, 0, 1.0, 7), 100).cells(), nullptr);
}

TEST(NeighbourCells, NeitherThreadsNorBatchesNorStoringChangeABit) {
    const Matrix vectors = cloud(3000, 20, 80, 0.2, 8);
    const NeighbourIndex index = NeighbourIndex::ofMany(vectors, 100, 1);
    const NeighbourIndex threaded = NeighbourIndex::ofMany(vectors, 100, 3);
    ASSERT_NE(index.cells(), nullptr);
    ByteWriter out;
    index.write(out);
    const std::string bytes = out.sealed("t", 1);
    ByteWriter other;
    threaded.write(other);
    EXPECT_EQ(bytes, other.sealed("t", 1));
    ByteReader in(bytes, "t", 1);
    const NeighbourIndex stored = NeighbourIndex::read(in);
    in.requireEnd();
    ASSERT_NE(stored.cells(), nullptr);
    EXPECT_EQ(stored.cells()->looked(), index.cells()->looked());

    const Matrix queries = cloud(2500, 20, 80, 0.2, 8).bottomRows(2500);
    const auto whole = index.nearest(queries, 10);
    const auto again = stored.nearest(queries, 10, {}, 2);
    for (std::size_t i = 0; i < whole.size(); ++i) ASSERT_TRUE(same(whole[i], again[i])) << i;
    for (const Eigen::Index first : {0, 1, 700, 2499}) {
        const auto part = index.nearest(queries.middleRows(first, 1), 10);
        EXPECT_TRUE(same(part[0], whole[static_cast<std::size_t>(first)]));
    }
}

TEST(NeighbourCells, CopiesAndVectorsOfLengthZero) {
    Matrix vectors = cloud(2000, 10, 30, 0.1, 9);
    for (Eigen::Index i = 1000; i < 1900; ++i) vectors.row(i) = vectors.row(3);
    vectors.bottomRows(100).setZero();
    const NeighbourIndex index(vectors, NeighbourIndex::Search::Cells);
    const auto found = index.nearest(vectors.topRows(4), 5);
    for (std::size_t k = 0; k < 5; ++k) {
        EXPECT_EQ(found[3][k].trainingRow, k == 0 ? 3 : 999 + k) << "ties by row";
    }
    const auto many = index.nearest(vectors.topRows(1), 2000);
    for (const Neighbour& one : many.front()) {
        EXPECT_LT(one.trainingRow, 1900U);
    }
    EXPECT_TRUE(NeighbourIndex(Matrix::Zero(50, 4), NeighbourIndex::Search::Cells)
                    .nearest(vectors.topLeftCorner(1, 4), 5)
                    .front()
                    .empty());
    EXPECT_EQ(NeighbourIndex::ofMany(Matrix::Zero(50, 4), 10).cells(), nullptr);
}

TEST(NeighbourCells, StopWhenAskedAndRefuseDamagedBytes) {
    const Matrix vectors = cloud(2000, 10, 30, 0.1, 10);
    std::stop_source source;
    Job job;
    job.stop = source.get_token();
    std::size_t reports = 0;
    job.progress = [&](double, std::string_view) {
        ++reports;
        source.request_stop();
    };
    EXPECT_THROW(NeighbourIndex::ofMany(vectors, 100, 1, job), Cancelled);
    EXPECT_GE(reports, 1U);
    for (const std::uint32_t cell : {99U, static_cast<std::uint32_t>(-2)}) {
        ByteWriter out;
        out.putMatrix(vectors.topRows(3));
        out.put(static_cast<std::uint8_t>(1));
        out.putMatrix(vectors.topRows(2));
        out.putAll(std::span<const std::uint32_t>(std::vector<std::uint32_t>{0, 1, cell}));
        out.put(std::uint64_t{1});
        const std::string bytes = out.sealed("t", 1);
        ByteReader in(bytes, "t", 1);
        EXPECT_THROW(NeighbourIndex::read(in), Error);
    }
}

}  // namespace
}  // namespace orl
