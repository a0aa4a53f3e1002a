#include "core/predict/logistic.h"

#include <linear.h>

#include <algorithm>
#include <mutex>

namespace orl {
namespace {

/// The bias is a feature of this value: large, so that the penalty hardly
/// touches it.
constexpr double kBiasValue = 4.0;
/// Loose: the blend of the folds' means forgives what the last steps would add.
constexpr double kTolerance = 1.0;
constexpr std::ptrdiff_t kLeastOfAClass = 3;

void silenceLiblinear() {
    static std::once_flag once;
    std::call_once(once, [] { set_print_string_function([](const char*) {}); });
}

}  // namespace

struct LogisticTrainer::Nodes {
    std::vector<feature_node> nodes;
    std::vector<std::size_t> start;
    std::size_t features = 0;
};

LogisticTrainer::LogisticTrainer(const SparseRows& rows) : m_nodes(std::make_unique<Nodes>()) {
    silenceLiblinear();
    m_nodes->features = rows.columnCount;
    m_nodes->nodes.reserve(rows.entries.size() + 2 * rows.rowCount());
    for (std::size_t i = 0; i < rows.rowCount(); ++i) {
        m_nodes->start.push_back(m_nodes->nodes.size());
        for (const SparseRows::Entry& entry : rows.row(i)) {
            m_nodes->nodes.push_back({static_cast<int>(entry.column) + 1, entry.value});
        }
        m_nodes->nodes.push_back({static_cast<int>(rows.columnCount) + 1, kBiasValue});
        m_nodes->nodes.push_back({-1, 0.0});
    }
}

LogisticTrainer::~LogisticTrainer() = default;

std::optional<LogisticModel> LogisticTrainer::fit(std::span<const std::size_t> rows,
                                                  std::span<const bool> success,
                                                  double strength) const {
    const std::ptrdiff_t successes = std::count(success.begin(), success.end(), true);
    const std::ptrdiff_t failures = static_cast<std::ptrdiff_t>(success.size()) - successes;
    if (std::min(successes, failures) < kLeastOfAClass) return std::nullopt;

    std::vector<feature_node*> row;
    std::vector<double> label;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        // LIBLINEAR reads them only.
        row.push_back(m_nodes->nodes.data() + m_nodes->start[rows[i]]);
        label.push_back(success[i] ? 1.0 : -1.0);
    }
    problem data{};
    data.l = static_cast<int>(row.size());
    data.n = static_cast<int>(m_nodes->features) + 1;
    data.y = label.data();
    data.x = row.data();
    data.bias = kBiasValue;
    parameter settings{};
    settings.solver_type = L2R_LR;
    settings.eps = kTolerance;
    settings.C = strength;
    model* trained = train(&data, &settings);
    // The first label LIBLINEAR met is its positive one.
    const double sign = trained->label[0] == 1 ? 1.0 : -1.0;
    LogisticModel result;
    result.weight.resize(m_nodes->features);
    for (std::size_t f = 0; f < m_nodes->features; ++f) {
        result.weight[f] = static_cast<float>(sign * trained->w[f]);
    }
    result.bias = static_cast<float>(sign * trained->w[m_nodes->features] * kBiasValue);
    free_and_destroy_model(&trained);
    return result;
}

}  // namespace orl
