#include "core/support/text_finder.h"

#include <algorithm>

namespace orl {

namespace {

constexpr std::size_t kLongestSkip = 255;

constexpr unsigned char smallAscii(unsigned char byte) {
    return byte >= 'A' && byte <= 'Z' ? static_cast<unsigned char>(byte + 32) : byte;
}

constexpr std::array<unsigned char, 256> smallAsciiTable() {
    std::array<unsigned char, 256> table{};
    for (std::size_t byte = 0; byte < table.size(); ++byte) {
        table[byte] = smallAscii(static_cast<unsigned char>(byte));
    }
    return table;
}
constexpr std::array<unsigned char, 256> kSmall = smallAsciiTable();

/// The small letter of a capital in two bytes, as a code point; itself where there is none.
unsigned smallLetter(unsigned point) {
    const auto within = [point](unsigned first, unsigned last) {
        return point >= first && point <= last;
    };
    if (within(0xC0, 0xDE) && point != 0xD7) return point + 0x20;     // À … Þ without ×
    if (within(0x391, 0x3A9) && point != 0x3A2) return point + 0x20;  // Α … Ω
    if (within(0x410, 0x42F)) return point + 0x20;                    // А … Я
    if (within(0x400, 0x40F)) return point + 0x50;                    // Ѐ … Џ
    return point;
}

}  // namespace

std::string smallLetters(std::string_view text) {
    std::string small(text);
    for (std::size_t at = 0; at < small.size(); ++at) {
        const auto first = static_cast<unsigned char>(small[at]);
        small[at] = static_cast<char>(kSmall[first]);
        if (first < 0xC3 || first > 0xD1 || at + 1 == small.size()) continue;
        const auto second = static_cast<unsigned char>(small[at + 1]);
        if ((second & 0xC0U) != 0x80U) continue;
        const unsigned point = smallLetter((first & 0x1FU) << 6U | (second & 0x3FU));
        small[at] = static_cast<char>(0xC0U | point >> 6U);
        small[++at] = static_cast<char>(0x80U | (point & 0x3FU));
    }
    return small;
}

TextFinder::TextFinder(std::string_view wanted) : m_wanted(smallLetters(wanted)) {
    m_ascii = std::ranges::none_of(
        m_wanted, [](char byte) { return static_cast<unsigned char>(byte) > 0x7F; });
    const std::size_t length = m_wanted.size();
    m_skip.fill(static_cast<std::uint8_t>(std::min(length, kLongestSkip)));
    for (std::size_t k = 0; k + 1 < length; ++k) {
        m_skip[static_cast<unsigned char>(m_wanted[k])] =
            static_cast<std::uint8_t>(std::min(length - 1 - k, kLongestSkip));
    }
}

bool TextFinder::in(std::string_view text) const {
    if (m_wanted.empty()) return true;
    if (m_ascii) return asciiIn(text);
    return smallLetters(text).find(m_wanted) != std::string::npos;
}

bool TextFinder::asciiIn(std::string_view text) const {
    const std::size_t length = m_wanted.size();
    const auto last = static_cast<unsigned char>(m_wanted.back());
    for (std::size_t end = length - 1; end < text.size();) {
        const unsigned char seen = kSmall[static_cast<unsigned char>(text[end])];
        if (seen == last) {
            std::size_t k = 0;
            const std::size_t begin = end + 1 - length;
            while (k + 1 < length && kSmall[static_cast<unsigned char>(text[begin + k])] ==
                                         static_cast<unsigned char>(m_wanted[k])) {
                ++k;
            }
            if (k + 1 == length) return true;
        }
        end += m_skip[seen];
    }
    return false;
}

}  // namespace orl
