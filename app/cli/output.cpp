#include "app/cli/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>
#include <iostream>
#include <sstream>

#include "core/support/error.h"
#include "core/support/process.h"
#include "core/support/unicode.h"

namespace orl::cli {
namespace {

constexpr double kLongNumber = 1e15;  ///< from here on with an exponent

/// Visible characters of UTF-8 text.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

/// @return whether stdout took all of it; errno says why not
bool print(const std::string& text) {
    errno = 0;
    std::cout << text << std::flush;
    return static_cast<bool>(std::cout);
}

std::string jsonText(const Json& value) {
    return printableJson(value.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n";
}

std::string reason() {
    return errno == 0 ? "it is closed" : std::strerror(errno);
}

}  // namespace

void printText(const std::string& text) {
    if (print(printableLines(text))) return;
    if (errno == EPIPE) {
        // Nobody reads on, as after "| head": end as programs do that never noticed.
        std::signal(SIGPIPE, SIG_DFL);
        std::raise(SIGPIPE);
    }
    throw Error("stdout", "The result cannot be written: " + reason(), "Check where it goes");
}

void printJson(const Json& value) {
    printText(jsonText(value));
}

void reportText(const std::string& text) {
    if (!print(printableLines(text))) {
        note(fmt::format("done, but stdout cannot take the report: {}", reason()));
    }
}

void reportJson(const Json& value) {
    reportText(jsonText(value));
}

void note(const std::string& text) {
    tell(printableLines(text) + "\n");
}

void checkOutputs(const std::vector<NamedFile>& outputs, const std::vector<NamedFile>& inputs) {
    requireSeparate(outputs, inputs);
    for (const NamedFile& output : outputs) {
        if (!output.file.empty()) checkWritable(output.file);
    }
}

std::string table(std::vector<std::vector<std::string>> rows) {
    for (auto& row : rows) {
        for (std::string& cell : row) cell = printable(cell);
    }
    std::vector<std::size_t> widths;
    for (const auto& row : rows) {
        widths.resize(std::max(widths.size(), row.size()), 0);
        for (std::size_t c = 0; c < row.size(); ++c) {
            widths[c] = std::max(widths[c], width(row[c]));
        }
    }
    std::string text;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t c = 0; c < row.size(); ++c) {
            const std::string padding(widths[c] - width(row[c]), ' ');
            if (c > 0) line += "  ";
            line += c == 0 ? row[c] + padding : padding + row[c];
        }
        line.erase(line.find_last_not_of(' ') + 1);
        text += line + '\n';
    }
    return text;
}

std::string digits(double value, int decimals) {
    if (std::isnan(value)) return "–";
    if (std::abs(value) >= kLongNumber) return fmt::format("{:.4g}", value);
    std::string text = fmt::format("{:.{}f}", value, decimals);
    // A number that rounds to nothing has no sign.
    if (text.find_first_not_of("-0.") == std::string::npos && text.front() == '-') text.erase(0, 1);
    return text;
}

std::string usd(double value) {
    if (std::isnan(value)) return "–";
    const bool plain = std::abs(value) >= 100.0 && std::abs(value) < kLongNumber;
    return plain ? fmt::format("{:.2f}", value) : fmt::format("{:.4g}", value);
}

std::string percent(double share) {
    return std::isnan(share) ? "–" : digits(100.0 * share, 1) + " %";
}

std::string csvCell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

std::string csvCell(double value) {
    return std::isnan(value) ? "" : fmt::format("{}", value);
}

}  // namespace orl::cli
