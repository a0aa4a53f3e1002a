#pragma once

#include <string>
#include <string_view>
#include <vector>

/// Tables of text for files and the clipboard. Names of any kind: each form escapes what means
/// something to it.
namespace orl {

struct TextTable {
    std::vector<std::string> head;
    std::vector<std::vector<std::string>> rows;  ///< each as long as the head
};

/// RFC 4180.
std::string toCsv(const TextTable& table);
/// A pipe table, in which nothing is taken for markup and names that are written from right to left
/// leave the rest of their row in order.
std::string toMarkdown(const TextTable& table);
/// A tabular of the package booktabs; the first column is left, the others right.
std::string toLatex(const TextTable& table);

/// Whether it has letters that are written from right to left (Hebrew, Arabic and their kin).
bool hasRightToLeft(std::string_view text);

}  // namespace orl
