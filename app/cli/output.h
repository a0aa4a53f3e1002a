#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace orl::cli {

/// Keys stay in the order in which they are set; NaN and infinities are written as null.
using Json = nlohmann::ordered_json;

/// Writes the value to stdout. @throws Error when stdout cannot take it
void printJson(const Json& value);
/// Writes text to stdout, printableLines() of it. @throws Error when stdout cannot take it
void printText(const std::string& text);
/// A remark for people, on stderr.
void note(const std::string& text);

/// Throws Error now if the file could not be written later, so that a long computation is not done
/// in vain.
void checkWritable(const std::filesystem::path& file);
/// Writes the whole file or, when that fails, leaves what was there. @throws Error
void writeFile(const std::filesystem::path& file, const std::function<void(std::ostream&)>& write);

/// Rows of cells as aligned columns, the first flush left and the others flush right.
std::string table(std::vector<std::vector<std::string>> rows);

/// Numbers as people read them; "–" where unknown.
std::string digits(double value, int decimals);
std::string usd(double value);
std::string percent(double share);

/// One cell of a CSV file: quoted where needed; numbers in the shortest form that reads back
/// exactly, empty where unknown.
std::string csvCell(const std::string& text);
std::string csvCell(double value);

}  // namespace orl::cli
