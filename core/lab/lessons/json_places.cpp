#include "core/lab/lessons/json_places.h"

#include <nlohmann/json.hpp>
#include <vector>

namespace orl {

namespace {

/// Walks over a text that a parser has found to be JSON.
class PlaceScanner {
  public:
    explicit PlaceScanner(std::string_view text) : m_text(text) {}

    std::map<std::string, int> scan() {
        for (; m_at < m_text.size(); ++m_at) take(m_text[m_at]);
        return std::move(m_lines);
    }

  private:
    struct Open {
        bool object = false;
        std::string key;        ///< of the value that is next
        bool keyIsNext = true;  ///< in an object
        std::size_t index = 0;  ///< in an array
    };

    void take(char c) {
        if (c == '\n') ++m_line;
        if (c == '{' || c == '[') {
            begin();
            m_open.push_back({c == '{', {}, true, 0});
            m_inValue = false;
        } else if (c == '}' || c == ']') {
            m_open.pop_back();
            m_inValue = true;
        } else if (c == ',') {
            ++m_open.back().index;
            m_open.back().keyIsNext = true;
            m_inValue = false;
        } else if (c == ':') {
            m_open.back().keyIsNext = false;
        } else if (c == '"') {
            takeString();
        } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && !m_inValue) {
            begin();
            m_inValue = true;
        }
    }
    void takeString() {
        const std::size_t from = m_at++;
        while (m_text[m_at] != '"') m_at += m_text[m_at] == '\\' ? 2 : 1;
        if (!m_open.empty() && m_open.back().object && m_open.back().keyIsNext) {
            m_open.back().key =
                nlohmann::json::parse(m_text.substr(from, m_at - from + 1)).get<std::string>();
        } else {
            begin();
            m_inValue = true;
        }
    }
    void begin() {
        std::string pointer;
        for (const Open& open : m_open) {
            pointer += '/';
            pointer += open.object ? open.key : std::to_string(open.index);
        }
        m_lines.emplace(std::move(pointer), m_line);
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_line = 1;
    bool m_inValue = false;
    std::vector<Open> m_open;
    std::map<std::string, int> m_lines;
};

}  // namespace

std::map<std::string, int> jsonPlaces(std::string_view text) {
    return PlaceScanner(text).scan();
}

}  // namespace orl
