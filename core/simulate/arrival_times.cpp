#include "core/simulate/arrival_times.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <optional>

#include "core/data/text/bytes.h"
#include "core/data/text/csv.h"
#include "core/data/text/number.h"
#include "core/data/text/utf8.h"
#include "core/support/error.h"

namespace orl {
namespace {

constexpr const char* kTimesLayout =
    "Give a column of seconds from the start, or of dates like 2023-11-16 18:17:03.98, under the "
    "name TIMESTAMP or time";
constexpr std::array kTimeNames = {"timestamp", "time",         "seconds",    "arrival",
                                   "arrived",   "arrival_time", "arrived_at", "t"};
/// Seconds since 1970 are meant by numbers from here on (1973).
constexpr double kEpoch = 1e8;

std::string lowered(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return lower;
}

/// Takes a whole number of some digits off the front.
bool takeDigits(std::string_view& text, std::size_t digits, int& value) {
    if (text.size() < digits) return false;
    const auto [end, code] = std::from_chars(text.data(), text.data() + digits, value);
    if (code != std::errc{} || end != text.data() + digits || value < 0) return false;
    text.remove_prefix(digits);
    return true;
}

bool takeMark(std::string_view& text, std::string_view marks) {
    if (text.empty() || marks.find(text.front()) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

/// Seconds that the clock's zone is ahead of UTC; none where the rest is no zone.
std::optional<double> zoneOf(std::string_view text) {
    if (text.empty() || text == "Z") return 0.0;
    const bool behind = text.front() == '-';
    int hours = 0;
    int minutes = 0;
    if (!takeMark(text, "+-") || !takeDigits(text, 2, hours)) return std::nullopt;
    takeMark(text, ":");
    if (!text.empty() && !takeDigits(text, 2, minutes)) return std::nullopt;
    if (!text.empty()) return std::nullopt;
    const double ahead = hours * 3600.0 + minutes * 60.0;
    return behind ? -ahead : ahead;
}

/// "2023-11-16 18:17:03.9799600", with T for the space and a zone; seconds since 1970.
std::optional<double> dateOf(std::string_view text) {
    int year = 0;
    int month = 0;
    int day = 0;
    int hour = 0;
    int minute = 0;
    int second = 0;
    const bool whole =
        takeDigits(text, 4, year) && takeMark(text, "-") && takeDigits(text, 2, month) &&
        takeMark(text, "-") && takeDigits(text, 2, day) && takeMark(text, " T") &&
        takeDigits(text, 2, hour) && takeMark(text, ":") && takeDigits(text, 2, minute) &&
        takeMark(text, ":") && takeDigits(text, 2, second);
    if (!whole || hour > 23 || minute > 59 || second > 60) return std::nullopt;
    double fraction = 0.0;
    if (takeMark(text, ".")) {
        double unit = 0.1;
        while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
            fraction += unit * (text.front() - '0');
            unit *= 0.1;
            text.remove_prefix(1);
        }
    }
    const std::optional<double> zone = zoneOf(text);
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!zone || !date.ok()) return std::nullopt;
    const auto days = std::chrono::sys_days(date).time_since_epoch().count();
    return static_cast<double>(days) * 86'400.0 + hour * 3600.0 + minute * 60.0 + second +
           fraction - *zone;
}

std::optional<double> plainNumber(std::string_view text) {
    const CellNumber number = readNumber(text);
    if (number.state != CellNumber::State::Number || number.form != CellNumber::Form::Plain) {
        return std::nullopt;
    }
    return number.value;
}

class TimesReader {
  public:
    explicit TimesReader(std::filesystem::path file) : m_file(std::move(file)) {}

    void row(const CsvRow& row) {
        const std::string place = fmt::format("{}:{}", m_file.string(), row.line);
        if (!row.problem.empty()) throw Error(place, row.problem, kTimesLayout);
        if (!m_begun) {
            m_begun = true;
            if (header(row, place)) return;
        }
        if (row.fields.size() <= m_column) {
            throw Error(place, fmt::format("The row has {} cells", row.fields.size()),
                        kTimesLayout);
        }
        add(row.fields[m_column], place);
    }

    ArrivalTimes taken() {
        if (m_times.seconds.empty()) {
            throw Error(m_file.string(), "There is no arrival in it", kTimesLayout);
        }
        if (m_unused > 0) {
            m_times.remarks.push_back(
                fmt::format("{}: only the times were read, not the {} other column{}",
                            m_file.string(), m_unused, m_unused == 1 ? "" : "s"));
        }
        if (m_together > 0) {
            m_times.remarks.push_back(fmt::format("{}: {} queries arrive together with another",
                                                  m_file.string(), m_together));
        }
        return std::move(m_times);
    }

  private:
    /// Finds the column of the times. @return whether the row is a header
    bool header(const CsvRow& row, const std::string& place) {
        m_unused = row.fields.size() - 1;
        for (std::size_t k = 0; k < row.fields.size(); ++k) {
            const std::string name = lowered(row.fields[k]);
            const bool known = std::any_of(kTimeNames.begin(), kTimeNames.end(),
                                           [&](const char* each) { return name == each; });
            if (!known) continue;
            m_column = k;
            return true;
        }
        const std::string_view first = row.fields.front();
        if (plainNumber(first) || dateOf(first)) return false;
        if (row.fields.size() == 1) return true;
        throw Error(place, fmt::format("No column is named as times are: {}", shown(first)),
                    kTimesLayout);
    }

    void add(std::string_view text, const std::string& place) {
        std::optional<double> time = plainNumber(text);
        const bool date = !time;
        if (date) time = dateOf(text);
        if (!time) {
            throw Error(place, fmt::format("{} is no time", shown(text)), kTimesLayout);
        }
        if (m_times.seconds.empty()) {
            m_dates = date;
            m_origin = date || *time >= kEpoch ? *time : 0.0;
        } else if (date != m_dates) {
            throw Error(place,
                        fmt::format("{} is written otherwise than the times before", shown(text)),
                        "Write all times as seconds or all as dates");
        }
        const double seconds = *time - m_origin;
        if (*time < 0.0 && !date) {
            throw Error(place, fmt::format("The time {} is negative", *time),
                        "Give seconds from the start of the run, 0 or more");
        }
        if (!m_times.seconds.empty() && seconds < m_times.seconds.back()) {
            throw Error(place, fmt::format("{} is earlier than the time before", shown(text)),
                        "Sort the rows by time");
        }
        if (!m_times.seconds.empty() && seconds == m_times.seconds.back()) ++m_together;
        m_times.seconds.push_back(seconds);
    }

    std::filesystem::path m_file;
    ArrivalTimes m_times;
    bool m_begun = false;
    bool m_dates = false;
    std::size_t m_column = 0;
    std::size_t m_unused = 0;
    std::size_t m_together = 0;
    double m_origin = 0.0;
};

}  // namespace

ArrivalTimes readArrivalTimes(const std::filesystem::path& file, const Job& job) {
    std::error_code unknown;
    const auto size = std::filesystem::file_size(file, unknown);
    ReadProgress progress(job, unknown ? 0 : size);
    ByteSource source(file, &progress);
    CsvReader reader(source);
    CsvRow row;
    TimesReader times(file);
    while (reader.next(row)) times.row(row);
    return times.taken();
}

}  // namespace orl
