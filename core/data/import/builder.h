#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/import/remarks.h"
#include "core/data/import/scores.h"
#include "core/data/text/number.h"
#include "core/data/text/vector.h"

namespace orl {

inline constexpr std::size_t kMaxTextBytes = 1U << 20U;
inline constexpr std::size_t kMaxAllTextBytes = 700U << 20U;
inline constexpr std::size_t kMaxNameBytes = 512;

/// What one model did on one query; NaN where it is not known.
struct OutcomeCell {
    std::size_t model = 0;
    double score = kMissing;
    double cost = kMissing;  ///< USD
    double outputTokens = kMissing;
    double inputTokens = kMissing;  ///< as this model counts them
    bool any() const { return score == score || cost == cost || outputTokens == outputTokens; }
};

/// One query as a row or record of a file gives it, with the outcomes that stand beside it.
struct RowDraft {
    std::uint64_t line = 0;
    Query query;
    std::string id;  ///< the file's own key; empty: it has none
    std::vector<OutcomeCell> cells;
};

/// Puts rows of any number of files together into one data set: queries by id, text and task,
/// models by name, whatever the order of columns. Refuses what cannot be used and says so.
class DatasetBuilder {
  public:
    explicit DatasetBuilder(Remarks& remarks, std::optional<ScoreScale> scale = {})
        : m_remarks(remarks), m_scores(scale, remarks) {}

    /// @param rowsAreWholeQueries a row holds all models, each with a score column of its own
    /// @param commaIsDecimal of the table: 1,234 is 1.234
    void beginFile(const std::string& name, bool rowsAreWholeQueries, bool commaIsDecimal = false);
    /// @throws Error when a column of the file turns out to be on another scale
    void endFile();
    /// A plain table tells only when its columns are known.
    void setRowsAreQueries(bool whole) {
        m_rowsAreQueries = whole;
        m_scores.setColumnPerModel(whole);
    }
    const std::string& file() const { return m_files.back(); }
    Remarks& remarks() { return m_remarks; }
    void remark(ImportRemark::Kind kind, std::uint64_t line, const std::string& what,
                const std::string& example = {});

    /// The model of that name, new if unknown. @throws Error beyond kMaxModels or kMaxCells, or on
    /// an unusable name
    std::size_t model(std::string_view name, std::uint64_t line);
    const std::string& modelName(std::size_t index) const { return m_models[index].name; }
    std::size_t modelCount() const { return m_models.size(); }

    /// A table's cell as a number, with the file's decimal sign.
    CellNumber number(std::string_view field) const { return readNumber(field, m_commaIsDecimal); }
    /// Checked numbers for a cell; NaN (and a remark) for what may not stand there.
    double score(const CellNumber& number, std::uint64_t line, std::string_view model);
    double cost(const CellNumber& number, std::uint64_t line, std::string_view model);
    double tokens(const CellNumber& number, std::uint64_t line, std::string_view model);
    /// Output tokens guessed from the text of a response, about four characters a token.
    double tokensOfText(std::size_t characters);

    /// The vector of the query that the next row is about; a remark for what is none.
    void setVector(CellVector vector, std::uint64_t line);

    /// Counts a row as read. Every row is then given to addRow() or refuse().
    void countRow() { ++m_rowsRead; }
    void addRow(RowDraft& row);
    void refuse(std::uint64_t line, const std::string& why, const std::string& example = {});

    std::uint64_t rowsRead() const { return m_rowsRead; }
    std::uint64_t rowsKept() const { return m_rowsKept; }
    std::size_t queryCount() const { return m_queries.size(); }

    struct Built {
        Dataset data;
        std::vector<std::string> files;
        /// It has costs, lengths or responses, be they readable or not.
        std::vector<bool> fileHasLengths;
        std::vector<std::uint32_t> fileOfQuery;
        std::vector<std::uint64_t> recordOfQuery;  ///< the row it was first read from, from 0
        std::uint64_t rowsRead = 0;
    };
    /// Moves everything out; the builder is empty afterwards.
    Built finish();

  private:
    struct Origin {
        std::uint64_t line = 0;
        std::uint64_t record = 0;  ///< counted over all files
        std::uint32_t file = 0;
    };
    OutcomeCell known(std::size_t query, std::size_t model) const;
    bool collides(std::size_t query, const RowDraft& row);
    bool equals(std::size_t query, const RowDraft& row);
    void put(std::size_t query, const RowDraft& row);
    void widen();
    bool prepare(RowDraft& row);
    static std::string keptId(std::string id);
    void requireRoom(std::uint64_t line) const;
    void append(RowDraft& row);
    void takeVector(std::size_t query, std::uint64_t line);
    void finishVectors(Dataset& data);
    bool mergeOrRefuse(std::size_t known, const RowDraft& row);
    void complete(Query& known, const Query& more);
    double refuseCell(const std::string& what, std::uint64_t line, std::string_view model,
                      const std::string& value);
    double amount(const CellNumber& number, std::uint64_t line, std::string_view model,
                  const char* what, bool dollars);

    /// Cells that show which decimal sign the file uses, first lines; 0: none.
    struct DecimalSigns {
        std::uint64_t comma = 0, grouped = 0;
    };

    Remarks& m_remarks;
    ScoreColumns m_scores;
    DecimalSigns m_signs;
    bool m_commaIsDecimal = false;
    std::vector<std::string> m_files;
    std::vector<bool> m_fileHasLengths;
    bool m_rowsAreQueries = true;
    std::vector<ModelInfo> m_models;
    std::unordered_map<std::string, std::size_t> m_modelIndex;
    std::vector<Query> m_queries;
    std::vector<Origin> m_origins;
    std::unordered_map<std::uint64_t, std::uint32_t> m_byKey;  ///< first query of each key
    /// Queries × m_stride numbers; empty as long as none is known.
    using Cells = std::vector<double>;
    double at(const Cells& cells, std::size_t query, std::size_t model) const {
        return cells.empty() ? kMissing : cells[query * m_stride + model];
    }
    void set(Cells& cells, std::size_t query, std::size_t model, double value) const;
    Grid takeGrid(Cells& cells) const;

    std::size_t m_stride = 8;  ///< models that there is room for
    Cells m_score, m_cost, m_tokens, m_inputTokens;
    bool m_tokensEstimated = false;
    std::vector<float> m_nextVector;            ///< of the row that is being read
    std::vector<std::vector<float>> m_vectors;  ///< by query; may be shorter
    std::size_t m_vectorBytes = 0;
    std::size_t m_textBytes = 0;
    std::uint64_t m_rowsRead = 0, m_rowsKept = 0;
};

}  // namespace orl
