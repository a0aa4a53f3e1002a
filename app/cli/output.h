#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/support/file_identity.h"
#include "core/support/output_file.h"

namespace orl::cli {

/// Keys stay in the order in which they are set; NaN and infinities are written as null.
using Json = nlohmann::ordered_json;

/// Writes the result that was asked for to stdout. @throws Error when stdout cannot take it
void printJson(const Json& value);
/// Control characters and the like never reach a terminal: both write printableLines().
void printText(const std::string& text);
/// Writes to stdout what has been done and stays done: a stdout that cannot take it is a remark on
/// stderr and no failure.
void reportText(const std::string& text);
void reportJson(const Json& value);
/// A remark for people, on stderr; lost without a word where that is closed or full.
void note(const std::string& text);

/// Throws Error now when one of these could not be written later, is one of the inputs, or is the
/// same file as another of them. Empty paths stand for options that were not given.
void checkOutputs(const std::vector<NamedFile>& outputs, const std::vector<NamedFile>& inputs);

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
