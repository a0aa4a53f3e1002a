#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/data/dataset.h"
#include "core/data/split.h"
#include "core/support/job.h"

namespace orl {

enum class ImportFormat {
    OmniRouterJson,   ///< the authors' bootstrap format, JSON array or JSON Lines
    RouterBenchWide,  ///< CSV, one row a query
    RouterBenchLong,  ///< CSV, one row a query and model
    RouterDcJson,     ///< RouterDC / LLMRouter, scores per question
    RouteLlmCsv,      ///< prompt and one True/False column per model
    PlainTable,       ///< CSV, TSV or JSON Lines with a column mapping
    RouterArenaJson,  ///< JSON Lines, one record a query and model, joined on global_index
    LlmRouterBench,   ///< JSON, one file a data set and model, with a header and records
    Sprout,           ///< JSON Lines or CSV, per model an object of score and token counts
};
std::string toString(ImportFormat format);
ImportFormat importFormatFrom(const std::string& name);

/// How the columns of a plain table are read. Names are column headers or JSON keys; a key of an
/// object in the record is named by its path ("usage.prompt_tokens").
struct ColumnMapping {
    std::string text;                    ///< query text
    std::string task, level, split, id;  ///< empty: none
    std::string inputTokens;             ///< of the query; in long tables of the row's model
    std::string embedding;  ///< a JSON array of numbers per query; of any format, not only plain
    /// Long tables: one row per query and model.
    std::string model, score, cost, outputTokens;
    std::string response;  ///< text of the answer, from which a length is estimated
    /// Wide tables: per model name its columns.
    struct ModelColumns {
        std::string score, cost, outputTokens;
        std::string response = {};
        std::string inputTokens = {};  ///< as this model counts them
    };
    std::map<std::string, ModelColumns> wide;
    bool empty() const { return text.empty(); }
};

/// What the worst and the best answer score in the files; scores between become shares of the way.
struct ScoreScale {
    double worst = 0.0;
    double best = 1.0;  ///< more than worst
};

/// "LOW:HIGH", or "percent" for 0:100.
/// @throws Error unless both are finite and LOW is less than HIGH
ScoreScale scoreScaleFrom(const std::string& text);
/// "0:100"; the inverse of scoreScaleFrom.
std::string toString(const ScoreScale& scale);

struct ImportOptions {
    std::string name;  ///< of the data set
    std::vector<std::filesystem::path> files;
    std::optional<ImportFormat> format;  ///< unset: detected from content
    std::filesystem::path prices;        ///< price list JSON; empty: none
    ColumnMapping mapping;               ///< PlainTable
    /// Unset: scores are shares in [0,1], truth values or have percent signs; others are refused.
    std::optional<ScoreScale> scoreScale;
    SplitRule split;
    /// Vectors in files of their own (.npy, or raw .f32 of embeddingDimension numbers a row): one
    /// row per query in the order of the data, or one per record of the files; together.
    std::vector<std::filesystem::path> embeddings;
    std::size_t embeddingDimension = 0;
    std::optional<double>
        assumedOutputTokens;  ///< where a file has neither lengths nor responses nor costs
};

/// One remark about the input: warnings are data.
struct ImportRemark {
    enum class Kind { Note, Repaired, Refused };
    Kind kind = Kind::Note;
    std::string file;
    std::uint64_t line = 0;  ///< first line it was seen on, 1-based; 0 for the whole file
    std::string what;
    std::uint64_t count = 1;  ///< how often; later lines of the same kind are only counted
};

struct ImportReport {
    std::string format;
    std::uint64_t rowsRead = 0;  ///< rows or records after the header
    std::uint64_t rowsKept = 0;  ///< of them used, be it for a new query or for a known one
    std::uint64_t repaired = 0;  ///< repairs of rows and cells, the sum of those remarks
    std::uint64_t refused = 0;   ///< rows and cells left out, the sum of those remarks
    std::uint64_t queries = 0, models = 0, outcomes = 0;
    std::uint64_t missingScores = 0;       ///< cells without a score
    std::uint64_t rowsMissingScores = 0;   ///< queries with at least one
    std::uint64_t missingCosts = 0;        ///< cells without recorded or computable cost
    std::string embeddingSource;           ///< empty: no vectors
    std::uint64_t embeddingDimension = 0;  ///< numbers in a vector
    std::uint64_t embeddings = 0;          ///< queries with a vector
    std::vector<ImportRemark> remarks;
    std::map<std::string, std::uint64_t> splits;
    std::string scoreScale;  ///< from which the scores were rescaled; empty: they were not
    /// Keys: queries, models, outcomes, missing_scores, rows_missing_scores, missing_costs,
    /// repaired, refused, rows_read, rows_kept, format, splits, score_scale, warnings[], and with
    /// vectors embedding_source, embedding_dimension, embeddings.
    std::string toJson() const;
    /// The inverse of toJson. @throws Error on text that is no report
    static ImportReport fromJson(const std::string& json);
    /// The same for people, one remark a line.
    std::string toText() const;
};

struct ImportResult {
    Dataset dataset;
    ImportReport report;
};

/// Reads files into one data set in memory; touches nothing else. Streams: holds texts and numbers,
/// never a whole file. @throws Error naming file, line and remedy when nothing usable is left or
/// the file breaks off; Cancelled
ImportResult importFiles(const ImportOptions& options, const Job& job = {});

struct PriceList {
    std::string source;                       ///< as it says itself, with its date; or its file
    std::map<std::string, ModelInfo> prices;  ///< by model name, in USD per million tokens
    std::vector<ImportRemark> remarks;        ///< on entries left out, and on prices to check
};

/// Any of the known layouts of price lists. One bad entry does not cost the others.
/// @throws Error when there is no price in it; Cancelled
PriceList readPriceList(const std::filesystem::path& file, const Job& job = {});

}  // namespace orl
