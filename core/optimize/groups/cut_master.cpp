#include "core/optimize/groups/cut_master.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/optimize/parameters.h"

namespace orl {

namespace {
using namespace parameters::groups;
}  // namespace

void CutMaster::add(double value, std::span<const double> slope) {
    m_value.push_back(value);
    m_slope.insert(m_slope.end(), slope.begin(), slope.end());
}

double CutMaster::cost(const Column& column) const {
    switch (column.kind) {
        case Column::Kind::Cut:
            return m_value[column.index];
        case Column::Kind::Short:
            return m_high[column.index];
        case Column::Kind::Over:
            break;
    }
    return -m_low[column.index];
}

/// Entries of a column in the rows −Σ slope·y + s − t = 0 and Σ y = 1.
void CutMaster::load(const Column& column, std::vector<double>& entries) const {
    entries.assign(m_dimension + 1, 0.0);
    if (column.kind != Column::Kind::Cut) {
        entries[column.index] = column.kind == Column::Kind::Short ? 1.0 : -1.0;
        return;
    }
    for (std::size_t k = 0; k < m_dimension; ++k)
        entries[k] = -m_slope[column.index * m_dimension + k];
    entries[m_dimension] = 1.0;
}

void CutMaster::firstBasis() {
    m_basis.clear();
    for (std::size_t k = 0; k < m_dimension; ++k) {
        m_basis.push_back({m_slope[k] >= 0.0 ? Column::Kind::Short : Column::Kind::Over, k});
    }
    m_basis.push_back({Column::Kind::Cut, 0});
}

/// Gauss–Jordan with row exchanges; also refreshes the levels.
void CutMaster::invert() {
    const std::size_t n = m_dimension + 1;
    std::vector<double> work(n * 2 * n, 0.0);
    std::vector<double> column;
    for (std::size_t c = 0; c < n; ++c) {
        load(m_basis[c], column);
        for (std::size_t r = 0; r < n; ++r) work[r * 2 * n + c] = column[r];
        work[c * 2 * n + n + c] = 1.0;
    }
    for (std::size_t c = 0; c < n; ++c) {
        std::size_t best = c;
        for (std::size_t r = c + 1; r < n; ++r) {
            if (std::abs(work[r * 2 * n + c]) > std::abs(work[best * 2 * n + c])) best = r;
        }
        for (std::size_t s = 0; s < 2 * n; ++s)
            std::swap(work[c * 2 * n + s], work[best * 2 * n + s]);
        const double by = work[c * 2 * n + c];
        for (std::size_t s = 0; s < 2 * n; ++s) work[c * 2 * n + s] /= by;
        for (std::size_t r = 0; r < n; ++r) {
            const double factor = work[r * 2 * n + c];
            if (r == c || factor == 0.0) continue;
            for (std::size_t s = 0; s < 2 * n; ++s)
                work[r * 2 * n + s] -= factor * work[c * 2 * n + s];
        }
    }
    m_inverse.resize(n * n);
    m_level.resize(n);
    for (std::size_t r = 0; r < n; ++r) {
        for (std::size_t s = 0; s < n; ++s) m_inverse[r * n + s] = work[r * 2 * n + n + s];
        m_level[r] = std::max(0.0, m_inverse[r * n + n - 1]);
    }
}

void CutMaster::price() {
    const std::size_t n = m_dimension + 1;
    m_price.assign(n, 0.0);
    for (std::size_t r = 0; r < n; ++r) {
        const double c = cost(m_basis[r]);
        for (std::size_t s = 0; s < n; ++s) m_price[s] += c * m_inverse[r * n + s];
    }
}

/// Brings a column into the basis. @returns false where rounding left no entry to divide by
bool CutMaster::enter(const Column& column) {
    const std::size_t n = m_dimension + 1;
    std::vector<double> entries;
    load(column, entries);
    std::vector<double> direction(n, 0.0);
    for (std::size_t r = 0; r < n; ++r) {
        for (std::size_t s = 0; s < n; ++s) direction[r] += m_inverse[r * n + s] * entries[s];
    }
    std::size_t leaving = n;
    double step = 0.0;
    for (std::size_t r = 0; r < n; ++r) {
        if (direction[r] <= kLeastPivot) continue;
        const double ratio = m_level[r] / direction[r];
        const bool closer =
            leaving == n || ratio < step || (ratio == step && direction[r] > direction[leaving]);
        if (!closer) continue;
        leaving = r;
        step = ratio;
    }
    if (leaving == n) return false;
    for (std::size_t s = 0; s < n; ++s) m_inverse[leaving * n + s] /= direction[leaving];
    for (std::size_t r = 0; r < n; ++r) {
        if (r == leaving) continue;
        m_level[r] = std::max(0.0, m_level[r] - step * direction[r]);
        for (std::size_t s = 0; s < n; ++s)
            m_inverse[r * n + s] -= direction[r] * m_inverse[leaving * n + s];
    }
    m_level[leaving] = step;
    m_basis[leaving] = column;
    return true;
}

/// @returns whether a column of negative reduced cost was found and entered
bool CutMaster::pivot(bool firstFound) {
    const double value = m_price[m_dimension];
    double least = 0.0;
    Column best{Column::Kind::Cut, m_value.size()};
    const auto offer = [&](Column column, double reduced, double scale) {
        if (reduced >= -kReducedZero * scale || reduced >= least) return;
        if (firstFound && least < 0.0) return;
        least = reduced;
        best = column;
    };
    for (std::size_t v = 0; v < m_value.size(); ++v) {
        double reduced = m_value[v] - value;
        double scale = std::abs(m_value[v]) + std::abs(value);
        for (std::size_t k = 0; k < m_dimension; ++k) {
            const double term = m_price[k] * m_slope[v * m_dimension + k];
            reduced += term;
            scale += std::abs(term);
        }
        offer({Column::Kind::Cut, v}, reduced, scale);
    }
    for (std::size_t k = 0; k < m_dimension; ++k) {
        const double scale = std::abs(m_price[k]) + m_high[k];
        offer({Column::Kind::Short, k}, m_high[k] - m_price[k], scale);
        offer({Column::Kind::Over, k}, m_price[k] - m_low[k], scale);
    }
    return least < 0.0 && enter(best);
}

CutMaster::Optimum CutMaster::solve(std::span<const double> low, std::span<const double> high) {
    m_low = low;
    m_high = high;
    if (m_basis.empty()) firstBasis();
    const int patience = kPivotsPerRow * static_cast<int>(m_dimension + 1);
    invert();
    price();
    for (int round = 1; round < kMostPivots && pivot(round > patience); ++round) {
        if (round % kReinvert == 0) invert();
        price();
    }
    Optimum optimum;
    optimum.value = m_price[m_dimension];
    optimum.kappa.assign(m_price.begin(), m_price.end() - 1);
    for (std::size_t k = 0; k < m_dimension; ++k)
        optimum.kappa[k] = std::clamp(optimum.kappa[k], low[k], high[k]);
    optimum.weight.assign(m_value.size(), 0.0);
    for (std::size_t r = 0; r < m_basis.size(); ++r) {
        if (m_basis[r].kind == Column::Kind::Cut) optimum.weight[m_basis[r].index] = m_level[r];
    }
    return optimum;
}

}  // namespace orl
