#include "core/data/generate/text.h"

#include <array>
#include <cassert>
#include <charconv>
#include <map>
#include <set>

#include <fmt/format.h>

namespace orl::generate {
namespace {

using Grammar = std::map<std::string_view, std::span<const std::string_view>>;

const Grammar& grammar() {
    static const Grammar rules = [] {
        Grammar all;
        for (const auto part : {vocabulary(), exactTasks(), languageTasks()}) {
            for (const Rule& rule : part) all.emplace(rule.name, rule.alternatives);
        }
        return all;
    }();
    return rules;
}

int numberFrom(std::string_view digits) {
    int value = 0;
    [[maybe_unused]] const auto parsed =
        std::from_chars(digits.data(), digits.data() + digits.size(), value);
    assert(parsed.ec == std::errc{});
    return value;
}

class Writer {
  public:
    explicit Writer(Random& random) : m_random(random) {}

    std::string expand(std::string_view pattern) {
        std::string text;
        while (!pattern.empty()) {
            const auto open = pattern.find('{');
            text += pattern.substr(0, open);
            if (open == std::string_view::npos) break;
            const auto close = pattern.find('}', open);
            assert(close != std::string_view::npos);
            text += slot(pattern.substr(open + 1, close - open - 1));
            pattern.remove_prefix(close + 1);
        }
        return text;
    }

  private:
    std::string slot(std::string_view name) {
        const auto dot = name.find('.');
        if (dot == std::string_view::npos) return fill(name);
        const auto known = m_remembered.find(name);
        if (known != m_remembered.end()) return known->second;
        return m_remembered.emplace(name, fill(name.substr(0, dot))).first->second;
    }

    std::string fill(std::string_view name) {
        if (name.front() >= '0' && name.front() <= '9') {
            const auto dash = name.find('-');
            const int low = numberFrom(name.substr(0, dash));
            const int count = numberFrom(name.substr(dash + 1)) - low + 1;
            const auto offset = m_random.below(static_cast<std::uint64_t>(count));
            return std::to_string(low + static_cast<int>(offset));
        }
        const auto rule = grammar().find(name);
        assert(rule != grammar().end());
        const auto& alternatives = rule->second;
        std::set<std::string>& used = m_used[name];
        std::string words;
        // Two people or places of one text differ, as far as the list lasts.
        for (int attempt = 0; attempt < 12; ++attempt) {
            words = expand(alternatives[m_random.below(alternatives.size())]);
            if (!used.contains(words)) break;
        }
        used.insert(words);
        return words;
    }

    Random& m_random;
    std::map<std::string_view, std::string> m_remembered;
    std::map<std::string_view, std::set<std::string>> m_used;
};

constexpr std::array<std::string_view, 8> kTasks = {
    "arithmetic", "code", "science", "logic", "translation", "commonsense", "law", "medicine"};

}  // namespace

std::span<const std::string_view> taskNames() {
    return kTasks;
}

std::string composeText(std::string_view task, int level, Random& random) {
    const std::string start = fmt::format("{{{}{}}}", task, level);
    return Writer(random).expand(start);
}

}  // namespace orl::generate
