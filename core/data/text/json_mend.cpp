#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "core/data/text/json.h"
#include "core/data/text/utf8.h"
#include "core/support/error.h"

namespace orl {

namespace {

std::uint32_t hexDigits(std::string_view text, std::size_t at) {
    std::uint32_t number = UINT32_MAX;
    if (at + 4 > text.size()) return number;
    const auto parsed = std::from_chars(text.data() + at, text.data() + at + 4, number, 16);
    return parsed.ptr == text.data() + at + 4 ? number : UINT32_MAX;
}

class Mender {
  public:
    Mender(std::string_view text, std::stop_token stop) : m_text(text), m_stop(std::move(stop)) {}

    std::string mend() {
        std::string out;
        out.reserve(m_text.size() + 16);
        bool quoted = false;
        for (std::size_t step = 1; m_at < m_text.size(); ++step) {
            if (step % kStepsBetweenPolls == 0 && m_stop.stop_requested()) throw Cancelled();
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

    static constexpr std::size_t kStepsBetweenPolls = 1U << 18U;
    std::string_view m_text;
    std::stop_token m_stop;
    std::size_t m_at = 0;
};

}  // namespace

std::string mendJson(std::string& text, const std::stop_token& stop) {
    std::string what;
    const auto note = [&](std::size_t count, std::string_view kind) {
        if (count == 0) return;
        if (!what.empty()) what += "; ";
        what += kind;
    };
    note(repairUtf8(text), "bytes that are no UTF-8 became U+FFFD");
    Mender mender(text, stop);
    text = mender.mend();
    note(mender.numbers, "NaN, Infinity or a number too large became null");
    note(mender.surrogates, "lone surrogates became U+FFFD");
    note(mender.commas, "commas before a closing bracket were left out");
    note(mender.controls, "raw control characters in strings were escaped");
    return what;
}

}  // namespace orl
