#include "core/predict/text_form.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <unordered_set>

#include "core/support/hash.h"

namespace orl {
namespace {

constexpr std::size_t kMostBytes = 2'000;
constexpr std::string_view kBlanks = " \t\r\n\f\v";

enum class Kind : char { Small = 'a', Capital = 'A', Digit = 'd', Other = 'u', Mark = 'p' };

Kind kindOf(char c) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) return Kind::Other;
    if (c >= '0' && c <= '9') return Kind::Digit;
    if (c >= 'A' && c <= 'Z') return Kind::Capital;
    if (c >= 'a' && c <= 'z') return Kind::Small;
    return Kind::Mark;
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
std::string nextShape(std::string_view text, std::size_t& at) {
    bool lineEnd = false;
    for (; at < text.size() && isBlank(text[at]); ++at) lineEnd = lineEnd || text[at] == '\n';
    if (lineEnd) return "\n";
    if (at == text.size()) return {};
    if (kindOf(text[at]) == Kind::Mark) return std::string(1, text[at++]);
    std::string shape;
    const std::size_t start = at;
    for (; at < text.size() && kindOf(text[at]) != Kind::Mark; ++at) {
        const char kind = static_cast<char>(kindOf(text[at]));
        if (shape.empty() || shape.back() != kind) shape += kind;
    }
    shape += roughLength(at - start);
    return shape;
}

/// Words between blanks.
std::vector<std::string_view> wordsOf(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::size_t at = 0; at < text.size();) {
        while (at < text.size() && isBlank(text[at])) ++at;
        const std::size_t start = at;
        while (at < text.size() && !isBlank(text[at])) ++at;
        if (at > start) words.push_back(text.substr(start, at - start));
    }
    return words;
}

void hashEdges(std::string_view text, std::vector<std::uint32_t>& out) {
    constexpr std::size_t kReach = 200;
    const auto first = wordsOf(text.substr(0, kReach));
    const auto last = wordsOf(text.substr(text.size() - std::min(text.size(), kReach)));
    if (first.empty() || last.empty()) return;
    out.push_back(hashOf(1, first[0]));
    if (first.size() > 1) {
        out.push_back(hashOf(2, first[1]));
        out.push_back(hashOf(3, first[0], first[1]));
    }
    if (first.size() > 2) out.push_back(hashOf(4, first[1], first[2]));
    out.push_back(hashOf(5, last.back()));
    if (last.size() > 1) out.push_back(hashOf(6, last[last.size() - 2], last.back()));
    out.push_back(hashOf(7, last.back().substr(last.back().size() - 1)));
}

}  // namespace

void hashForm(std::string_view text, FormHashes& out) {
    out.shapes.clear();
    out.edges.clear();
    hashEdges(text, out.edges);
    if (out.edges.empty()) return;
    const std::string_view head = text.substr(0, kMostBytes);
    std::string before = "begin";
    for (std::size_t at = 0;;) {
        std::string shape = nextShape(head, at);
        if (!shape.empty()) out.shapes.push_back(hashOf(8, shape));
        out.shapes.push_back(hashOf(9, before, shape));
        if (shape.empty()) return;
        before = std::move(shape);
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
    const auto countKind = [&](Kind kind) {
        double sum = 0.0;
        for (std::size_t byte = 0; byte < count.size(); ++byte) {
            if (kindOf(static_cast<char>(byte)) == kind) sum += count[byte];
        }
        return sum;
    };
    const auto words = wordsOf(text);
    double numbers = 0.0;
    double options = 0.0;
    double capitalised = 0.0;
    std::size_t longest = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool digit = kindOf(text[i]) == Kind::Digit;
        numbers += digit && (i == 0 || kindOf(text[i - 1]) != Kind::Digit) ? 1.0 : 0.0;
    }
    std::unordered_set<std::string_view> distinct;
    for (const std::string_view word : words) {
        distinct.insert(word);
        longest = std::max(longest, word.size());
        if (kindOf(word[0]) == Kind::Capital) capitalised += 1.0;
        const std::string_view inner = word[0] == '(' ? word.substr(1) : word;
        if (inner.size() >= 2 && inner[0] >= 'A' && inner[0] <= 'J' &&
            std::string_view(".):").find(inner[1]) != std::string_view::npos) {
            options += 1.0;
        }
    }
    const auto bytes = static_cast<double>(text.size());
    const auto wordCount = static_cast<double>(words.size());
    const double digits = countKind(Kind::Digit);
    const std::size_t lastAt = text.find_last_not_of(kBlanks);
    const char last = lastAt == std::string_view::npos ? ' ' : text[lastAt];
    const char first = words.empty() ? ' ' : words[0][0];
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
            std::log1p(countKind(Kind::Other)),
            share(countKind(Kind::Capital), bytes),
            share(capitalised, wordCount),
            std::log1p(options),
            share(static_cast<double>(distinct.size()), wordCount),
            std::log1p(static_cast<double>(longest)),
            std::log1p(countOf("_")),
            last == '?' ? 1.0 : 0.0,
            last == '.' ? 1.0 : 0.0,
            kindOf(first) == Kind::Capital ? 1.0 : 0.0};
}

}  // namespace orl
