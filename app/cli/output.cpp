#include "app/cli/output.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iostream>
#include <sstream>

#include "core/support/error.h"
#include "core/support/unicode.h"

namespace orl::cli {
namespace {

namespace fs = std::filesystem;

constexpr double kLongNumber = 1e15;  ///< from here on with an exponent
constexpr const char* kWritableRemedy = "Choose a file in a folder that exists and is writable";

/// Pipes and devices are written in place; there is nothing to keep.
bool isSpecial(const fs::path& file) {
    std::error_code ignored;
    const fs::file_status status = fs::status(file, ignored);
    return fs::exists(status) && !fs::is_regular_file(status) && !fs::is_directory(status);
}

fs::path scratchOf(const fs::path& file) {
    fs::path scratch = file;
    scratch += ".part";
    return scratch;
}

std::string reason() {
    return errno == 0 ? "unknown reason" : std::strerror(errno);
}

/// Visible characters of UTF-8 text.
std::size_t width(const std::string& text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void writeStream(const fs::path& target, const fs::path& named,
                 const std::function<void(std::ostream&)>& write) {
    errno = 0;
    std::ofstream out(target, std::ios::binary | std::ios::trunc);
    if (!out) {
        throw Error(named.string(), "The file cannot be written: " + reason(), kWritableRemedy);
    }
    write(out);
    errno = 0;
    out.flush();
    if (!out) {
        throw Error(named.string(), "Writing broke off: " + reason(),
                    "Free some space or choose another disk");
    }
}

}  // namespace

void printText(const std::string& text) {
    std::cout << printableLines(text) << std::flush;
    if (!std::cout) throw Error("stdout", "The result cannot be written", "Check where it goes");
}

void printJson(const Json& value) {
    const std::string text = value.dump(2, ' ', false, Json::error_handler_t::replace);
    printText(printableJson(text) + "\n");
}

void note(const std::string& text) {
    fmt::print(stderr, "{}\n", printableLines(text));
}

void checkWritable(const fs::path& file) {
    if (isSpecial(file)) return;
    if (fs::is_directory(file)) {
        throw Error(file.string(), "This is a folder, not a file", kWritableRemedy);
    }
    const fs::path scratch = scratchOf(file);
    writeStream(scratch, file, [](std::ostream&) {});
    std::error_code ignored;
    fs::remove(scratch, ignored);
}

void writeFile(const fs::path& file, const std::function<void(std::ostream&)>& write) {
    if (isSpecial(file)) {
        writeStream(file, file, write);
        return;
    }
    const fs::path scratch = scratchOf(file);
    std::error_code failed;
    try {
        writeStream(scratch, file, write);
        fs::rename(scratch, file);
    } catch (const fs::filesystem_error& error) {
        fs::remove(scratch, failed);
        throw Error(file.string(), "The file cannot be written: " + error.code().message(),
                    kWritableRemedy);
    } catch (...) {
        fs::remove(scratch, failed);
        throw;
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
