// Words with numbers in them.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/lab/lessons/lesson.h"

namespace orl {

std::string lessonNumber(double value) {
    if (std::isnan(value)) return "–";
    if (std::isinf(value)) return value > 0.0 ? "∞" : "−∞";
    std::string digits = fmt::format("{:.4f}", std::abs(value));
    digits.erase(digits.find_last_not_of('0') + 1);
    if (digits.back() == '.') digits.pop_back();
    std::size_t whole = std::min(digits.find('.'), digits.size());
    while (whole > 3) {
        whole -= 3;
        digits.insert(whole, 1, ',');
    }
    return fmt::format("{}{}", value < 0.0 && digits != "0" ? "−" : "", digits);
}

LessonText::LessonText(const std::string& raw) {
    std::size_t at = 0;
    while (at < raw.size()) {
        const std::size_t open = std::min(raw.find('{', at), raw.size());
        if (raw.substr(at, open - at).find('}') != std::string::npos) {
            throw Error({}, "A } has no { before it", "Write {formula}");
        }
        if (open > at) m_parts.push_back({raw.substr(at, open - at), {}});
        if (open == raw.size()) break;
        const std::size_t close = raw.find('}', open);
        if (close == std::string::npos) throw Error({}, "A { has no }", "Write {formula}");
        m_parts.push_back({{}, Formula(raw.substr(open + 1, close - open - 1))});
        at = close + 1;
    }
    std::string plain;
    for (const Part& part : m_parts)
        plain += part.number.empty() ? part.words : std::string(1, '0');
    bool inWord = false;
    for (const char c : plain) {
        const bool blank = std::isspace(static_cast<unsigned char>(c)) != 0;
        if (!blank && !inWord) ++m_words;
        inWord = !blank;
    }
}

std::string LessonText::told(const LessonSolver& solver) const {
    std::string made;
    for (const Part& part : m_parts) {
        made += part.number.empty() ? part.words : lessonNumber(solver.value(part.number));
    }
    return made;
}

LessonState LessonHand::from(const LessonState& start) const {
    LessonState made = start;
    const LessonSolver solver(start);
    LessonInstance& instance = made.instance;
    const auto model = [&](const std::string& name) {
        const auto index = instance.modelIndex(name);
        if (index < 0)
            throw Error({}, "There is no model '" + name + "'", "Name one of its models");
        return static_cast<std::size_t>(index);
    };
    for (const auto& [query, to] : board) {
        const auto index = instance.queryIndex(query);
        if (index < 0) {
            throw Error({}, "There is no query '" + query + "'", "Name one of its queries");
        }
        made.board[static_cast<std::size_t>(index)] = static_cast<std::int32_t>(model(to));
    }
    if (!lambda.empty()) made.lambda = lessonAmount(solver.value(lambda), "lambda");
    for (const auto& [name, price] : mu)
        made.mu[model(name)] = lessonAmount(solver.value(price), "mu");
    if (!floor.empty()) instance.floor = lessonFloor(solver.value(floor));
    if (!budget.empty()) instance.budget = lessonAmount(solver.value(budget), "budget");
    for (const auto& [name, count] : capacity) {
        instance.models[model(name)].capacity = lessonSlots(solver.value(count));
    }
    return made;
}

int LessonStep::discAt(const std::string& place) const {
    for (std::size_t k = 0; k < discs.size(); ++k) {
        if (discs[k].at == place) return static_cast<int>(k) + 1;
    }
    return 0;
}

LessonState Lesson::stateAt(std::size_t step) const {
    const LessonStep& at = steps.at(step);
    if (at.instance.empty()) return {};
    return at.start.from(LessonState(instances.at(at.instance)));
}

}  // namespace orl
