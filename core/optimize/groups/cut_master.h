#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace orl {

/// Maximises a concave function that is known by cuts over a box:
///     max_κ min_v (value_v + Σ_k κ_k·slope_vk),  low <= κ <= high.
///
/// Its linear dual has a row for each κ_k and one for Σ y = 1, and a column for each cut:
///     min Σ_v value_v y_v + Σ_k (high_k s_k − low_k t_k),
///     Σ_v slope_vk y_v = s_k − t_k,  Σ_v y_v = 1,  y, s, t >= 0.
/// The weights y say which mixture of the cuts' assignments the optimum stands for. Rows are few,
/// so a primal simplex with a dense inverse does it; the basis is kept from call to call, and
/// neither a new cut nor another box makes it infeasible.
class CutMaster {
  public:
    explicit CutMaster(std::size_t dimension) : m_dimension(dimension) {}

    void add(double value, std::span<const double> slope);
    std::size_t cuts() const { return m_value.size(); }

    struct Optimum {
        double value = 0.0;
        std::vector<double> kappa;
        std::vector<double> weight;  ///< y of each cut
    };
    /// @param low,high dimension values each, 0 <= low <= high; at least one cut was added
    Optimum solve(std::span<const double> low, std::span<const double> high);

  private:
    /// Columns: the cuts, then s, then t; named apart by their sign here.
    struct Column {
        enum class Kind { Cut, Short, Over } kind;
        std::size_t index;
    };
    double cost(const Column& column) const;
    void load(const Column& column, std::vector<double>& entries) const;
    void firstBasis();
    void invert();
    bool enter(const Column& column);
    void price();
    bool pivot(bool firstFound);

    std::size_t m_dimension;
    std::vector<double> m_value;
    std::vector<double> m_slope;  ///< cuts × dimension
    std::span<const double> m_low;
    std::span<const double> m_high;
    std::vector<Column> m_basis;
    std::vector<double> m_inverse;  ///< of the basis, row by row
    std::vector<double> m_level;    ///< of the basic columns
    std::vector<double> m_price;    ///< κ, then the value
};

}  // namespace orl
