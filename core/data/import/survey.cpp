#include "core/data/import/survey.h"

#include <algorithm>
#include <functional>
#include <unordered_map>

#include "core/data/import/format.h"
#include "core/data/text/csv.h"
#include "core/data/text/json_reader.h"

namespace orl {

namespace {

using nlohmann::json;

class Surveyor {
  public:
    explicit Surveyor(const std::optional<ScoreScale>& scale)
        : m_scale(scale.value_or(ScoreScale{})) {}

    std::size_t column(const std::string& name, std::size_t leaf = 0) {
        const auto [place, isNew] = m_index.try_emplace(name, m_columns.size());
        if (isNew) {
            m_columns.emplace_back().name = name;
            m_columns.back().leaf = leaf;
        }
        return place->second;
    }

    void count(std::size_t column, const CellNumber& number) {
        using State = CellNumber::State;
        ColumnSurvey& survey = m_columns[column];
        if (number.state == State::Blank || number.form == CellNumber::Form::NaN) return;
        if (number.state == State::Bad) {
            ++survey.texts;
            return;
        }
        const bool unitless =
            number.form != CellNumber::Form::Percent && number.form != CellNumber::Form::Truth;
        const double low = unitless ? m_scale.worst : 0.0;
        const double high = unitless ? m_scale.best : 1.0;
        const bool first = survey.scores + survey.numbers == 0;
        survey.low = first ? number.value : std::min(survey.low, number.value);
        survey.high = first ? number.value : std::max(survey.high, number.value);
        const bool score = number.form != CellNumber::Form::Dollars &&
                           number.value >= low - kTolerance && number.value <= high + kTolerance;
        ++(score ? survey.scores : survey.numbers);
    }

    /// Records may use their keys for data: what comes after so many is of no use as a column.
    bool full() const { return m_columns.size() > 4 * kMaxColumns; }

    void record(const json& object, const std::string& prefix, int depth) {
        for (const auto& member : object.items()) {
            // Every name within would repeat a long one, and none such is of a column or a model.
            if (prefix.size() + member.key().size() > kMaxName) continue;
            const std::string name = prefix + member.key();
            if (member.value().is_object() && depth < kDepth) {
                record(member.value(), name + '.', depth + 1);
                continue;
            }
            if (full() && !m_index.contains(name)) continue;
            const std::size_t at = column(name, prefix.size());
            if (member.value().is_array()) {
                ++m_columns[at].lists;
            } else {
                count(at, numberOf(member.value()));
            }
        }
    }

    std::vector<ColumnSurvey> take() { return std::move(m_columns); }

  private:
    static constexpr double kTolerance = 1e-9;
    static constexpr std::size_t kMaxName = 2048;  ///< bytes of a path
    static constexpr int kDepth = 3;               ///< of objects in objects that are looked into
    ScoreScale m_scale;
    std::vector<ColumnSurvey> m_columns;
    std::unordered_map<std::string, std::size_t> m_index;
};

void surveyTable(ByteSource& source, const FileHead& head, Surveyor& surveyor) {
    const bool commaIsDecimal = head.delimiter == ';';
    const std::ptrdiff_t vector = head.embeddingColumn;
    CsvReader reader(source, head.delimiter);
    CsvRow row;
    std::vector<std::size_t> columns;
    for (const std::string& name : head.columns) columns.push_back(surveyor.column(name));
    const std::size_t fields = columns.size() + (vector < 0 ? 0 : 1);
    bool header = true;
    while (reader.next(row)) {
        if (std::exchange(header, false) || !row.problem.empty() || row.fields.size() != fields) {
            continue;
        }
        if (vector >= 0) row.fields.erase(row.fields.begin() + vector);
        for (std::size_t k = 0; k < columns.size(); ++k) {
            surveyor.count(columns[k], readNumber(row.fields[k], commaIsDecimal));
        }
    }
}

}  // namespace

std::vector<ColumnSurvey> surveyColumns(const std::filesystem::path& file, const FileHead& head,
                                        const std::optional<ScoreScale>& scale, const Job& job) {
    std::error_code ignored;
    const auto size = std::filesystem::file_size(file, ignored);
    ReadProgress progress(job, ignored ? 0 : size);
    ByteSource source(file, &progress);
    source.skipNulBytes();
    Surveyor surveyor(scale);
    if (!head.json) {
        surveyTable(source, head, surveyor);
        return surveyor.take();
    }
    JsonReader reader(source);
    JsonRecord record;
    while (reader.next(record)) {
        if (!record.value.is_object()) continue;
        if (!head.embedding.empty()) record.value.erase(head.embedding);
        surveyor.record(record.value, {}, 0);
    }
    return surveyor.take();
}

}  // namespace orl
