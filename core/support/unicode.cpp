#include "core/support/unicode.h"

#include <fmt/format.h>

#include <algorithm>

namespace orl {

namespace {

constexpr std::string_view kReplacement = "\xef\xbf\xbd";

unsigned char byteAt(std::string_view text, std::size_t at) {
    return static_cast<unsigned char>(text[at]);
}

/// Of a well-formed sequence.
char32_t codePoint(std::string_view sequence) {
    constexpr unsigned char kLeadBits[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
    char32_t point = byteAt(sequence, 0) & kLeadBits[sequence.size()];
    for (const char c : sequence.substr(1)) {
        point = point << 6U | (static_cast<unsigned char>(c) & 0x3fU);
    }
    return point;
}

bool isControl(char32_t point) {
    return point < 0x20 || (point >= 0x7f && point <= 0x9f);
}

/// Marks, embeddings, overrides and isolates of direction; separators of lines and paragraphs;
/// invisible joiners' kin that reorder or hide (tags, interlinear annotations).
bool isTrick(char32_t point) {
    return point == 0x61c || point == 0x200e || point == 0x200f ||
           (point >= 0x2028 && point <= 0x202e) || (point >= 0x2066 && point <= 0x206f) ||
           (point >= 0xfff9 && point <= 0xfffb) || (point >= 0xe0000 && point <= 0xe007f);
}

/// Calls keep(piece) for what is harmless and replace(point) for what is not; the point of a byte
/// that is no UTF-8 is U+FFFD.
template <typename Keep, typename Replace>
void walk(std::string_view text, const Keep& keep, const Replace& replace) {
    std::size_t kept = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = sequenceLength(text, at);
        const char32_t point = length == 0 ? 0xfffd : codePoint(text.substr(at, length));
        if (length == 0 || isControl(point) || isTrick(point)) {
            keep(text.substr(kept, at - kept));
            replace(point);
            kept = at + std::max<std::size_t>(length, 1);
        }
        at += std::max<std::size_t>(length, 1);
    }
    keep(text.substr(kept));
}

std::string cleaned(std::string_view text, bool severalLines) {
    std::string result;
    result.reserve(text.size());
    walk(
        text, [&result](std::string_view piece) { result += piece; },
        [&](char32_t point) {
            const bool blank = point == '\n' || point == '\t' || point == '\r';
            if (blank && severalLines && point != '\r') {
                result += static_cast<char>(point);
            } else if (blank) {
                result += ' ';
            } else if (point < 0x20 || point == 0x7f) {
                // The pictures U+2400 to U+241F, and U+2421 for DEL.
                const char32_t last = point == 0x7f ? 0x21 : point;
                result += "\xe2\x90";
                result += static_cast<char>(0x80U | last);
            } else {
                result += kReplacement;
            }
        });
    return result;
}

}  // namespace

std::size_t sequenceLength(std::string_view text, std::size_t at) {
    const unsigned char lead = byteAt(text, at);
    if (lead < 0x80) return 1;
    std::size_t length = 0;
    unsigned char low = 0x80;
    unsigned char high = 0xbf;
    if (lead >= 0xc2 && lead <= 0xdf) {
        length = 2;
    } else if (lead >= 0xe0 && lead <= 0xef) {
        length = 3;
        if (lead == 0xe0) low = 0xa0;
        if (lead == 0xed) high = 0x9f;
    } else if (lead >= 0xf0 && lead <= 0xf4) {
        length = 4;
        if (lead == 0xf0) low = 0x90;
        if (lead == 0xf4) high = 0x8f;
    }
    if (length == 0 || at + length > text.size()) return 0;
    if (byteAt(text, at + 1) < low || byteAt(text, at + 1) > high) return 0;
    for (std::size_t k = 2; k < length; ++k) {
        if ((byteAt(text, at + k) & 0xc0U) != 0x80U) return 0;
    }
    return length;
}

std::string printable(std::string_view text) {
    return cleaned(text, false);
}

std::string printableLines(std::string_view text) {
    return cleaned(text, true);
}

std::string printableJson(std::string_view json) {
    std::string result;
    result.reserve(json.size());
    walk(
        json, [&result](std::string_view piece) { result += piece; },
        [&result](char32_t point) {
            if (point == '\n') {
                result += '\n';
            } else if (point < 0x10000) {
                result += fmt::format("\\u{:04x}", static_cast<unsigned>(point));
            } else {
                const auto rest = static_cast<unsigned>(point - 0x10000);
                result += fmt::format("\\u{:04x}\\u{:04x}", 0xd800 + (rest >> 10U),
                                      0xdc00 + (rest & 0x3ffU));
            }
        });
    return result;
}

}  // namespace orl
