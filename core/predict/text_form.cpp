#include "core/predict/text_form.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numeric>
#include <span>
#include <string>

#include "core/support/hash.h"

namespace orl {
namespace {

constexpr std::size_t kMostBytes = 2'000;
constexpr std::string_view kBlanks = " \t\r\n\f\v";

enum class Kind : char { Small = 'a', Capital = 'A', Digit = 'd', Other = 'u', Mark = 'p' };

constexpr std::array<Kind, 256> kKindOf = [] {
    std::array<Kind, 256> kinds{};
    for (std::size_t byte = 0; byte < kinds.size(); ++byte) {
        kinds[byte] = byte >= 0x80                 ? Kind::Other
                      : byte >= '0' && byte <= '9' ? Kind::Digit
                      : byte >= 'A' && byte <= 'Z' ? Kind::Capital
                      : byte >= 'a' && byte <= 'z' ? Kind::Small
                                                   : Kind::Mark;
    }
    return kinds;
}();

Kind kindOf(char c) {
    return kKindOf[static_cast<unsigned char>(c)];
}

bool isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

std::uint32_t hashOf(std::uint64_t salt, std::string_view a, std::string_view b = {}) {
    Fingerprint print;
    print.add(salt);
    print.add(a);
    print.add(b);
    return static_cast<std::uint32_t>(print.value() >> 32U);
}

char roughLength(std::size_t length) {
    if (length <= 3) return static_cast<char>('0' + length);
    return length <= 6 ? '5' : length <= 9 ? '8' : '9';
}

/// The next token's shape; moves `at` past it. Empty at the end.
void nextShape(std::string_view text, std::size_t& at, std::string& shape) {
    shape.clear();
    bool lineEnd = false;
    for (; at < text.size() && isBlank(text[at]); ++at) lineEnd = lineEnd || text[at] == '\n';
    if (lineEnd) {
        shape = '\n';
        return;
    }
    if (at == text.size()) return;
    if (kindOf(text[at]) == Kind::Mark) {
        shape = text[at++];
        return;
    }
    const std::size_t start = at;
    for (; at < text.size() && kindOf(text[at]) != Kind::Mark; ++at) {
        const char kind = static_cast<char>(kindOf(text[at]));
        if (shape.empty() || shape.back() != kind) shape += kind;
    }
    shape += roughLength(at - start);
}

/// The next word between blanks; moves `at` past it. Empty at the end.
std::string_view nextWord(std::string_view text, std::size_t& at) {
    while (at < text.size() && isBlank(text[at])) ++at;
    const std::size_t start = at;
    while (at < text.size() && !isBlank(text[at])) ++at;
    return text.substr(start, at - start);
}

/// The last word before `end`; moves `end` to its beginning. Empty at the beginning.
std::string_view lastWord(std::string_view text, std::size_t& end) {
    while (end > 0 && isBlank(text[end - 1])) --end;
    const std::size_t stop = end;
    while (end > 0 && !isBlank(text[end - 1])) --end;
    return text.substr(end, stop - end);
}

void hashEdges(std::string_view text, std::vector<std::uint32_t>& out) {
    constexpr std::size_t kReach = 200;
    const std::string_view head = text.substr(0, kReach);
    std::size_t at = 0;
    const std::string_view first = nextWord(head, at);
    const std::string_view second = nextWord(head, at);
    const std::string_view third = nextWord(head, at);
    const std::string_view tail = text.substr(text.size() - std::min(text.size(), kReach));
    std::size_t end = tail.size();
    const std::string_view last = lastWord(tail, end);
    const std::string_view lastButOne = lastWord(tail, end);
    if (first.empty() || last.empty()) return;
    out.push_back(hashOf(1, first));
    if (!second.empty()) {
        out.push_back(hashOf(2, second));
        out.push_back(hashOf(3, first, second));
    }
    if (!third.empty()) out.push_back(hashOf(4, second, third));
    out.push_back(hashOf(5, last));
    if (!lastButOne.empty()) out.push_back(hashOf(6, lastButOne, last));
    out.push_back(hashOf(7, last.substr(last.size() - 1)));
}

/// How many different numbers there are.
std::size_t distinctCount(std::span<const std::uint64_t> hashes) {
    // A table with room to spare; 0 is an empty slot.
    const std::size_t size = std::bit_ceil(2 * hashes.size() + 2);
    std::vector<std::uint64_t> slots(size, 0);
    std::size_t count = 0;
    for (std::uint64_t hash : hashes) {
        hash += hash == 0 ? 1U : 0U;
        std::size_t at = hash & (size - 1);
        while (slots[at] != 0 && slots[at] != hash) at = (at + 1) & (size - 1);
        count += slots[at] == 0 ? 1U : 0U;
        slots[at] = hash;
    }
    return count;
}

}  // namespace

void hashForm(std::string_view text, FormHashes& out) {
    out.shapes.clear();
    out.edges.clear();
    hashEdges(text, out.edges);
    if (out.edges.empty()) return;
    const std::string_view head = text.substr(0, kMostBytes);
    std::string before = "begin";
    std::string shape;
    for (std::size_t at = 0;;) {
        nextShape(head, at, shape);
        if (!shape.empty()) out.shapes.push_back(hashOf(8, shape));
        out.shapes.push_back(hashOf(9, before, shape));
        if (shape.empty()) return;
        before.swap(shape);
    }
}

std::array<double, kSurfaceCount> surfaceOf(std::string_view text) {
    const auto share = [](double part, double whole) { return part / std::max(whole, 1.0); };
    std::array<std::uint32_t, 256> count{};
    for (const char c : text) ++count[static_cast<unsigned char>(c)];
    const auto countOf = [&](std::string_view marks) {
        double sum = 0.0;
        for (const char c : marks) sum += count[static_cast<unsigned char>(c)];
        return sum;
    };
    const auto countRange = [&](std::size_t from, std::size_t end) {
        return static_cast<double>(
            std::accumulate(count.begin() + static_cast<std::ptrdiff_t>(from),
                            count.begin() + static_cast<std::ptrdiff_t>(end), std::uint32_t{0}));
    };
    double numbers = 0.0;
    bool inNumber = false;
    for (const char c : text) {
        const bool digit = kindOf(c) == Kind::Digit;
        numbers += digit && !inNumber ? 1.0 : 0.0;
        inNumber = digit;
    }
    double options = 0.0;
    double capitalised = 0.0;
    std::size_t longest = 0;
    char first = ' ';
    std::vector<std::uint64_t> hashes;  // equal ones are taken for equal words
    for (std::size_t at = 0;;) {
        const std::string_view word = nextWord(text, at);
        if (word.empty()) break;
        if (hashes.empty()) first = word[0];
        Fingerprint print;
        print.add(word);
        hashes.push_back(print.value());
        longest = std::max(longest, word.size());
        if (kindOf(word[0]) == Kind::Capital) capitalised += 1.0;
        const std::string_view inner = word[0] == '(' ? word.substr(1) : word;
        if (inner.size() >= 2 && inner[0] >= 'A' && inner[0] <= 'J' &&
            std::string_view(".):").find(inner[1]) != std::string_view::npos) {
            options += 1.0;
        }
    }
    const auto wordCount = static_cast<double>(hashes.size());
    const auto distinct = static_cast<double>(distinctCount(hashes));
    const auto bytes = static_cast<double>(text.size());
    const double digits = countRange('0', '9' + 1);
    const std::size_t lastAt = text.find_last_not_of(kBlanks);
    const char last = lastAt == std::string_view::npos ? ' ' : text[lastAt];
    return {std::log1p(bytes),
            std::log1p(wordCount),
            share(bytes, wordCount) / 10.0,
            std::log1p(digits),
            std::log1p(numbers),
            share(digits, bytes),
            std::log1p(countOf("\n")),
            std::log1p(countOf("?")),
            std::log1p(countOf("$\\^{}")),
            std::log1p(countOf("=+*/<>-")),
            std::log1p(countOf("()[]")),
            std::log1p(countOf("\"'`")),
            std::log1p(countOf(",")),
            std::log1p(countOf(".")),
            std::log1p(countRange(0x80, 0x100)),
            share(countRange('A', 'Z' + 1), bytes),
            share(capitalised, wordCount),
            std::log1p(options),
            share(distinct, wordCount),
            std::log1p(static_cast<double>(longest)),
            std::log1p(countOf("_")),
            last == '?' ? 1.0 : 0.0,
            last == '.' ? 1.0 : 0.0,
            kindOf(first) == Kind::Capital ? 1.0 : 0.0};
}

}  // namespace orl
