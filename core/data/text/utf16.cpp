#include "core/data/text/utf16.h"

#include <algorithm>

#include "core/data/text/utf8.h"

namespace orl {

TextEncoding encodingOf(std::string_view head) {
    using std::string_view_literals::operator""sv;
    if (head.starts_with("\xff\xfe\0\0"sv) || head.starts_with("\0\0\xfe\xff"sv)) {
        return TextEncoding::Utf32;
    }
    if (head.starts_with("\xff\xfe")) return TextEncoding::Utf16Little;
    if (head.starts_with("\xfe\xff")) return TextEncoding::Utf16Big;
    head = head.substr(0, 512);
    std::size_t zeros[2] = {0, 0};
    for (std::size_t i = 0; i < head.size(); ++i) zeros[i % 2] += head[i] == '\0' ? 1 : 0;
    const std::size_t units = head.size() / 2;
    const auto most = [units](std::size_t count) { return units > 1 && 10 * count >= 6 * units; };
    if (most(zeros[1]) && 10 * zeros[0] < zeros[1]) return TextEncoding::Utf16Little;
    if (most(zeros[0]) && 10 * zeros[1] < zeros[0]) return TextEncoding::Utf16Big;
    return TextEncoding::Utf8;
}

void Utf16Reader::unit(char32_t value, std::string& text) {
    constexpr char32_t none = 0xfffd;
    if (!m_begun && value == 0xfeff) {
        m_begun = true;
        return;
    }
    m_begun = true;
    const bool low = value >= 0xdc00 && value <= 0xdfff;
    if (m_high != 0) {
        const char32_t high = m_high;
        m_high = 0;
        if (low) {
            appendCodePoint(text, 0x10000 + ((high - 0xd800) << 10U) + (value - 0xdc00));
            return;
        }
        appendCodePoint(text, none);
    }
    if (value >= 0xd800 && value <= 0xdbff) {
        m_high = value;
    } else {
        appendCodePoint(text, low ? none : value);
    }
}

void Utf16Reader::feed(std::string_view bytes, std::string& text) {
    for (const char c : bytes) {
        const int byte = static_cast<unsigned char>(c);
        if (m_odd < 0) {
            m_odd = byte;
            continue;
        }
        const int value = m_big ? (m_odd << 8) | byte : (byte << 8) | m_odd;
        m_odd = -1;
        unit(static_cast<char32_t>(value), text);
    }
}

void Utf16Reader::finish(std::string& text) {
    if (m_high != 0 || m_odd >= 0) appendCodePoint(text, 0xfffd);
    m_high = 0;
    m_odd = -1;
}

}  // namespace orl
