#include "ui/results/query_text.h"

#include <algorithm>
#include <string_view>

#include "ui/session/label_text.h"

namespace orl {

namespace {

/// Of bytes that may be long and end inside a character: at most that many characters.
QString beginning(std::string_view text, int most) {
    const auto bytes = std::min<std::size_t>(text.size(), std::size_t(most) * 4);
    QString read = labelText(std::string(text.substr(0, bytes)));
    if (read.size() <= most) return bytes < text.size() ? read + "…" : read;
    return read.left(most) + "…";
}

}  // namespace

std::size_t sharedLength(const std::string& text, const SharedPrefixes& beginnings) {
    constexpr std::size_t kHalfALine = 40;
    const std::size_t shared = text.size() - beginnings.split(text).rest.size();
    // A text that is but the shared beginning has nothing else to show.
    if (shared == 0 || shared == text.size()) return 0;
    // A line that all begin with the same word or two is shown from its start.
    const std::size_t line = text.rfind('\n', shared - 1);
    return line != std::string::npos && shared - line <= kHalfALine ? line + 1 : shared;
}

QString oneLine(const std::string& text, const SharedPrefixes& beginnings, int most) {
    const std::size_t shared = sharedLength(text, beginnings);
    const QString shown = beginning(std::string_view(text).substr(shared), most).simplified();
    return shared == 0 ? shown : "… " + shown;
}

QString tooltipOf(const std::string& text) {
    constexpr int kFirst = 400;
    constexpr int kLast = 1100;
    QString shown = labelLines(text);
    if (shown.size() > kFirst + kLast) shown = shown.left(kFirst) + "\n…\n" + shown.right(kLast);
    return "<p style=\"white-space:pre-wrap\">" + shown.toHtmlEscaped() + "</p>";
}

}  // namespace orl
