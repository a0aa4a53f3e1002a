#pragma once

#include <span>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/predict/bytes.h"
#include "core/predict/sparse_rows.h"
#include "core/predict/text_form.h"

namespace orl {

/// What is known of a query besides its words, as numbers of order one: the surface of its text
/// (surfaceOf, standardised over the training queries and clipped to ±3) and, where the data set
/// has them, its task and its level, each as one column per value (1 or 0). A value that fewer than
/// 5 training queries have, or a text of blanks, gives zeros.
class QueryTraits {
  public:
    QueryTraits() = default;
    static QueryTraits fit(const Dataset& data, std::span<const std::size_t> rows);

    Eigen::Index count() const;
    /// Of them the first kSurfaceCount are the surface, the rest tasks and levels.
    Matrix of(std::span<const Query* const> queries) const;

    void write(ByteWriter& out) const;
    static QueryTraits read(ByteReader& in);

  private:
    PerModel m_mean, m_scale;  ///< per surface feature
    std::vector<std::string> m_tasks, m_levels;
};

/// The queries in those rows of a data set.
std::vector<const Query*> queriesOf(const Dataset& data, std::span<const std::size_t> rows);

}  // namespace orl
