#include "core/predict/text_ngrams.h"

#include <algorithm>
#include <array>

namespace orl {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

/// Decodes the code point at `at` and moves past it; malformed, overlong or
/// surrogate sequences cost one byte and give the replacement character.
char32_t nextCodePoint(std::string_view text, std::size_t& at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<char32_t>(static_cast<unsigned char>(text[i]));
    };
    const char32_t lead = byte(at++);
    if (lead < 0x80) return lead;
    const int extra = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : 1;
    if (lead < 0xC2 || lead > 0xF4) return kReplacement;
    if (at + static_cast<std::size_t>(extra) > text.size()) return kReplacement;
    char32_t point = lead & (0x3FU >> extra);
    for (int i = 0; i < extra; ++i) {
        const char32_t next = byte(at + static_cast<std::size_t>(i));
        if ((next & 0xC0U) != 0x80U) return kReplacement;
        point = (point << 6U) | (next & 0x3FU);
    }
    constexpr char32_t kLeast[] = {0x80, 0x800, 0x10000};
    if (point < kLeast[extra - 1] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) {
        return kReplacement;
    }
    at += static_cast<std::size_t>(extra);
    return point;
}

constexpr bool isBlank(char32_t c) {
    return c <= 0x20 || c == 0x7F || c == 0x85 || c == 0xA0 || (c >= 0x2000 && c <= 0x200B) ||
           c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x3000 || c == 0xFEFF;
}

/// Simple lower case of Latin, Greek and Cyrillic letters; other scripts have
/// none or keep theirs.
constexpr char32_t lower(char32_t c) {
    if (c < 0x80) return c >= U'A' && c <= U'Z' ? c + 32 : c;
    if ((c >= 0xC0 && c <= 0xDE && c != 0xD7) || (c >= 0x391 && c <= 0x3A9) ||
        (c >= 0x410 && c <= 0x42F)) {
        return c + 32;
    }
    if (c >= 0x400 && c <= 0x40F) return c + 80;
    if (c >= 0x100 && c <= 0x137) return c | 1U;
    return c;
}

/// What ASCII letters are, looked up instead of compared; other letters are seldom.
struct AsciiTable {
    std::array<char32_t, 0x80> plain{};  ///< lower case, blanks as ' '
    std::array<bool, 0x80> wordPart{};
};
constexpr AsciiTable kAscii = [] {
    AsciiTable table;
    for (char32_t c = 0; c < 0x80; ++c) {
        table.plain[c] = isBlank(c) ? U' ' : lower(c);
        table.wordPart[c] = (c >= U'a' && c <= U'z') || (c >= U'0' && c <= U'9') || c == U'_';
    }
    return table;
}();

bool isWordPart(char32_t c) {
    if (c < 0x80) return kAscii.wordPart[c];
    return !isBlank(c) && !(c >= 0x2010 && c <= 0x206F) && c != kReplacement;
}

std::uint32_t finish(std::uint64_t hash) {
    hash ^= hash >> 31U;
    hash *= 0x9E3779B97F4A7C15ULL;
    return static_cast<std::uint32_t>(hash >> 32U);
}

std::uint64_t step(std::uint64_t hash, std::uint64_t value) {
    return (hash ^ value) * 0x100000001B3ULL + 0x2545F4914F6CDD1DULL;
}

}  // namespace

void normaliseText(std::string_view utf8, const NgramRule& rule, std::u32string& out) {
    const auto limit = static_cast<std::size_t>(std::max(rule.maxLength, 3));
    const std::size_t head = limit * 2 / 3;
    const std::size_t tail = limit - head;
    // Room for all that can come, written to without asking.
    out.resize(std::min(utf8.size(), limit) + 3);
    std::size_t size = 0;
    const auto append = [&](std::string_view part, std::size_t most) {
        for (std::size_t at = 0; at < part.size() && size < most;) {
            const auto byte = static_cast<unsigned char>(part[at]);
            char32_t c = U' ';
            if (byte < 0x80) {
                c = kAscii.plain[byte];
                ++at;
            } else {
                c = lower(nextCodePoint(part, at));
                if (isBlank(c)) c = U' ';
            }
            if (c != U' ' || out[size - 1] != U' ') out[size++] = c;
        }
    };
    out[size++] = U' ';
    if (utf8.size() <= limit) {
        append(utf8, limit + 1);
    } else {
        append(utf8, head);
        out[size++] = U' ';
        std::string_view rest =
            utf8.substr(std::max(utf8.size() - tail, std::min(head, utf8.size())));
        // Start at a code point, not inside one.
        for (int i = 0; i < 3 && !rest.empty(); ++i) {
            if ((static_cast<unsigned char>(rest.front()) & 0xC0U) != 0x80U) break;
            rest.remove_prefix(1);
        }
        append(rest, limit + 1);
    }
    if (out[size - 1] != U' ') out[size++] = U' ';
    out.resize(size);
}

void hashNgrams(std::u32string_view text, const NgramRule& rule, NgramHashes& out) {
    // Room for all that can come, written to without asking.
    const auto least = static_cast<std::size_t>(std::max(rule.minChars, 1));
    const auto most = static_cast<std::size_t>(std::max(rule.maxChars, 0));
    out.words.resize(text.size() + 1);
    out.chars.resize(text.size() * (most < least ? 0 : most - least + 1));
    std::size_t words = 0;
    std::uint64_t previous = 0;
    for (std::size_t at = 0; rule.maxWords > 0 && at < text.size();) {
        if (!isWordPart(text[at])) {
            ++at;
            continue;
        }
        std::uint64_t word = 0x9AE16A3B2F90404FULL;
        for (; at < text.size() && isWordPart(text[at]); ++at) word = step(word, text[at]);
        out.words[words++] = finish(word);
        if (rule.maxWords > 1 && previous != 0) out.words[words++] = finish(step(previous, word));
        previous = word;
    }
    out.words.resize(words);
    const auto isTelling = [&](std::size_t i) { return text[i] == U' ' || text[i] >= 0x80; };
    std::size_t chars = 0;
    std::size_t next = 0;  // the first telling letter from `at` on
    for (std::size_t at = 0; at + least <= text.size() && least <= most; ++at) {
        next = std::max(next, at);
        while (next < text.size() && !isTelling(next)) ++next;
        if (next >= at + most) {
            at = next - most;  // no window before that reaches it
            continue;
        }
        std::uint64_t hash = 0xC3A5C85C97CB3127ULL;
        const std::size_t end = std::min(text.size(), at + most);
        for (std::size_t i = at; i < end; ++i) {
            hash = step(hash, text[i]);
            if (i >= next && i + 1 >= at + least) out.chars[chars++] = finish(hash);
        }
    }
    out.chars.resize(chars);
}

}  // namespace orl
