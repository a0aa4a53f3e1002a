#include "core/data/generate/pool.h"

namespace orl::generate {
namespace {

// Names and prices: RouterArena's cost.json. Abilities, verbosities and specialities are made up so
// that the tiers differ as such pools do; they say nothing about the real models.
constexpr PoolModel kPool[] = {
    {"gpt-4o-mini", 0.15, 0.6, 0.55, 1.00, {0.3, 0.1, 0.0, -0.2, 0.1, 0.2, -0.4, -0.2}},
    {"gpt-4o", 2.5, 10.0, 2.35, 0.95, {0.0, 0.1, 0.1, -0.1, 0.3, 0.3, 0.0, 0.1}},
    {"llama-3-3-70b-instruct", 0.72, 0.72, 1.30, 1.10, {0.2, -0.2, 0.1, 0.2, -0.4, 0.2, -0.1, 0.1}},
    {"claude-3-haiku-20240307", 0.25, 1.25, 0.45, 0.75, {-0.3, 0.0, 0.0, 0.3, 0.4, 0.2, 0.0, -0.1}},
    {"claude-3-7-sonnet-20250219",
     3.0,
     15.0,
     2.55,
     1.15,
     {0.2, 0.6, 0.0, 0.3, -0.1, 0.0, 0.1, 0.0}},
    {"mistral-large-latest", 2.0, 6.0, 1.45, 0.90, {0.0, 0.1, -0.1, 0.0, 0.7, 0.0, 0.1, -0.2}},
    {"llama-3-1-8b-instruct", 0.22, 0.22, 0.10, 1.05, {0.0, -0.3, 0.0, -0.2, -0.4, 0.4, -0.2, 0.3}},
    {"deepseek-coder", 0.25, 1.0, 0.40, 1.20, {0.6, 1.3, 0.0, 0.2, -0.6, -0.5, -0.6, -0.7}},
    {"gpt-4-turbo", 10.0, 30.0, 2.60, 1.00, {0.0, -0.1, 0.3, 0.1, 0.2, 0.1, 0.4, 0.3}},
    {"open-mistral-nemo", 0.15, 0.15, 0.05, 0.85, {-0.2, -0.1, 0.0, -0.1, 0.6, 0.1, 0.0, -0.1}},
    {"gemini-2.5-pro", 1.25, 10.0, 2.50, 1.60, {0.4, 0.2, 0.3, 0.2, -0.1, -0.2, -0.1, 0.1}},
    {"glm-4-plus", 0.7, 0.7, 1.20, 1.00, {0.2, 0.1, 0.0, 0.0, 0.1, -0.1, -0.2, 0.0}},
};

constexpr TaskTraits kTraits[] = {
    {0.0, 0.02, 90.0, 1},   // arithmetic
    {0.1, 0.00, 190.0, 4},  // code
    {0.0, 0.10, 110.0, 1},  // science
    {0.2, 0.15, 100.0, 1},  // logic
    {-0.2, 0.05, 45.0, 4},  // translation
    {-0.4, 0.20, 60.0, 1},  // commonsense
    {0.2, 0.10, 150.0, 1},  // law
    {0.1, 0.10, 140.0, 1},  // medicine
};

}  // namespace

std::span<const PoolModel> modelPool() {
    return kPool;
}
std::span<const TaskTraits> taskTraits() {
    return kTraits;
}

}  // namespace orl::generate
