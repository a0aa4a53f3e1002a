#include "core/lab/text_table.h"

#include <algorithm>

#include "core/support/unicode.h"

namespace orl {

namespace {

using Escape = std::string (*)(const std::string&);

std::string line(const std::vector<std::string>& cells, Escape escape, const char* before,
                 const char* between, const char* after) {
    std::string text = before;
    for (std::size_t k = 0; k < cells.size(); ++k) {
        if (k > 0) text += between;
        text += escape(cells[k]);
    }
    return text + after;
}

std::string csvCell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted = "\"";
    for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
    return quoted + '"';
}

std::string markdownCell(const std::string& text) {
    // First of all without control characters and marks of direction: one cell, one line.
    std::string escaped;
    for (const char c : printable(text)) {
        if (c == '<') {
            escaped += "&lt;";
        } else if (c == '>') {
            escaped += "&gt;";
        } else if (c == '&') {
            escaped += "&amp;";
        } else {
            if (std::string_view("\\`*_{}[]()#+!|~$").find(c) != std::string_view::npos) {
                escaped += '\\';
            }
            escaped += c;
        }
    }
    // First-strong isolate … pop: what stands beside it keeps its place.
    return hasRightToLeft(escaped) ? "\u2068" + escaped + "\u2069" : escaped;
}

/// What a letter becomes that means something to LaTeX; null: itself.
const char* latexOf(char c) {
    switch (c) {
        case '\\':
            return "\\textbackslash{}";
        case '~':
            return "\\textasciitilde{}";
        case '^':
            return "\\textasciicircum{}";
        case '<':
            return "\\textless{}";
        case '>':
            return "\\textgreater{}";
        case '|':
            return "\\textbar{}";
        case '"':
            return "\\textquotedbl{}";
        case '&':
            return "\\&";
        case '%':
            return "\\%";
        case '$':
            return "\\$";
        case '#':
            return "\\#";
        case '_':
            return "\\_";
        case '{':
            return "\\{";
        case '}':
            return "\\}";
        default:
            return nullptr;
    }
}

std::string latexCell(const std::string& text) {
    std::string escaped;
    for (const char c : printable(text)) {
        const char* const replaced = latexOf(c);
        escaped += replaced ? std::string(replaced) : std::string(1, c);
    }
    // Signs that pdflatex's own letters lack.
    for (const auto& [sign, command] : {std::pair<std::string_view, std::string_view>{"−", "$-$"},
                                        {"×", "$\\times$"},
                                        {"α", "$\\alpha$"},
                                        {"λ", "$\\lambda$"},
                                        {"μ", "$\\mu$"},
                                        {"κ", "$\\kappa$"},
                                        {"±", "$\\pm$"}}) {
        for (std::size_t at = escaped.find(sign); at != std::string::npos;
             at = escaped.find(sign, at + command.size())) {
            escaped.replace(at, sign.size(), command);
        }
    }
    // At the beginning of a row it would be an argument of the line break before.
    const bool argument = escaped.starts_with('[') || escaped.starts_with('*');
    return argument ? "{}" + escaped : escaped;
}

}  // namespace

bool hasRightToLeft(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = std::max<std::size_t>(1, sequenceLength(text, at));
        const auto byte = [&](std::size_t k) {
            return unsigned(static_cast<unsigned char>(text[at + k]));
        };
        unsigned point = 0;
        if (length == 2) point = (byte(0) & 0x1fU) << 6 | (byte(1) & 0x3fU);
        if (length == 3) {
            point = (byte(0) & 0x0fU) << 12 | (byte(1) & 0x3fU) << 6 | (byte(2) & 0x3fU);
        }
        const bool letters = point >= 0x590 && point <= 0x8ff;
        const bool forms =
            (point >= 0xfb1d && point <= 0xfdff) || (point >= 0xfe70 && point <= 0xfeff);
        if (letters || forms) return true;
        at += length;
    }
    return false;
}

std::string toCsv(const TextTable& table) {
    std::string text = line(table.head, csvCell, "", ",", "\n");
    for (const auto& row : table.rows) text += line(row, csvCell, "", ",", "\n");
    return text;
}

std::string toMarkdown(const TextTable& table) {
    std::string text = line(table.head, markdownCell, "| ", " | ", " |\n");
    text += "|";
    for (std::size_t k = 0; k < table.head.size(); ++k) text += k == 0 ? " --- |" : " ---: |";
    text += '\n';
    for (const auto& row : table.rows) text += line(row, markdownCell, "| ", " | ", " |\n");
    return text;
}

std::string toLatex(const TextTable& table) {
    const std::size_t columns = std::max<std::size_t>(1, table.head.size());
    std::string text = "\\begin{tabular}{l" + std::string(columns - 1, 'r') + "}\n\\toprule\n";
    text += line(table.head, latexCell, "", " & ", " \\\\\n\\midrule\n");
    for (const auto& row : table.rows) text += line(row, latexCell, "", " & ", " \\\\\n");
    return text + "\\bottomrule\n\\end{tabular}\n";
}

}  // namespace orl
