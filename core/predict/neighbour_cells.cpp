#include "core/predict/neighbour_cells.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "core/predict/shortlists.h"
#include "core/support/random.h"
#include "core/support/thread_pool.h"

namespace orl {
namespace {

using similarity::kGroup;
using similarity::kPanel;

constexpr std::uint32_t kNoCell = static_cast<std::uint32_t>(-1);
constexpr int kMeasuredNeighbours = 32;
constexpr std::size_t kMeasuredVectors = 256;
/// Twice the root of the number of vectors: a query then compares with about as many centroids as
/// vectors of the cells it looks into.
constexpr double kCellsPerRoot = 2.0;
constexpr std::size_t kLearnedPerCell = 64;
constexpr int kPasses = 8;
/// Nearest cells that are looked into first: they raise the floors for all others.
constexpr std::size_t kFirst = 4;
/// Comparing within cells is less work than with all vectors only below this share of them: groups
/// of queries and panels of vectors are not full.
constexpr double kMostOfAll = 0.3;

/// So many rows spread over all, one anywhere in each stretch of them: data may come in an order.
std::vector<Eigen::Index> spread(Eigen::Index rows, std::size_t count, std::uint64_t seed) {
    Random random(seed);
    const auto all = static_cast<std::size_t>(rows);
    count = std::min(count, all);
    std::vector<Eigen::Index> chosen;
    chosen.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t from = i * all / count;
        const std::size_t end = (i + 1) * all / count;
        chosen.push_back(static_cast<Eigen::Index>(from + random.below(end - from)));
    }
    return chosen;
}

bool isZero(const Matrix& vectors, Eigen::Index row) {
    return (vectors.row(row).array() == 0.0F).all();
}

/// The cell of each vector: that of the nearest centroid, none for a vector of length 0.
std::vector<std::uint32_t> nearestCentroids(const NeighbourIndex& centroids, const Matrix& vectors,
                                            std::size_t threads, const Job& job) {
    constexpr Eigen::Index kVectorsAtOnce = 16'384;
    std::vector<std::uint32_t> cell(static_cast<std::size_t>(vectors.rows()), kNoCell);
    for (Eigen::Index first = 0; first < vectors.rows(); first += kVectorsAtOnce) {
        const Matrix some =
            vectors.middleRows(first, std::min(kVectorsAtOnce, vectors.rows() - first));
        const auto nearest = centroids.nearest(some, 1, {}, threads, {job.stop, {}});
        for (Eigen::Index i = 0; i < some.rows(); ++i) {
            if (isZero(some, i)) continue;
            cell[static_cast<std::size_t>(first + i)] =
                static_cast<std::uint32_t>(nearest[static_cast<std::size_t>(i)][0].trainingRow);
        }
    }
    return cell;
}

/// Spherical k-means (Dhillon and Modha 2001). A centroid without vectors stays where it was.
Matrix centroidsOf(const Matrix& vectors, std::size_t count, std::size_t threads, const Job& job) {
    const Matrix learned =
        vectors(spread(vectors.rows(), kLearnedPerCell * count, 1), Eigen::indexing::all);
    Matrix centroids = learned(spread(learned.rows(), count, 2), Eigen::indexing::all);
    ProgressMeter meter(job, "cells");
    for (int pass = 0; pass < kPasses; ++pass) {
        meter.update(static_cast<double>(pass) / kPasses);
        const auto cell = nearestCentroids(
            NeighbourIndex(centroids, NeighbourIndex::Search::Product), learned, threads, job);
        Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor> sum =
            decltype(sum)::Zero(centroids.rows(), centroids.cols());
        for (std::size_t i = 0; i < cell.size(); ++i) {
            if (cell[i] == kNoCell) continue;
            const float* from = learned.row(static_cast<Eigen::Index>(i)).data();
            double* to = sum.row(cell[i]).data();
            for (Eigen::Index d = 0; d < learned.cols(); ++d) to[d] += static_cast<double>(from[d]);
        }
        for (Eigen::Index c = 0; c < centroids.rows(); ++c) {
            double squares = 0.0;
            for (Eigen::Index d = 0; d < sum.cols(); ++d) squares += sum(c, d) * sum(c, d);
            if (squares > 0.0) centroids.row(c) = (sum.row(c) / std::sqrt(squares)).cast<float>();
        }
    }
    return centroids;
}

/// Drops the cells that nothing is in and numbers the others anew.
Matrix occupied(const Matrix& centroids, std::vector<std::uint32_t>& cellOf) {
    std::vector<std::uint32_t> number(static_cast<std::size_t>(centroids.rows()), kNoCell);
    for (const std::uint32_t cell : cellOf) {
        if (cell != kNoCell) number[cell] = 0;
    }
    std::vector<Eigen::Index> kept;
    for (std::size_t c = 0; c < number.size(); ++c) {
        if (number[c] == kNoCell) continue;
        number[c] = static_cast<std::uint32_t>(kept.size());
        kept.push_back(static_cast<Eigen::Index>(c));
    }
    for (std::uint32_t& cell : cellOf) {
        if (cell != kNoCell) cell = number[cell];
    }
    return centroids(kept, Eigen::indexing::all);
}

}  // namespace

/// Some queries on their way through the cells that each looks into.
class NeighbourCells::Visits {
  public:
    Visits(const NeighbourCells& cells, const Matrix& vectors, const Matrix& queries,
           std::size_t wanted, std::span<const std::size_t> leaveOut)
        : m_cells(cells),
          m_queries(queries),
          m_leaveOut(leaveOut),
          m_shortlists(vectors, wanted, static_cast<std::size_t>(queries.rows())),
          m_packed(static_cast<std::size_t>(queries.cols()) * kGroup) {
        m_shortlists.start(queries.data(), static_cast<std::size_t>(queries.rows()));
    }

    /// Looks into the cells of those ranks, [from, to), of each query's own order; cell by cell, so
    /// that each is fetched once.
    void look(std::span<const std::vector<Neighbour>> order, std::size_t from, std::size_t to,
              const Job& job) {
        std::vector<std::size_t> start(m_cells.count() + 1, 0);
        const auto forVisits = [&](const auto& use) {
            for (std::size_t q = 0; q < order.size(); ++q) {
                for (std::size_t r = from; r < std::min(to, order[q].size()); ++r) {
                    use(order[q][r].trainingRow, q);
                }
            }
        };
        forVisits([&](std::size_t cell, std::size_t /*query*/) { ++start[cell + 1]; });
        std::partial_sum(start.begin(), start.end(), start.begin());
        std::vector<std::uint32_t> visitor(start.back());
        std::vector<std::size_t> next = start;
        forVisits([&](std::size_t cell, std::size_t query) {
            visitor[next[cell]++] = static_cast<std::uint32_t>(query);
        });
        for (std::size_t c = 0; c < m_cells.count(); ++c) {
            job.check();
            for (std::size_t v = start[c]; v < start[c + 1]; v += kGroup) {
                scan(c, std::span(visitor).subspan(v, std::min(kGroup, start[c + 1] - v)), job);
            }
        }
    }

    std::vector<Neighbour> take(std::size_t query) { return m_shortlists.take(query); }

  private:
    void scan(std::size_t cell, std::span<const std::uint32_t> group, const Job& job) {
        constexpr std::size_t kPanelsBetweenChecks = 8'192;
        const auto dimensions = static_cast<std::size_t>(m_queries.cols());
        std::fill(m_packed.begin(), m_packed.end(), 0.0F);
        for (std::size_t g = 0; g < group.size(); ++g) {
            const float* query = m_queries.row(group[g]).data();
            for (std::size_t d = 0; d < dimensions; ++d) m_packed[d * kGroup + g] = query[d];
        }
        const std::vector<std::uint32_t>& rows = m_cells.m_rows[cell];
        const Panels& panels = m_cells.m_panels[cell];
        std::array<float, kGroup> floor{};
        floor.fill(Shortlists::kNothing);
        for (std::size_t base = 0; base < rows.size(); base += kPanel) {
            if (base / kPanel % kPanelsBetweenChecks == kPanelsBetweenChecks - 1) job.check();
            for (std::size_t g = 0; g < group.size(); ++g) {
                floor[g] = m_shortlists.floors()[group[g]];
            }
            const std::size_t hits = m_variant.scan(panels.panel(base / kPanel), m_packed.data(),
                                                    dimensions, floor.data(), m_hits.data());
            for (std::size_t h = 0; h < hits; ++h) {
                const std::size_t at = base + m_hits[h].column;
                const std::size_t query = group[m_hits[h].query];
                // Past the end are the zeros that pad the last panel.
                if (at >= rows.size()) continue;
                if (!m_leaveOut.empty() && rows[at] == m_leaveOut[query]) continue;
                m_shortlists.add(query, m_hits[h].similarity, rows[at]);
            }
        }
    }

    const NeighbourCells& m_cells;
    const Matrix& m_queries;
    std::span<const std::size_t> m_leaveOut;
    const similarity::Variant& m_variant = similarity::widest();
    Shortlists m_shortlists;
    AlignedVector<float> m_packed;  ///< dimensions × kGroup
    std::array<similarity::Hit, kGroup * kPanel> m_hits{};
};

NeighbourCells::NeighbourCells(const Matrix& vectors, std::size_t threads, const Job& job) {
    const auto count =
        static_cast<std::size_t>(kCellsPerRoot * std::sqrt(static_cast<double>(vectors.rows())));
    Matrix centroids = centroidsOf(vectors, count, threads, job);
    std::vector<std::uint32_t> cellOf = nearestCentroids(
        NeighbourIndex(centroids, NeighbourIndex::Search::Product), vectors, threads, job);
    centroids = occupied(centroids, cellOf);
    m_centroids = NeighbourIndex(std::move(centroids), NeighbourIndex::Search::Product);
    fill(vectors, cellOf, job);
    m_looked = measured(vectors, threads, job);
}

void NeighbourCells::fill(const Matrix& vectors, std::span<const std::uint32_t> cellOf,
                          const Job& job) {
    m_cellOf.assign(cellOf.begin(), cellOf.end());
    m_rows.assign(count(), {});
    for (std::size_t i = 0; i < cellOf.size(); ++i) {
        if (cellOf[i] != kNoCell) m_rows[cellOf[i]].push_back(static_cast<std::uint32_t>(i));
    }
    m_panels.reserve(count());
    for (const std::vector<std::uint32_t>& rows : m_rows) {
        job.check();
        m_panels.emplace_back(Matrix(vectors(rows, Eigen::indexing::all)));
    }
}

std::size_t NeighbourCells::measured(const Matrix& vectors, std::size_t threads,
                                     const Job& job) const {
    std::vector<std::size_t> chosen;
    for (const Eigen::Index row : spread(vectors.rows(), kMeasuredVectors, 3)) {
        if (!isZero(vectors, row)) chosen.push_back(static_cast<std::size_t>(row));
    }
    const Matrix queries = vectors(chosen, Eigen::indexing::all);
    // A few at a time, so that the threads have something each.
    constexpr std::size_t kAtOnce = 32;
    std::vector<std::vector<Neighbour>> exact(chosen.size());
    forEachItem((chosen.size() + kAtOnce - 1) / kAtOnce, threads, job.stop, [&](std::size_t t) {
        const std::size_t first = t * kAtOnce;
        const std::size_t some = std::min(kAtOnce, chosen.size() - first);
        search(
            vectors,
            queries.middleRows(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(some)),
            count(), std::min<std::size_t>(kMeasuredNeighbours, m_cellOf.size()),
            std::span(chosen).subspan(first, some), std::span(exact).subspan(first, some), job);
    });
    const auto order =
        m_centroids.nearest(queries, static_cast<int>(count()), {}, threads, {job.stop, {}});
    std::vector<std::size_t> foundAt(count(), 0);  // neighbours by the rank of their cell
    std::vector<std::size_t> rank(count());
    std::size_t all = 0;
    for (std::size_t q = 0; q < chosen.size(); ++q) {
        for (std::size_t r = 0; r < count(); ++r) rank[order[q][r].trainingRow] = r;
        for (const Neighbour& one : exact[q]) ++foundAt[rank[m_cellOf[one.trainingRow]]];
        all += exact[q].size();
    }
    std::size_t found = 0;
    for (std::size_t r = 0; r < count(); ++r) {
        found += foundAt[r];
        if (static_cast<double>(found) >= kRecall * static_cast<double>(all)) return r + 1;
    }
    return count();
}

bool NeighbourCells::pays() const {
    return static_cast<double>(m_looked) < kMostOfAll * static_cast<double>(count());
}

void NeighbourCells::nearest(const Matrix& vectors, const Matrix& queries, std::size_t first,
                             std::size_t wanted, std::span<const std::size_t> leaveOut,
                             std::span<std::vector<Neighbour>> found, const Job& job) const {
    search(vectors,
           queries.middleRows(static_cast<Eigen::Index>(first),
                              static_cast<Eigen::Index>(found.size())),
           m_looked, wanted, leaveOut, found, job);
}

void NeighbourCells::search(const Matrix& vectors, const Matrix& queries, std::size_t looked,
                            std::size_t wanted, std::span<const std::size_t> leaveOut,
                            std::span<std::vector<Neighbour>> found, const Job& job) const {
    const auto order =
        m_centroids.nearest(queries, static_cast<int>(looked), {}, 1, {job.stop, {}});
    Visits visits(*this, vectors, queries, wanted, leaveOut);
    visits.look(order, 0, kFirst, job);
    visits.look(order, kFirst, looked, job);
    for (std::size_t q = 0; q < found.size(); ++q) found[q] = visits.take(q);
}

void NeighbourCells::write(ByteWriter& out) const {
    out.putMatrix(m_centroids.vectors());
    out.putAll(std::span<const std::uint32_t>(m_cellOf));
    out.put(static_cast<std::uint64_t>(m_looked));
}

std::shared_ptr<const NeighbourCells> NeighbourCells::read(ByteReader& in, const Matrix& vectors) {
    NeighbourCells cells;
    Matrix centroids = in.getMatrix();
    const std::vector<std::uint32_t> cellOf = in.getAll<std::uint32_t>();
    cells.m_looked = static_cast<std::size_t>(in.get<std::uint64_t>());
    in.require(centroids.cols() == vectors.cols() &&
               cellOf.size() == static_cast<std::size_t>(vectors.rows()) &&
               cells.m_looked <= static_cast<std::size_t>(centroids.rows()));
    in.require(std::all_of(cellOf.begin(), cellOf.end(), [&](std::uint32_t cell) {
        return cell == kNoCell || cell < static_cast<std::uint64_t>(centroids.rows());
    }));
    cells.m_centroids = NeighbourIndex(std::move(centroids), NeighbourIndex::Search::Product);
    cells.fill(vectors, cellOf, {});
    return std::make_shared<const NeighbourCells>(std::move(cells));
}

}  // namespace orl
