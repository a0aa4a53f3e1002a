#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "core/support/random.h"

namespace orl::generate {

/// A rule of the text grammar: its name and the ways to write it out. In an alternative,
/// `{rule}` is replaced by an expansion of that rule, `{3-40}` by a number of that range, and
/// `{rule.x}` or `{3-40.x}` by the same words everywhere in one text.
struct Rule {
    std::string_view name;
    std::span<const std::string_view> alternatives;
};

inline constexpr int kLevels = 5;

/// The tasks of generated queries; the grammar has a rule `<task><level>` for each and each level.
std::span<const std::string_view> taskNames();

/// Words that several tasks share: people, things, places, numbers.
std::span<const Rule> vocabulary();
std::span<const Rule> exactTasks();     ///< arithmetic, code, science, logic
std::span<const Rule> languageTasks();  ///< translation, commonsense, law, medicine

/// One readable query. @param level 1 (easiest) … kLevels
std::string composeText(std::string_view task, int level, Random& random);

}  // namespace orl::generate
