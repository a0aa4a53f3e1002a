#pragma once

#include <array>
#include <cmath>

#include "ui/charts/distribution_chart.h"
#include "ui/charts/plane_chart.h"
#include "ui/charts/sweep_chart.h"

/// Data of the size and shape that the dashboard shows: 11 models, 5 levels, 11 routers. Made up
/// by closed formulas; nothing here is a measurement.
namespace orl::sample {

inline const std::array<const char*, 11>& models() {
    static const std::array<const char*, 11> names = {"WizardLM/WizardLM-13B-V1.2",
                                                      "claude-instant-v1",
                                                      "claude-v1",
                                                      "claude-v2",
                                                      "gpt-3.5-turbo-1106",
                                                      "gpt-4-1106-preview",
                                                      "meta/code-llama-instruct-34b-chat",
                                                      "meta/llama-2-70b-chat",
                                                      "mistralai/mistral-7b-chat",
                                                      "mistralai/mixtral-8x7b-chat",
                                                      "zero-one-ai/Yi-34B-Chat"};
    return names;
}
inline const std::array<double, 11>& costs() {
    static const std::array<double, 11> usd = {0.14, 0.51, 3.9,  4.4,  0.47, 5.0,
                                               0.36, 0.42, 0.09, 0.28, 0.33};
    return usd;
}
inline const std::array<double, 11>& accuracies() {
    static const std::array<double, 11> share = {0.49, 0.66, 0.71, 0.68, 0.70, 0.879,
                                                 0.43, 0.58, 0.52, 0.72, 0.779};
    return share;
}
struct RouterName {
    const char* id;
    const char* title;
};
inline const std::array<RouterName, 11>& routers() {
    static const std::array<RouterName, 11> names = {{{"dual", "OmniRouter (dual)"},
                                                      {"threshold", "Threshold"},
                                                      {"willingness", "Willingness to pay"},
                                                      {"balance-aware", "Balance aware"},
                                                      {"cost-only", "Cost only"},
                                                      {"quality-only", "Quality only"},
                                                      {"cheapest", "Cheapest model"},
                                                      {"best-single", "Best single model"},
                                                      {"random", "Random"},
                                                      {"round-robin", "Round robin"},
                                                      {"oracle", "Oracle"}}};
    return names;
}

inline DistributionData distribution(std::size_t groups, double phase = 0.0) {
    DistributionData data;
    data.levelNames = {"very easy", "easy", "medium", "hard", "very hard"};
    for (const char* name : models()) data.modelNames.emplace_back(name);
    const std::array<double, 5> size = {0.31, 0.24, 0.19, 0.15, 0.11};
    for (std::size_t g = 0; g < groups; ++g) {
        DistributionData::Group group;
        group.routerName = routers()[g].title;
        for (std::size_t l = 0; l < size.size(); ++l) {
            std::vector<double> share;
            double sum = 0.0;
            for (std::size_t j = 0; j < models().size(); ++j) {
                const double taste = 5.0 * accuracies()[j] - 0.4 * costs()[j];
                const double spread = std::sin(static_cast<double>(j * 3 + g * 5) + phase);
                share.push_back(
                    std::exp(taste + 0.3 * static_cast<double>(l) * costs()[j] + spread));
                sum += share.back();
            }
            for (double& s : share) s *= size[l] / sum;
            group.share.push_back(share);
        }
        data.groups.push_back(group);
    }
    return data;
}

inline PlaneData plane(double alpha = 0.82) {
    PlaneData data;
    for (std::size_t j = 0; j < models().size(); ++j) {
        data.models.push_back({models()[j], static_cast<int>(j), {costs()[j], accuracies()[j]}});
    }
    for (std::size_t r = 1; r + 1 < routers().size(); ++r) {
        const auto k = static_cast<double>(r);
        data.routers.push_back({routers()[r].id,
                                routers()[r].title,
                                {0.2 + 0.35 * k * std::fmod(k * 0.618, 1.0) * 2.0 + alpha,
                                 0.62 + 0.22 * std::fmod(k * 0.414, 1.0)},
                                r % 3 != 0});
    }
    for (int k = 0; k <= 40; ++k) {
        const double t = k / 40.0;
        data.frontier.push_back({0.09 * std::pow(5.0 / 0.09, t * t * 0.6 + 0.4 * t),
                                 0.55 + 0.34 * (1.0 - std::pow(1.0 - t, 2.2))});
    }
    data.hull = {{0.09, 0.52}, {0.28, 0.72}, {0.33, 0.779}, {5.0, 0.879}};
    data.oracle = {0.21, 0.976};
    data.current = {0.33 + (alpha - 0.82) * 3.0, alpha - 0.02};
    data.currentLabel = "now: OmniRouter, α 82 %";
    data.floor = alpha;
    return data;
}

inline SweepData sweep(bool overAlpha, double phase = 0.0) {
    SweepData data;
    data.xTitle = overAlpha ? "accuracy floor α" : "capacity L, share of the queries";
    data.xIsPercent = true;
    data.floorIsX = overAlpha;
    if (!overAlpha) data.floor = 0.82;
    for (std::size_t r = 0; r < routers().size(); ++r) {
        SweepData::Series series;
        series.router = routers()[r].id;
        series.label = routers()[r].title;
        const auto k = static_cast<double>(r);
        for (int p = 0; p <= 40; ++p) {
            const double t = p / 40.0;
            const double x = overAlpha ? 0.55 + 0.40 * t : 0.10 + 0.90 * t;
            const bool fixed = r >= 4;
            const double reach = overAlpha ? t : 1.0 - 0.5 * t;
            const double cost =
                fixed ? 0.09 * std::pow(55.0, k / 11.0)
                      : 0.1 * std::exp((2.4 + 0.45 * k) * reach * reach + 0.05 * std::sin(phase));
            const double predicted = fixed ? 0.58 + 0.03 * k : std::min(0.905, 0.55 + 0.40 * reach);
            series.x.push_back(x);
            series.cost.push_back(cost);
            series.accuracy.push_back(predicted - 0.02 - 0.01 * std::sin(9.0 * t + k));
            series.predicted.push_back(predicted);
            series.feasible.push_back(predicted + 1e-9 >= (overAlpha ? x : 0.60));
            if (r == 0 && overAlpha && x > 0.92) series.cost.back() = std::nan("");
        }
        data.series.push_back(series);
    }
    return data;
}

}  // namespace orl::sample
