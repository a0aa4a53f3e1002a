#pragma once

#include <array>
#include <span>
#include <string_view>

namespace orl::generate {

/// Index of a task in the tables below, in the order of taskNames().
inline constexpr std::size_t kTaskCount = 8;

struct PoolModel {
    std::string_view name;
    double inputPrice;   ///< USD per million tokens
    double outputPrice;  ///< USD per million tokens
    double ability;      ///< θ, invented
    double verbosity;    ///< v, invented
    /// s per task: arithmetic, code, science, logic, translation, commonsense, law, medicine.
    std::array<double, kTaskCount> speciality;
};

/// Every prefix of at least three models has all three price tiers.
std::span<const PoolModel> modelPool();

struct TaskTraits {
    double offset;       ///< o, difficulty of the task as a whole
    double guess;        ///< g, chance of a lucky answer
    double outputWords;  ///< w, median output tokens at level 1
    int draws;           ///< graded answers are the mean of several draws
};
std::span<const TaskTraits> taskTraits();

}  // namespace orl::generate
