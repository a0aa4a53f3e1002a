#pragma once

#include <fmt/format.h>

#include <string>

#include "core/lab/lessons/formula.h"
#include "core/lab/lessons/instance.h"
#include "core/support/error.h"

/// What the sources of formulas share: names that have to be there, fields that are not known.
namespace orl {

[[noreturn]] inline void unknownField(const Formula::Quantity& asked, const std::string& known) {
    throw Error({}, fmt::format("\"{}.{}\" is not known", asked.source, asked.field),
                fmt::format("{} has {}", asked.source, known));
}

inline void needNames(const Formula::Quantity& asked, std::size_t count) {
    if (asked.names.size() == count) return;
    throw Error({},
                fmt::format("\"{}.{}\" has {} names, and needs {}", asked.source, asked.field,
                            asked.names.size(), count),
                "See the chapter on formulas in docs/lessons.md");
}

inline std::size_t queryOf(const LessonInstance& instance, const std::string& name) {
    const auto index = instance.queryIndex(name);
    if (index < 0) {
        throw Error({}, fmt::format("There is no query '{}' in this instance", name),
                    "Name one of its queries");
    }
    return static_cast<std::size_t>(index);
}

inline std::size_t modelOf(const LessonInstance& instance, const std::string& name) {
    const auto index = instance.modelIndex(name);
    if (index < 0) {
        throw Error({}, fmt::format("There is no model '{}' in this instance", name),
                    "Name one of its models");
    }
    return static_cast<std::size_t>(index);
}

inline std::size_t soleQuery(const Formula::Quantity& asked, const LessonInstance& instance) {
    needNames(asked, 1);
    return queryOf(instance, asked.names[0]);
}

inline std::size_t soleModel(const Formula::Quantity& asked, const LessonInstance& instance) {
    needNames(asked, 1);
    return modelOf(instance, asked.names[0]);
}

}  // namespace orl
