#include "app/cli/matrix.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "core/data/text/bytes.h"
#include "core/data/text/csv.h"
#include "core/data/text/number.h"
#include "core/data/text/utf8.h"
#include "core/support/error.h"

namespace orl::cli {
namespace {

constexpr const char* kLayout =
    "Give one header row of model names, then a row of numbers for each query";

std::vector<std::string> header(const CsvRow& row, const std::string& place) {
    std::vector<std::string> names(row.fields.begin(), row.fields.end());
    std::unordered_set<std::string_view> known;
    for (std::size_t j = 0; j < names.size(); ++j) {
        if (names[j].empty()) {
            throw Error(place, fmt::format("Column {} has no name", j + 1), kLayout);
        }
        if (!known.insert(names[j]).second) {
            throw Error(place, fmt::format("Model \"{}\" stands there twice", names[j]), kLayout);
        }
    }
    const bool numbers = std::all_of(names.begin(), names.end(), [](const std::string& name) {
        const CellNumber number = readNumber(name);
        return number.state == CellNumber::State::Number && number.form != CellNumber::Form::Truth;
    });
    if (numbers) throw Error(place, "The first row holds numbers, no model names", kLayout);
    return names;
}

}  // namespace

Matrix readMatrix(const std::filesystem::path& file, bool chances, const Job& job) {
    std::error_code unknown;
    const auto size = std::filesystem::file_size(file, unknown);
    ReadProgress progress(job, unknown ? 0 : size);
    ByteSource source(file, &progress);
    CsvReader reader(source);
    CsvRow row;
    Matrix matrix;
    std::vector<double> values;
    while (reader.next(row)) {
        const std::string place = fmt::format("{}:{}", file.string(), row.line);
        if (!row.problem.empty()) throw Error(place, row.problem, kLayout);
        if (matrix.columns.empty()) {
            matrix.columns = header(row, place);
            continue;
        }
        if (row.fields.size() != matrix.columns.size()) {
            throw Error(place,
                        fmt::format("The row has {} cells, the header {}", row.fields.size(),
                                    matrix.columns.size()),
                        kLayout);
        }
        if (values.size() > kMaxCells) {
            throw Error(place, fmt::format("more than {} numbers", kMaxCells),
                        "Solve a part of the batch");
        }
        for (std::size_t j = 0; j < row.fields.size(); ++j) {
            const CellNumber number = readNumber(row.fields[j]);
            const bool unit = number.form == CellNumber::Form::Percent ||
                              number.form == CellNumber::Form::Dollars ||
                              (number.form == CellNumber::Form::Truth && !chances);
            if (number.state != CellNumber::State::Number || unit) {
                throw Error(fmt::format("{}, column {} ({})", place, j + 1, matrix.columns[j]),
                            number.state == CellNumber::State::Blank ? "The cell is empty"
                            : unit ? fmt::format("{} is no plain number", shown(row.fields[j]))
                            : number.problem.starts_with('"')
                                ? number.problem
                                : shown(row.fields[j]) + " " + number.problem,
                            "Write a plain number like 0.25");
            }
            values.push_back(number.value);
        }
    }
    if (values.empty()) throw Error(file.string(), "There is no row of numbers", kLayout);
    const auto columns = static_cast<Eigen::Index>(matrix.columns.size());
    matrix.values = Eigen::Map<const Grid>(
        values.data(), static_cast<Eigen::Index>(values.size()) / columns, columns);
    return matrix;
}

}  // namespace orl::cli
