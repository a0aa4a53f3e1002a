#include "core/data/text/python_literal.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>

#include "core/data/text/bytes.h"
#include "core/data/text/utf8.h"

namespace orl {

namespace {

using Json = nlohmann::json;

/// Recursive descent; the depth limit bounds the recursion.
class LiteralReader {
  public:
    explicit LiteralReader(std::string_view text) : m_text(text) {}

    PythonLiteral read() {
        PythonLiteral result;
        if (!value(result.value, 0) || !atEnd()) {
            if (m_problem.empty()) fail("text goes on after the value");
            result.problem = m_problem;
            result.value = nullptr;
        }
        return result;
    }

  private:
    bool fail(std::string_view what) {
        if (m_problem.empty()) m_problem = fmt::format("{} at character {}", what, m_at + 1);
        return false;
    }
    void skipSpace() {
        while (m_at < m_text.size() &&
               std::string_view(" \t\r\n").find(m_text[m_at]) != std::string_view::npos) {
            ++m_at;
        }
    }
    bool atEnd() {
        skipSpace();
        return m_at == m_text.size();
    }
    char peek() const { return m_at < m_text.size() ? m_text[m_at] : '\0'; }
    bool accept(char c) {
        skipSpace();
        if (peek() != c) return false;
        ++m_at;
        return true;
    }

    bool value(Json& out, int depth) {
        skipSpace();
        if (depth > kMaxNesting) return fail("nested too deeply");
        switch (peek()) {
            case '\0':
                return fail("the literal breaks off");
            case '[':
                return sequence(out, ']', depth);
            case '(':
                return sequence(out, ')', depth);
            case '{':
                return dictionary(out, depth);
            case '\'':
            case '"':
                return strings(out);
            default:
                return word(out);
        }
    }

    bool sequence(Json& out, char close, int depth) {
        ++m_at;
        out = Json::array();
        while (!accept(close)) {
            Json item;
            if (!value(item, depth + 1)) return false;
            out.push_back(std::move(item));
            if (accept(close)) return true;
            if (!accept(',')) return fail("a comma is missing");
        }
        return true;
    }

    bool dictionary(Json& out, int depth) {
        ++m_at;
        out = Json::object();
        while (!accept('}')) {
            Json key;
            skipSpace();
            if (peek() != '\'' && peek() != '"') return fail("a key that is no string");
            if (!strings(key)) return false;
            if (!accept(':')) return fail("a colon is missing");
            Json item;
            if (!value(item, depth + 1)) return false;
            const auto& name = key.get_ref<const std::string&>();
            if (out.contains(name)) return fail("key " + shown(name) + " occurs twice");
            out.emplace(name, std::move(item));
            if (accept('}')) return true;
            if (!accept(',')) return fail("a comma is missing");
        }
        return true;
    }

    /// One or more adjacent string literals, which Python joins.
    bool strings(Json& out) {
        std::string text;
        do {
            if (!oneString(text)) return false;
            skipSpace();
        } while (peek() == '\'' || peek() == '"');
        out = std::move(text);
        return true;
    }

    bool oneString(std::string& text) {
        const char quote = m_text[m_at++];
        const char stops[] = {quote, '\\', '\0'};
        while (true) {
            const auto stop = m_text.find_first_of(stops, m_at);
            if (stop == std::string_view::npos) {
                m_at = m_text.size();
                return fail("a string is never closed");
            }
            text += m_text.substr(m_at, stop - m_at);
            m_at = stop + 1;
            if (m_text[stop] == quote) return true;
            if (!escape(text)) return false;
        }
    }

    bool escape(std::string& text) {
        if (m_at == m_text.size()) return fail("a string is never closed");
        const char c = m_text[m_at++];
        constexpr std::string_view plain = "\\'\"abfnrtv";
        constexpr std::string_view means = "\\'\"\a\b\f\n\r\t\v";
        if (const auto found = plain.find(c); found != std::string_view::npos) {
            text.push_back(means[found]);
        } else if (c == '\n') {
            // a line that goes on
        } else if (c == 'x') {
            return hex(text, 2);
        } else if (c == 'u') {
            return hex(text, 4);
        } else if (c == 'U') {
            return hex(text, 8);
        } else if (c >= '0' && c <= '7') {
            char32_t point = static_cast<char32_t>(c - '0');
            for (int k = 0; k < 2 && peek() >= '0' && peek() <= '7'; ++k) {
                point = point * 8 + static_cast<char32_t>(m_text[m_at++] - '0');
            }
            appendCodePoint(text, point == 0 ? 0xfffd : point);
        } else {
            text.push_back('\\');  // Python keeps escapes that it does not know
            text.push_back(c);
        }
        return true;
    }

    bool hexNumber(std::size_t digits, std::uint32_t& number) {
        if (m_at + digits > m_text.size()) return false;
        const char* begin = m_text.data() + m_at;
        const auto parsed = std::from_chars(begin, begin + digits, number, 16);
        if (parsed.ec != std::errc{} || parsed.ptr != begin + digits) return false;
        m_at += digits;
        return true;
    }

    bool hex(std::string& text, std::size_t digits) {
        std::uint32_t point = 0;
        if (!hexNumber(digits, point)) return fail("a broken escape");
        const bool highSurrogate = point >= 0xd800 && point <= 0xdbff;
        if (highSurrogate && m_text.substr(m_at, 2) == "\\u") {
            const std::size_t back = m_at;
            std::uint32_t low = 0;
            m_at += 2;
            if (hexNumber(4, low) && low >= 0xdc00 && low <= 0xdfff) {
                point = 0x10000 + ((point - 0xd800) << 10U) + (low - 0xdc00);
            } else {
                m_at = back;
            }
        }
        appendCodePoint(text, point == 0 ? 0xfffd : static_cast<char32_t>(point));
        return true;
    }

    bool word(Json& out) {
        constexpr std::string_view ends = " \t\r\n,:]})";
        const auto end = std::min(m_text.find_first_of(ends, m_at), m_text.size());
        const auto text = m_text.substr(m_at, end - m_at);
        constexpr double infinity = std::numeric_limits<double>::infinity();
        if (text == "True") {
            out = true;
        } else if (text == "False") {
            out = false;
        } else if (text == "None") {
            out = nullptr;
        } else if (text == "nan") {
            out = std::numeric_limits<double>::quiet_NaN();
        } else if (text == "inf" || text == "-inf") {
            out = text.front() == '-' ? -infinity : infinity;
        } else {
            double number = 0.0;
            const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
            const bool digits = !text.empty() &&
                                text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
            if (!digits || parsed.ptr != text.data() + text.size()) {
                return fail("neither a literal nor a number");
            }
            out = parsed.ec == std::errc{} ? number : infinity;
        }
        m_at = end;
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    std::string m_problem;
};

}  // namespace

PythonLiteral readPythonLiteral(std::string_view text) {
    if (text.size() > kMaxCellBytes) {
        return {nullptr, fmt::format("longer than {} MB", kMaxCellBytes >> 20U)};
    }
    return LiteralReader(text).read();
}

bool joinPythonList(std::string_view literal, std::string& text) {
    const auto core = trimmed(literal);
    if (!core.starts_with('[') || !core.ends_with(']')) return false;
    const PythonLiteral list = readPythonLiteral(core);
    if (!list.ok() || !list.value.is_array()) return false;
    std::string joined;
    for (std::size_t k = 0; k < list.value.size(); ++k) {
        if (!list.value[k].is_string()) return false;
        if (k > 0) joined += '\n';
        joined += list.value[k].get_ref<const std::string&>();
    }
    text = std::move(joined);
    return true;
}

}  // namespace orl
