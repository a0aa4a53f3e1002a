#include "core/data/import/builder.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/data/text/bytes.h"
#include "core/data/text/utf8.h"
#include "core/support/hash.h"
#include "core/support/unicode.h"

namespace orl {

namespace {

bool same(double a, double b) {
    return a == b || (std::isnan(a) && std::isnan(b));
}

}  // namespace

void DatasetBuilder::beginFile(const std::string& name, bool rowsAreWholeQueries,
                               bool commaIsDecimal) {
    m_files.push_back(name);
    m_fileHasLengths.push_back(false);
    m_rowsAreQueries = rowsAreWholeQueries;
    m_commaIsDecimal = commaIsDecimal;
    m_signs = {};
    m_scores.beginFile(name, rowsAreWholeQueries);
}

void DatasetBuilder::endFile() {
    m_scores.endFile();
    if (m_signs.comma == 0 || m_signs.grouped == 0) return;
    throw Error(fmt::format("{}:{}", file(), m_signs.grouped),
                fmt::format("a number like 1.234 stands here and one like 0,5 on line {}: whether "
                            "the point is a decimal sign or groups thousands cannot be told",
                            m_signs.comma),
                "Write all numbers of the file with a decimal point and without grouping");
}

void DatasetBuilder::remark(ImportRemark::Kind kind, std::uint64_t line, const std::string& what,
                            const std::string& example) {
    m_remarks.add(kind, file(), line, what, example);
}

void DatasetBuilder::refuse(std::uint64_t line, const std::string& why,
                            const std::string& example) {
    remark(ImportRemark::Kind::Refused, line, "row refused: " + why, example);
}

std::size_t DatasetBuilder::model(std::string_view rawName, std::uint64_t line) {
    const std::string name = printable(trimmed(rawName));
    if (name != trimmed(rawName)) {
        remark(ImportRemark::Kind::Repaired, line,
               "characters in a model's name that cannot be shown were replaced", name);
    }
    if (name.empty() || name.size() > kMaxNameBytes) {
        throw Error(fmt::format("{}:{}", file(), line),
                    name.empty()
                        ? "a model has no name"
                        : fmt::format("a model name is longer than {} bytes", kMaxNameBytes),
                    "Check which column or key holds the model names");
    }
    const auto [place, isNew] = m_modelIndex.try_emplace(name, m_models.size());
    if (isNew) {
        if (m_models.size() == kMaxModels) {
            throw Error(fmt::format("{}:{}", file(), line),
                        fmt::format("more than {} models, the next is {}", kMaxModels, shown(name)),
                        "Check which column or key holds the model names, or import fewer models");
        }
        m_models.push_back({name, kMissing, kMissing, {}});
        if (!m_queries.empty()) requireRoom(line);
        if (m_models.size() > m_stride) widen();
    }
    return place->second;
}

/// Room for a quarter more models.
void DatasetBuilder::widen() {
    const std::size_t stride = m_stride + std::max<std::size_t>(m_stride / 4, 1);
    for (Cells* cells : {&m_score, &m_cost, &m_tokens, &m_inputTokens}) {
        if (cells->empty()) continue;
        Cells wide(m_queries.size() * stride, kMissing);
        for (std::size_t i = 0; i < m_queries.size(); ++i) {
            std::copy_n(cells->data() + i * m_stride, m_stride, wide.data() + i * stride);
        }
        *cells = std::move(wide);
    }
    m_stride = stride;
}

void DatasetBuilder::set(Cells& cells, std::size_t query, std::size_t model, double value) const {
    if (cells.empty()) {
        if (std::isnan(value)) return;
        cells.resize(m_queries.size() * m_stride, kMissing);
    }
    cells[query * m_stride + model] = value;
}

OutcomeCell DatasetBuilder::known(std::size_t query, std::size_t model) const {
    return {model, at(m_score, query, model), at(m_cost, query, model), at(m_tokens, query, model),
            at(m_inputTokens, query, model)};
}

double DatasetBuilder::refuseCell(const std::string& what, std::uint64_t line,
                                  std::string_view model, const std::string& value) {
    remark(ImportRemark::Kind::Refused, line, what + "; read as missing",
           fmt::format("{} for {}", value, std::string(model.substr(0, 80))));
    return kMissing;
}

double DatasetBuilder::score(const CellNumber& number, std::uint64_t line, std::string_view model) {
    return m_scores.take(number, line, model);
}

/// A number that is not negative: USD or a count.
double DatasetBuilder::amount(const CellNumber& number, std::uint64_t line, std::string_view model,
                              const char* what, bool dollars) {
    using Form = CellNumber::Form;
    if (number.state == CellNumber::State::Blank) return kMissing;
    if (number.state == CellNumber::State::Bad) {
        return refuseCell(fmt::format("{} is no finite number", what), line, model, number.problem);
    }
    if (number.form == Form::Truth || number.form == Form::Percent ||
        (number.form == Form::Dollars && !dollars)) {
        return refuseCell(fmt::format("{} is no plain number", what), line, model,
                          number.form == Form::Truth     ? "a truth value"
                          : number.form == Form::Percent ? "a percentage"
                                                         : "an amount of money");
    }
    if (number.value < 0.0) {
        return refuseCell(fmt::format("{} is negative", what), line, model,
                          fmt::format("{}", number.value));
    }
    if (number.form == Form::DecimalComma && m_signs.comma == 0) m_signs.comma = line;
    if (number.form == Form::Grouped && m_signs.grouped == 0) m_signs.grouped = line;
    return number.value;
}

double DatasetBuilder::cost(const CellNumber& number, std::uint64_t line, std::string_view model) {
    if (number.state != CellNumber::State::Blank) m_fileHasLengths.back() = true;
    return amount(number, line, model, "a cost", true);
}

double DatasetBuilder::tokens(const CellNumber& number, std::uint64_t line,
                              std::string_view model) {
    const double count = amount(number, line, model, "a token count", false);
    // A length that cannot be read is a length all the same: none may be assumed in its place.
    if (std::isnan(count) && number.state != CellNumber::State::Blank) {
        m_fileHasLengths.back() = true;
    }
    return count;
}

double DatasetBuilder::tokensOfText(std::size_t characters) {
    if (characters == 0) return kMissing;
    m_tokensEstimated = true;
    m_fileHasLengths.back() = true;
    return std::ceil(static_cast<double>(characters) / 4.0);
}

bool DatasetBuilder::collides(std::size_t query, const RowDraft& row) {
    return std::any_of(row.cells.begin(), row.cells.end(), [&](const OutcomeCell& more) {
        return more.any() && known(query, more.model).any();
    });
}

bool DatasetBuilder::equals(std::size_t query, const RowDraft& row) {
    return std::all_of(row.cells.begin(), row.cells.end(), [&](const OutcomeCell& more) {
        if (!more.any()) return true;
        const OutcomeCell cell = known(query, more.model);
        return same(cell.score, more.score) && same(cell.cost, more.cost) &&
               same(cell.outputTokens, more.outputTokens) &&
               same(cell.inputTokens, more.inputTokens);
    });
}

void DatasetBuilder::put(std::size_t query, const RowDraft& row) {
    for (const OutcomeCell& more : row.cells) {
        if (!more.any()) continue;
        set(m_score, query, more.model, more.score);
        set(m_cost, query, more.model, more.cost);
        set(m_tokens, query, more.model, more.outputTokens);
        set(m_inputTokens, query, more.model, more.inputTokens);
    }
}

/// Fills what the query does not know yet.
void DatasetBuilder::complete(Query& known, const Query& more) {
    if (known.task.empty()) known.task = more.task;
    if (known.level.empty()) known.level = more.level;
    if (known.split.empty()) known.split = more.split;
    if (std::isnan(known.inputTokens)) known.inputTokens = more.inputTokens;
}

/// Cleans the texts of the row. @return false if it was refused
bool DatasetBuilder::prepare(RowDraft& row) {
    std::size_t mended = 0;
    for (std::string* text :
         {&row.query.text, &row.query.task, &row.query.level, &row.query.split}) {
        mended += repairUtf8(*text) > 0;
    }
    // Names that people see; the text of a query stays what the models were asked.
    for (std::string* name : {&row.query.task, &row.query.level, &row.query.split}) {
        *name = printable(*name);
    }
    if (mended > 0) {
        remark(ImportRemark::Kind::Repaired, row.line,
               "bytes that are no UTF-8 became U+FFFD; if the file is Latin-1, convert it with "
               "iconv -f LATIN1 -t UTF-8 and import again");
    }
    if (trimmed(row.query.text).empty()) {
        refuse(row.line, "the query text is empty");
    } else if (row.query.text.size() > kMaxTextBytes) {
        refuse(row.line, fmt::format("the query text is longer than {} MB; shorten it",
                                     kMaxTextBytes >> 20U));
    } else if (std::max({row.query.task.size(), row.query.level.size(), row.query.split.size()}) >
               kMaxNameBytes) {
        refuse(row.line,
               fmt::format("a task, level or split name is longer than {} bytes", kMaxNameBytes));
    } else if (std::none_of(row.cells.begin(), row.cells.end(),
                            [](const OutcomeCell& one) { return one.any(); })) {
        refuse(row.line, "no model has a score, cost or length here");
    } else {
        return true;
    }
    return false;
}

void DatasetBuilder::requireRoom(std::uint64_t line) const {
    const std::size_t queries = m_queries.size() + 1;
    if (queries <= kMaxQueries && queries * m_models.size() <= kMaxCells) return;
    throw Error(fmt::format("{}:{}", file(), line),
                queries > kMaxQueries
                    ? fmt::format("more than {} queries", kMaxQueries)
                    : fmt::format("{} queries of {} models: more than {} outcomes", queries,
                                  m_models.size(), kMaxCells),
                "Import a part of the file");
}

/// A key that people can read; one that is too long is none to find a query by.
std::string DatasetBuilder::keptId(std::string id) {
    repairUtf8(id);
    id = printable(trimmed(id));
    return id.size() > kMaxNameBytes ? std::string() : id;
}

void DatasetBuilder::append(RowDraft& row) {
    requireRoom(row.line);
    m_textBytes += row.query.text.size();
    if (m_textBytes > kMaxAllTextBytes) {
        throw Error(fmt::format("{}:{}", file(), row.line),
                    fmt::format("more than {} MB of query texts", kMaxAllTextBytes >> 20U),
                    "Import a part of the file, or shorten the texts");
    }
    m_origins.push_back({row.line, m_rowsRead - 1, static_cast<std::uint32_t>(m_files.size() - 1)});
    m_queries.push_back(std::move(row.query));
    m_queries.back().id = keptId(row.id);
    for (Cells* cells : {&m_score, &m_cost, &m_tokens, &m_inputTokens}) {
        if (!cells->empty()) cells->resize(m_queries.size() * m_stride, kMissing);
    }
    put(m_queries.size() - 1, row);
    takeVector(m_queries.size() - 1, row.line);
    ++m_rowsKept;
}

/// A row of a query that is known already. @return false if it shall be a query of its own
bool DatasetBuilder::mergeOrRefuse(std::size_t known, const RowDraft& row) {
    if (!collides(known, row)) {
        put(known, row);
        complete(m_queries[known], row.query);
        takeVector(known, row.line);
        ++m_rowsKept;
        return true;
    }
    const Origin& origin = m_origins[known];
    const bool sameFile = origin.file + 1 == m_files.size();
    if (sameFile && row.id.empty() && m_rowsAreQueries) {
        remark(ImportRemark::Kind::Note, row.line,
               "the query repeats the text of an earlier row; kept as a query of its own",
               fmt::format("as line {}", origin.line));
        return false;
    }
    refuse(row.line,
           equals(known, row) ? "it repeats an earlier row exactly"
                              : "an earlier row has other values for the same query and model; "
                                "the earlier one is kept",
           fmt::format("as {}:{}", m_files[origin.file], origin.line));
    return true;
}

void DatasetBuilder::addRow(RowDraft& row) {
    if (!prepare(row)) return;
    Fingerprint key;
    key.add(row.query.text);
    key.add(row.query.task);
    key.add(row.id);
    const auto next = static_cast<std::uint32_t>(m_queries.size());
    const auto [place, isNew] = m_byKey.try_emplace(key.value(), next);
    const bool known = !isNew && m_queries[place->second].text == row.query.text;
    if (known && mergeOrRefuse(place->second, row)) return;
    append(row);
}

Grid DatasetBuilder::takeGrid(Cells& cells) const {
    const auto rows = static_cast<Eigen::Index>(m_queries.size());
    const auto columns = static_cast<Eigen::Index>(m_models.size());
    if (cells.empty()) return Grid::Constant(rows, columns, kMissing);
    using Wide = Eigen::Map<const Grid>;
    Grid grid = Wide(cells.data(), rows, static_cast<Eigen::Index>(m_stride)).leftCols(columns);
    cells = {};
    return grid;
}

DatasetBuilder::Built DatasetBuilder::finish() {
    m_byKey = {};
    Built built;
    built.data.score = takeGrid(m_score);
    built.data.cost = takeGrid(m_cost);
    built.data.outputTokens = takeGrid(m_tokens);
    if (!m_inputTokens.empty()) built.data.inputTokens = takeGrid(m_inputTokens);
    built.data.outputTokensEstimated = m_tokensEstimated;
    finishVectors(built.data);
    built.data.queries = std::move(m_queries);
    built.data.models = std::move(m_models);
    built.files = std::move(m_files);
    built.fileHasLengths = std::move(m_fileHasLengths);
    for (const Origin& origin : m_origins) {
        built.fileOfQuery.push_back(origin.file);
        built.recordOfQuery.push_back(origin.record);
    }
    built.rowsRead = m_rowsRead;
    return built;
}

}  // namespace orl
