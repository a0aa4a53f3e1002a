#pragma once

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>

#include "core/data/import/import.h"
#include "core/data/import/remarks.h"
#include "core/data/text/number.h"

namespace orl {

/// Turns the cells of the score columns of one file into scores in [0,1], and watches the columns:
/// one that is on another scale, or mostly no numbers, is refused whole. The cells of it that could
/// be read would be a false sample: of marks from 1 to 10 only the worst lies in [0,1].
class ScoreColumns {
  public:
    ScoreColumns(std::optional<ScoreScale> scale, Remarks& remarks)
        : m_scale(scale), m_remarks(remarks) {}

    /// @param columnPerModel every model has a score column of its own
    void beginFile(const std::string& name, bool columnPerModel);
    void setColumnPerModel(bool columnPerModel) { m_columnPerModel = columnPerModel; }
    /// The score in [0,1], within 1e-9 of an end the end; NaN for a cell that has none.
    double take(const CellNumber& number, std::uint64_t line, std::string_view model);
    /// Remarks on what was rescaled. @throws Error with the range found and what to do, when a
    /// column of the file cannot be used as it is
    void endFile();

  private:
    struct Place {
        std::uint64_t line = 0;
        std::string what;  ///< "7.5 for gpt-4"
    };
    struct Column {
        std::uint64_t numbers = 0;   ///< with percentages, without truth values
        std::uint64_t percents = 0;  ///< with a percent sign
        std::uint64_t plain = 0;     ///< without one, and not 0
        std::uint64_t truths = 0;
        std::uint64_t outside = 0;                             ///< off the scale
        std::uint64_t bad = 0;                                 ///< no number, and not NaN
        double low = std::numeric_limits<double>::infinity();  ///< as written, without percentages
        double high = -std::numeric_limits<double>::infinity();
        Place firstOutside, firstBad;
    };
    double refuse(const std::string& what, const Place& place);
    double onScale(double value, bool percent) const;
    void checkScale(const Column& all) const;
    void checkSigns(const Column& all) const;
    void checkReadable() const;
    Column together() const;
    [[noreturn]] void fail(const Place& place, const std::string& what,
                           const std::string& remedy) const;

    std::optional<ScoreScale> m_scale;
    Remarks& m_remarks;
    std::string m_file;
    bool m_columnPerModel = true;
    std::map<std::string, Column, std::less<>> m_columns;  ///< by model
};

}  // namespace orl
