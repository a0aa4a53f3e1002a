#include "core/predict/panels.h"

#include <algorithm>

namespace orl {
namespace {

using lanes::kGroup;
using lanes::kPanel;

/// So many rows side by side each, zeros past the last one.
AlignedVector<float> packed(const Eigen::Ref<const Matrix>& rows, std::size_t together) {
    const auto count = static_cast<std::size_t>(rows.rows());
    const auto dimensions = static_cast<std::size_t>(rows.cols());
    AlignedVector<float> numbers((count + together - 1) / together * dimensions * together, 0.0F);
    for (std::size_t i = 0; i < count; ++i) {
        const float* from = rows.row(static_cast<Eigen::Index>(i)).data();
        float* to = numbers.data() + i / together * dimensions * together + i % together;
        for (std::size_t d = 0; d < dimensions; ++d) to[d * together] = from[d];
    }
    return numbers;
}

}  // namespace

Panels::Panels(const Eigen::Ref<const Matrix>& vectors)
    : m_size(static_cast<std::size_t>(vectors.rows())),
      m_dimensions(static_cast<std::size_t>(vectors.cols())),
      m_numbers(packed(vectors, kPanel)) {}

Matrix Panels::products(const Eigen::Ref<const Matrix>& rows, Part part) const {
    const auto count = static_cast<std::size_t>(rows.rows());
    Matrix result(rows.rows(), static_cast<Eigen::Index>(m_size));
    if (part == Part::Lower) result.setZero();
    const AlignedVector<float> groups = packed(rows, kGroup);
    const lanes::Products multiply = lanes::widest().products;
    alignas(64) float tile[kGroup * kPanel];
    for (std::size_t column = 0; column < m_size; column += kPanel) {
        const std::size_t wide = std::min(kPanel, m_size - column);
        const std::size_t first = part == Part::Lower ? column / kGroup * kGroup : 0;
        for (std::size_t row = first; row < count; row += kGroup) {
            multiply(panel(column / kPanel), groups.data() + row * m_dimensions, m_dimensions,
                     tile);
            for (std::size_t g = 0; g < std::min(kGroup, count - row); ++g) {
                std::copy_n(tile + g * kPanel, wide,
                            result.row(static_cast<Eigen::Index>(row + g)).data() + column);
            }
        }
    }
    return result;
}

}  // namespace orl
