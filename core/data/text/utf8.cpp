#include "core/data/text/utf8.h"

#include <algorithm>

#include "core/support/unicode.h"

namespace orl {

namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

std::size_t firstInvalid(std::string_view text, std::size_t from) {
    std::size_t at = from;
    while (at < text.size()) {
        const std::size_t length = sequenceLength(text, at);
        if (length == 0) break;
        at += length;
    }
    return at;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view blank = " \t\r\n\v\f";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

std::string lowered(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return result;
}

std::size_t codePoints(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
    }));
}

void appendCodePoint(std::string& text, char32_t point) {
    const auto put = [&](char32_t byte) { text.push_back(static_cast<char>(byte)); };
    if (point < 0x80) {
        put(point);
    } else if (point < 0x800) {
        put(0xc0U | (point >> 6U));
        put(0x80U | (point & 0x3fU));
    } else if ((point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff) {
        text += kReplacement;
    } else if (point < 0x10000) {
        put(0xe0U | (point >> 12U));
        put(0x80U | ((point >> 6U) & 0x3fU));
        put(0x80U | (point & 0x3fU));
    } else {
        put(0xf0U | (point >> 18U));
        put(0x80U | ((point >> 12U) & 0x3fU));
        put(0x80U | ((point >> 6U) & 0x3fU));
        put(0x80U | (point & 0x3fU));
    }
}

std::size_t repairUtf8(std::string& text) {
    std::size_t at = firstInvalid(text, 0);
    if (at == text.size()) return 0;
    std::string repaired;
    repaired.reserve(text.size() + 16);
    std::size_t kept = 0;
    std::size_t count = 0;
    while (at < text.size()) {
        repaired.append(text, kept, at - kept);
        repaired += kReplacement;
        ++count;
        kept = at + 1;
        at = firstInvalid(text, kept);
    }
    repaired.append(text, kept);
    text = std::move(repaired);
    return count;
}

std::string shown(std::string_view text) {
    constexpr std::size_t longest = 60;
    std::string result = printable(text.substr(0, longest));
    if (text.size() > longest) result += "...";
    return "\"" + result + "\"";
}

}  // namespace orl
