#include "core/lab/lessons/node.h"

#include <fmt/format.h>

#include <algorithm>

namespace orl {

namespace {
constexpr int kMostWords = 40;
constexpr std::size_t kMostLetters = 100;       // of a name: it stands in lists and on cards
constexpr std::size_t kMostTextLetters = 2000;  // with its formulas
}  // namespace

std::string listed(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
    return text;
}

int LessonNode::line() const {
    const auto found = m_shared->lines.find(m_pointer);
    return found == m_shared->lines.end() ? 1 : found->second;
}

void LessonNode::wrong(const std::string& what, const std::string& remedy) const {
    m_shared->mistakes.emplace_back(
        line(), Error(fmt::format("{}:{}", m_shared->file, line()), what, remedy));
}

bool LessonNode::has(const std::string& key) const {
    return m_value->is_object() && m_value->contains(key);
}

LessonNode LessonNode::at(const std::string& key) const {
    return {&(*m_value)[key], m_pointer + '/' + key, m_shared};
}

std::vector<LessonNode> LessonNode::elements() const {
    std::vector<LessonNode> made;
    made.reserve(m_value->size());
    for (std::size_t i = 0; i < m_value->size(); ++i) {
        made.emplace_back(&(*m_value)[i], m_pointer + '/' + std::to_string(i), m_shared);
    }
    return made;
}

std::vector<std::pair<std::string, LessonNode>> LessonNode::members() const {
    std::vector<std::pair<std::string, LessonNode>> made;
    made.reserve(m_value->size());
    for (const auto& [key, value] : m_value->items()) {
        made.emplace_back(key, LessonNode(&value, m_pointer + '/' + key, m_shared));
    }
    return made;
}

bool LessonNode::isObject(const std::vector<std::string>& keys) const {
    if (!m_value->is_object()) {
        wrong("An object is expected here", "Write { … }");
        return false;
    }
    for (const auto& [key, node] : members()) {
        if (std::ranges::find(keys, key) != keys.end()) continue;
        node.wrong(fmt::format("\"{}\" is not known here", key), "Use " + listed(keys));
    }
    return true;
}

std::vector<LessonNode> LessonNode::list(const std::string& key, std::size_t least) const {
    if (!has(key)) {
        if (least > 0) wrong(fmt::format("\"{}\" is missing", key), "Give a list");
        return {};
    }
    const LessonNode node = at(key);
    if (!node.value().is_array()) {
        node.wrong(fmt::format("\"{}\" is no list", key), "Write [ … ]");
        return {};
    }
    if (node.value().size() < least) {
        node.wrong(fmt::format("\"{}\" is too short", key), fmt::format("Give {} or more", least));
    }
    return node.elements();
}

std::string LessonNode::word(const std::string& key, bool needed) const {
    return words(key, needed, kMostLetters);
}

std::string LessonNode::words(const std::string& key, bool needed, std::size_t most) const {
    if (!has(key)) {
        if (needed) wrong(fmt::format("\"{}\" is missing", key), "Give a text");
        return {};
    }
    const LessonNode node = at(key);
    if (node.value().is_string() && !node.value().get_ref<const std::string&>().empty()) {
        const auto& read = node.value().get_ref<const std::string&>();
        if (read.size() <= most) return read;
        node.wrong(fmt::format("\"{}\" has {} letters", key, read.size()),
                   fmt::format("Say it in {} or fewer", most));
        return {};
    }
    node.wrong(fmt::format("\"{}\" is no text", key), "Write it in quotes");
    return {};
}

std::string LessonNode::choice(const std::string& key, const std::vector<std::string>& known,
                               bool needed) const {
    std::string chosen = word(key, needed);
    if (chosen.empty() || std::ranges::find(known, chosen) != known.end()) return chosen;
    at(key).wrong(fmt::format("\"{}\" is not known", chosen), "Use " + listed(known));
    return {};
}

std::optional<double> LessonNode::number(const std::string& key, double least, double most,
                                         bool needed) const {
    if (!has(key)) {
        if (needed) wrong(fmt::format("\"{}\" is missing", key), "Give a number");
        return {};
    }
    return at(key).numberHere(least, most);
}

std::optional<double> LessonNode::numberHere(double least, double most) const {
    if (m_value->is_number()) {
        const double read = m_value->get<double>();
        if (read >= least && read <= most) return read;
    }
    wrong(fmt::format("{} is no number from {} to {}", shown(), least, most),
          "Give a number in that range");
    return {};
}

LessonText LessonNode::text(const std::string& key, bool needed) const {
    const std::string raw = words(key, needed, kMostTextLetters);
    try {
        LessonText made(raw);
        if (made.words() > kMostWords) {
            at(key).wrong(fmt::format("\"{}\" has {} words", key, made.words()),
                          fmt::format("Say it in {} or fewer", kMostWords));
        }
        return made;
    } catch (const Error& e) {
        at(key).wrong(e.problem(), e.remedy());
        return {};
    }
}

Formula LessonNode::formula(const std::string& key, bool needed) const {
    if (has(key)) return at(key).formulaHere();
    if (needed) wrong(fmt::format("\"{}\" is missing", key), "Give a formula, in quotes");
    return {};
}

Formula LessonNode::formulaHere() const {
    try {
        if (m_value->is_number()) return Formula(m_value->get<double>());
        if (m_value->is_string()) return Formula(m_value->get<std::string>());
        wrong(shown() + " is no formula", "Give a number, or a formula in quotes");
    } catch (const Error& e) {
        wrong(e.problem(), e.remedy());
    }
    return {};
}

std::string LessonNode::shown() const {
    const std::string text =
        m_value->dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return fmt::format("{:.40}", text);
}

}  // namespace orl
