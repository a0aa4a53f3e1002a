#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "core/predict/bytes.h"
#include "core/support/grid.h"
#include "core/support/job.h"

namespace orl {

/// What training queries say of another query of the very same text (blanks around it aside): it
/// has been answered before, and most likely is answered so again.
///
/// A model's seen outcome is taken for one that differs from the new one with chance ε_j, whichever
/// the new one is: by Bayes' rule an outcome y of 0 or 1 then adds ± ln((1 − ε_j) / ε_j) to the
/// log-odds of a right answer. Several outcomes of one text are no independent witnesses, as each
/// text has a chance of its own: n of them, s right, add ln((h + s) / (h + n − s)) with
/// h = ε_j / (1 − 2 ε_j), the log-odds that a Beta law of mean ½ gains whose draws differ with
/// chance ε_j; of one outcome it is Bayes' rule, of many the text's own share. A score between 0
/// and 1 counts as right with that weight and as wrong with the rest. ε_j is the share of differing
/// outcomes among training queries of one text. See docs/method.md, "Queries seen before".
class Copies {
  public:
    Copies() = default;
    /// @param texts of the training rows; a blank one has no copies
    /// @param score training rows × models, in [0,1]; NaN where missing
    /// @throws Cancelled
    static Copies fit(std::span<const std::string_view> texts, const Grid& score,
                      const Job& job = {});

    /// How many training rows have that text.
    std::size_t count(std::string_view text) const;
    /// What they add to each model's log-odds; 0 where they have no outcome.
    PerModel shift(std::string_view text) const;
    /// The same for each training row by the others of its text alone, rows × models.
    /// @param texts, score as given to fit, or some of their rows
    Grid shiftByOthers(std::span<const std::string_view> texts, const Grid& score) const;

    /// ε_j, in (0, ½].
    const PerModel& change() const { return m_change; }

    void write(ByteWriter& out) const;
    static Copies read(ByteReader& in);
    /// Whether it fits these counts (a check on stored bytes).
    bool matches(std::size_t rows, Eigen::Index models) const;

  private:
    /// Place of the text among those known; −1 where it is not.
    std::ptrdiff_t find(std::string_view text) const;

    std::vector<std::uint64_t> m_text;   ///< hashes of the different texts, rising
    std::vector<std::uint32_t> m_count;  ///< training rows of each
    Matrix m_seen;                       ///< texts × models: Σ (2y − 1)
    Matrix m_known;                      ///< texts × models: outcomes
    PerModel m_change;                   ///< ε
};

}  // namespace orl
