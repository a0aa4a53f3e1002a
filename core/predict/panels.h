#pragma once

#include "core/predict/lanes.h"
#include "core/predict/sparse_rows.h"
#include "core/support/aligned.h"

namespace orl {

/// Vectors stored for products with many others: lanes::kPanel of them side by side, so that a
/// register holds one number each of several. A product is the same to the bit wherever in its
/// matrix a vector stands, and on every processor.
class Panels {
  public:
    Panels() = default;
    /// @param vectors one a row
    explicit Panels(const Eigen::Ref<const Matrix>& vectors);

    std::size_t size() const { return m_size; }
    std::size_t dimensions() const { return m_dimensions; }
    /// dimensions × kPanel numbers: the vectors from p · kPanel on, zeros past the last one.
    const float* panel(std::size_t p) const {
        return m_numbers.data() + p * m_dimensions * lanes::kPanel;
    }

    enum class Part { All, Lower };
    /// Dot products of each row with each vector, rows × size().
    /// @param part Lower: what lies above the diagonal is 0 or right
    Matrix products(const Eigen::Ref<const Matrix>& rows, Part part = Part::All) const;

  private:
    std::size_t m_size = 0;
    std::size_t m_dimensions = 0;
    AlignedVector<float> m_numbers;
};

}  // namespace orl
