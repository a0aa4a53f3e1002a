#include "core/data/import/scores.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/data/text/utf8.h"

namespace orl {

namespace {

constexpr double kEndTolerance = 1e-9;  ///< of the scale's width: what rounding may add
constexpr const char* kWhole = "; the whole import is refused, so that no chance part of it counts";

bool readEnd(std::string_view text, double& value) {
    text = trimmed(text);
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    return !text.empty() && parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size() &&
           std::isfinite(value);
}

/// The usual scale that such a range is most likely of.
std::string likelyScale(double low, double high) {
    if (low < 0.0) return low >= -1.0 && high <= 1.0 ? "-1:1" : fmt::format("{}:{}", low, high);
    if (high <= 4.0 && low < 1.0) return fmt::format("0:{}", std::ceil(high));
    if (high <= 5.0) return low >= 1.0 ? "1:5" : "0:5";
    if (high <= 10.0) return low >= 1.0 ? "1:10" : "0:10";
    if (high <= 100.0) return "percent";
    return fmt::format("0:{}", high);
}

}  // namespace

ScoreScale scoreScaleFrom(const std::string& text) {
    const std::string word = lowered(trimmed(text));
    if (word == "percent" || word == "%") return {0.0, 100.0};
    ScoreScale scale;
    const auto colon = word.find(':');
    const bool read = colon != std::string::npos &&
                      readEnd(std::string_view(word).substr(0, colon), scale.worst) &&
                      readEnd(std::string_view(word).substr(colon + 1), scale.best);
    if (!read || !(scale.worst < scale.best)) {
        throw Error("score scale", shown(text) + " is no scale of scores",
                    "Give what the worst and the best answer score as LOW:HIGH, for example 0:100 "
                    "or 1:10, or percent");
    }
    return scale;
}

std::string toString(const ScoreScale& scale) {
    return fmt::format("{}:{}", scale.worst, scale.best);
}

void ScoreColumns::beginFile(const std::string& name, bool columnPerModel) {
    m_file = name;
    m_columnPerModel = columnPerModel;
    m_columns.clear();
}

double ScoreColumns::refuse(const std::string& what, const Place& place) {
    m_remarks.add(Remarks::Kind::Refused, m_file, place.line, what + "; read as missing",
                  place.what);
    return kMissing;
}

double ScoreColumns::onScale(double value, bool percent) const {
    if (percent || !m_scale) return value;
    return (value - m_scale->worst) / (m_scale->best - m_scale->worst);
}

double ScoreColumns::take(const CellNumber& number, std::uint64_t line, std::string_view model) {
    using Form = CellNumber::Form;
    if (number.state == CellNumber::State::Blank) return kMissing;
    auto found = m_columns.find(model);
    if (found == m_columns.end()) found = m_columns.emplace(model, Column{}).first;
    Column& column = found->second;
    const auto place = [&](const std::string& value) {
        return Place{line, fmt::format("{} for {}", value, std::string(model.substr(0, 80)))};
    };
    if (number.state == CellNumber::State::Bad || number.form == Form::Dollars) {
        const Place here = place(number.problem.empty() ? "an amount of money" : number.problem);
        if (number.form != Form::NaN && column.bad++ == 0) column.firstBad = here;
        return refuse("a score is no number in [0,1]", here);
    }
    if (number.form == Form::Truth) {
        ++column.truths;
        return number.value;
    }
    const bool percent = number.form == Form::Percent;
    ++column.numbers;
    if (percent) {
        ++column.percents;
    } else {
        if (number.value != 0.0) ++column.plain;
        column.low = std::min(column.low, number.value);
        column.high = std::max(column.high, number.value);
    }
    const double score = onScale(number.value, percent);
    if (score >= -kEndTolerance && score <= 1.0 + kEndTolerance) return std::clamp(score, 0.0, 1.0);
    const Place here =
        place(percent ? fmt::format("{}%", number.value * 100.0) : fmt::format("{}", number.value));
    if (column.outside++ == 0) column.firstOutside = here;
    // Without a scale the file is refused at its end, when its range is known.
    if (!m_scale) return kMissing;
    return refuse("a score is off the scale " + toString(*m_scale), here);
}

ScoreColumns::Column ScoreColumns::together() const {
    Column all;
    const auto first = [](Place& known, const Place& more) {
        if (more.line != 0 && (known.line == 0 || more.line < known.line)) known = more;
    };
    for (const auto& [model, column] : m_columns) {
        all.numbers += column.numbers;
        all.percents += column.percents;
        all.plain += column.plain;
        all.truths += column.truths;
        all.outside += column.outside;
        all.bad += column.bad;
        all.low = std::min(all.low, column.low);
        all.high = std::max(all.high, column.high);
        first(all.firstOutside, column.firstOutside);
        first(all.firstBad, column.firstBad);
    }
    return all;
}

void ScoreColumns::fail(const Place& place, const std::string& what,
                        const std::string& remedy) const {
    throw Error(fmt::format("{}:{}", m_file, place.line),
                fmt::format("{} (first: {}){}", what, place.what, kWhole), remedy);
}

void ScoreColumns::checkScale(const Column& all) const {
    if (all.outside == 0) return;
    const bool ranged = all.low <= all.high;
    const std::string range = ranged
                                  ? fmt::format("the scores run from {} to {}", all.low, all.high)
                                  : std::string("there are scores below 0 % or above 100 %");
    if (!m_scale) {
        fail(all.firstOutside, range + (ranged ? ", outside [0,1]" : ""),
             ranged
                 ? fmt::format("Say what the worst and the best answer score: --score-scale {} "
                               "(\"Scores\" in the import window); with 0:1, scores outside it are "
                               "read as missing",
                               likelyScale(all.low, all.high))
                 : "Mend them; with --score-scale 0:1 they are read as missing");
    }
    if (2 * all.outside > all.numbers) {
        fail(all.firstOutside,
             fmt::format("{}: {} of {} are off the scale {}", range, all.outside, all.numbers,
                         toString(*m_scale)),
             "Give the scale that they are on: --score-scale LOW:HIGH or percent");
    }
}

void ScoreColumns::checkSigns(const Column& all) const {
    if (m_scale || all.percents == 0 || all.plain == 0) return;
    throw Error(m_file,
                fmt::format("{} scores have a percent sign and {} have none{}", all.percents,
                            all.plain, kWhole),
                "Say what scores without the sign are: --score-scale percent or 0:1 (\"Scores\" in "
                "the import window)");
}

/// A column of which less than half can be read is none of scores.
void ScoreColumns::checkReadable() const {
    const auto check = [this](const Column& column) {
        const std::uint64_t read = column.numbers + column.truths;
        if (read == 0 || column.bad <= read) return;
        fail(column.firstBad,
             fmt::format("{} of {} scores of a column are no numbers", column.bad,
                         column.bad + read),
             "Name the column that holds the scores, or leave cells blank that hold none");
    };
    if (!m_columnPerModel) return check(together());
    for (const auto& [model, column] : m_columns) check(column);
}

void ScoreColumns::endFile() {
    const Column all = together();
    checkSigns(all);
    checkScale(all);
    checkReadable();
    const auto note = [this](const std::string& what, std::uint64_t count) {
        if (count > 0) m_remarks.add(Remarks::Kind::Note, m_file, 0, what, {}, count);
    };
    note("scores with a percent sign were divided by 100", all.percents);
    if (!m_scale) return;
    note(fmt::format("scores were rescaled from {} to [0,1]", toString(*m_scale)),
         all.numbers - all.percents - all.outside);
    const bool narrow = all.low >= 0.0 && all.high > 0.0 && all.high <= 1.0;
    if (narrow && m_scale->best > 1.0) {
        note(fmt::format("all scores lie in [0,1] already, though the scale {} was given; check it",
                         toString(*m_scale)),
             all.numbers);
    }
}

}  // namespace orl
