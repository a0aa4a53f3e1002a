#include "core/data/text/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <vector>

#include "core/data/text/utf8.h"

namespace orl {

namespace {

using Json = nlohmann::json;

/// The library's message without its number and type: "parse error at line 1, column 5: …".
std::string plainMessage(const std::string& message) {
    const auto close = message.find("] ");
    return close == std::string::npos ? message : message.substr(close + 2, 200);
}

/// Finds keys that occur twice in one object, which the library silently lets the last one win.
class KeyWatch {
  public:
    bool operator()(int /*depth*/, Json::parse_event_t event, Json& parsed) {
        if (event == Json::parse_event_t::object_start) {
            m_begins.push_back(m_keys.size());
        } else if (event == Json::parse_event_t::key) {
            m_keys.push_back(std::hash<std::string>{}(parsed.get_ref<const std::string&>()));
        } else if (event == Json::parse_event_t::object_end) {
            const auto begin = m_keys.begin() + static_cast<std::ptrdiff_t>(m_begins.back());
            std::sort(begin, m_keys.end());
            if (std::adjacent_find(begin, m_keys.end()) != m_keys.end()) m_twice = true;
            m_keys.erase(begin, m_keys.end());
            m_begins.pop_back();
        }
        return true;
    }
    bool twice() const { return m_twice; }

  private:
    std::vector<std::size_t> m_keys;
    std::vector<std::size_t> m_begins;
    bool m_twice = false;
};

std::uint32_t hexDigits(std::string_view text, std::size_t at) {
    std::uint32_t number = UINT32_MAX;
    if (at + 4 > text.size()) return number;
    const auto parsed = std::from_chars(text.data() + at, text.data() + at + 4, number, 16);
    return parsed.ptr == text.data() + at + 4 ? number : UINT32_MAX;
}

class Mender {
  public:
    explicit Mender(std::string_view text) : m_text(text) {}

    std::string mend() {
        std::string out;
        out.reserve(m_text.size() + 16);
        bool quoted = false;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            if (quoted) {
                inString(out, c, quoted);
            } else if (c == '"') {
                quoted = true;
                take(out, 1);
            } else if (c == ',' && endsAfter(m_at + 1)) {
                ++m_at;
                ++commas;
            } else if (!word(out)) {
                take(out, 1);
            }
        }
        return out;
    }
    std::size_t numbers = 0, surrogates = 0, controls = 0, commas = 0;

  private:
    void take(std::string& out, std::size_t count) {
        out += m_text.substr(m_at, count);
        m_at += count;
    }

    /// The next that is no blank closes an array or object: a comma before it separates nothing.
    bool endsAfter(std::size_t at) const {
        const auto next = m_text.find_first_not_of(" \t\r\n", at);
        return next != std::string_view::npos && (m_text[next] == ']' || m_text[next] == '}');
    }

    void inString(std::string& out, char c, bool& quoted) {
        if (c == '\\' && m_text.substr(m_at + 1, 1) == "u") {
            surrogate(out);
        } else if (c == '\\') {
            take(out, 2);
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
            ++m_at;
            ++controls;
        } else {
            if (c == '"') quoted = false;
            take(out, 1);
        }
    }

    void surrogate(std::string& out) {
        const std::uint32_t unit = hexDigits(m_text, m_at + 2);
        if (unit < 0xd800 || unit > 0xdfff) {
            take(out, 2);
            return;
        }
        const std::uint32_t low =
            m_text.substr(m_at + 6, 2) == "\\u" ? hexDigits(m_text, m_at + 8) : 0;
        if (unit <= 0xdbff && low >= 0xdc00 && low <= 0xdfff) {
            take(out, 12);
            return;
        }
        out += "\\ufffd";
        m_at += 6;
        ++surrogates;
    }

    /// A number or a bare word at this place.
    bool word(std::string& out) {
        constexpr std::string_view letters =
            "+-.0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_";
        const auto end = std::min(m_text.find_first_not_of(letters, m_at), m_text.size());
        const auto text = m_text.substr(m_at, end - m_at);
        if (text.empty()) return false;
        double number = 0.0;
        const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool tooLarge = parsed.ec == std::errc::result_out_of_range;
        const auto bare = lowered(text.front() == '-' ? text.substr(1) : text);
        if (tooLarge || bare == "nan" || bare == "infinity" || bare == "inf") {
            out += "null";
            m_at = end;
            ++numbers;
        } else {
            take(out, text.size());
        }
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
};

}  // namespace

std::string parseJson(std::string_view text, Json& value) {
    KeyWatch watch;
    try {
        value = Json::parse(text.begin(), text.end(), std::ref(watch));
    } catch (const Json::exception& failure) {
        value = nullptr;
        return plainMessage(failure.what());
    }
    return watch.twice() ? "an object has the same key twice" : "";
}

std::string mendJson(std::string& text) {
    std::string what;
    const auto note = [&](std::size_t count, std::string_view kind) {
        if (count == 0) return;
        if (!what.empty()) what += "; ";
        what += kind;
    };
    note(repairUtf8(text), "bytes that are no UTF-8 became U+FFFD");
    Mender mender(text);
    text = mender.mend();
    note(mender.numbers, "NaN, Infinity or a number too large became null");
    note(mender.surrogates, "lone surrogates became U+FFFD");
    note(mender.commas, "commas before a closing bracket were left out");
    note(mender.controls, "raw control characters in strings were escaped");
    return what;
}

}  // namespace orl
