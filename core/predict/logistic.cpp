#include "core/predict/logistic.h"

#include <linear.h>

#include <algorithm>
#include <cmath>
#include <mutex>

namespace orl {
namespace {

/// The bias is a feature of this value: large, so that the penalty hardly
/// touches it.
constexpr double kBiasValue = 4.0;
constexpr double kTolerance = 0.2;
constexpr double kLeastOfAClass = 3.0;

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
                                                  std::span<const double> score,
                                                  double strength) const {
    double successes = 0.0;
    std::size_t fractions = 0;
    for (const double value : score) {
        successes += value;
        fractions += value != 0.0 && value != 1.0 ? 1 : 0;
    }
    const double failures = static_cast<double>(score.size()) - successes;
    if (std::min(successes, failures) < kLeastOfAClass) return std::nullopt;

    // LIBLINEAR knows no weights of rows: copies stand for them.
    const int copies = fractions > score.size() / 5 ? 2 : 1;
    std::vector<feature_node*> row;
    std::vector<double> label;
    double carried = 0.0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const double wanted = score[i] * copies + carried;
        const int positive = std::clamp(static_cast<int>(std::lround(wanted)), 0, copies);
        if (score[i] != 0.0 && score[i] != 1.0) carried = wanted - positive;
        // LIBLINEAR reads them only.
        feature_node* nodes = m_nodes->nodes.data() + m_nodes->start[rows[i]];
        for (int c = 0; c < copies; ++c) {
            // are equal.
            row.push_back(nodes);
            label.push_back(c < positive ? 1.0 : -1.0);
        }
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
    settings.C = strength / copies;
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
