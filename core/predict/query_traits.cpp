#include "core/predict/query_traits.h"

#include <algorithm>
#include <map>

namespace orl {
namespace {

constexpr std::size_t kLeastRows = 5;
/// More values than this are names of queries rather than of kinds of query.
constexpr std::size_t kMostValues = 64;

/// The values of a column that are worth a feature: frequent ones, in alphabetical order.
std::vector<std::string> valuesOf(std::span<const Query* const> queries,
                                  std::string Query::*column) {
    std::map<std::string, std::size_t> counts;
    for (const Query* query : queries) ++counts[query->*column];
    std::vector<std::pair<std::size_t, std::string>> frequent;
    for (const auto& [value, count] : counts) {
        if (!value.empty() && count >= kLeastRows) frequent.emplace_back(count, value);
    }
    std::stable_sort(frequent.begin(), frequent.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    frequent.resize(std::min(frequent.size(), kMostValues));
    std::vector<std::string> values;
    values.reserve(frequent.size());
    for (auto& [count, value] : frequent) values.push_back(std::move(value));
    std::sort(values.begin(), values.end());
    // One value that all queries have tells nothing.
    if (values.size() == 1 && counts.size() == 1) values.clear();
    return values;
}

void mark(Matrix& traits, Eigen::Index row, Eigen::Index first,
          const std::vector<std::string>& values, const std::string& value) {
    const auto found = std::lower_bound(values.begin(), values.end(), value);
    if (found != values.end() && *found == value) {
        traits(row, first + (found - values.begin())) = 1.0F;
    }
}

bool isBlank(const std::string& text) {
    return text.find_first_not_of(" \t\r\n\f\v") == std::string::npos;
}

}  // namespace

std::vector<const Query*> queriesOf(const Dataset& data, std::span<const std::size_t> rows) {
    std::vector<const Query*> queries;
    queries.reserve(rows.size());
    for (const std::size_t row : rows) queries.push_back(&data.queries[row]);
    return queries;
}

QueryTraits QueryTraits::fit(const Dataset& data, std::span<const std::size_t> rows) {
    const auto queries = queriesOf(data, rows);
    QueryTraits traits;
    constexpr auto kCount = static_cast<Eigen::Index>(kSurfaceCount);
    PerModel sum = PerModel::Zero(kCount);
    PerModel squares = PerModel::Zero(kCount);
    for (const Query* query : queries) {
        const auto surface = surfaceOf(query->text);
        const Eigen::Map<const PerModel> values(surface.data(), kCount);
        sum += values;
        squares += values.square();
    }
    const auto count = std::max(static_cast<double>(queries.size()), 1.0);
    traits.m_mean = sum / count;
    const PerModel variance = (squares / count - traits.m_mean.square()).max(0.0);
    // A feature that does not vary tells nothing, not even where it suddenly does.
    traits.m_scale = (variance > 1e-12).select(variance.max(1e-12).rsqrt(), 0.0);
    traits.m_tasks = valuesOf(queries, &Query::task);
    traits.m_levels = valuesOf(queries, &Query::level);
    return traits;
}

Eigen::Index QueryTraits::count() const {
    return m_mean.size() + static_cast<Eigen::Index>(m_tasks.size() + m_levels.size());
}

Matrix QueryTraits::of(std::span<const Query* const> queries) const {
    Matrix traits = Matrix::Zero(static_cast<Eigen::Index>(queries.size()), count());
    const Eigen::Index surfaceCount = m_mean.size();
    for (std::size_t i = 0; i < queries.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        if (isBlank(queries[i]->text)) continue;
        const auto surface = surfaceOf(queries[i]->text);
        const Eigen::Map<const PerModel> values(surface.data(), surfaceCount);
        traits.row(row).head(surfaceCount) =
            ((values - m_mean) * m_scale).max(-3.0).min(3.0).cast<float>();
        mark(traits, row, surfaceCount, m_tasks, queries[i]->task);
        mark(traits, row, surfaceCount + static_cast<Eigen::Index>(m_tasks.size()), m_levels,
             queries[i]->level);
    }
    return traits;
}

void QueryTraits::write(ByteWriter& out) const {
    out.putValues(m_mean);
    out.putValues(m_scale);
    for (const auto* values : {&m_tasks, &m_levels}) {
        out.put(static_cast<std::uint64_t>(values->size()));
        for (const std::string& value : *values) out.putText(value);
    }
}

QueryTraits QueryTraits::read(ByteReader& in) {
    QueryTraits traits;
    traits.m_mean = in.getValues();
    traits.m_scale = in.getValues();
    in.require(traits.m_mean.size() == static_cast<Eigen::Index>(kSurfaceCount) &&
               traits.m_scale.size() == traits.m_mean.size());
    for (auto* values : {&traits.m_tasks, &traits.m_levels}) {
        const auto count = in.get<std::uint64_t>();
        in.require(count <= kMostValues);
        for (std::uint64_t i = 0; i < count; ++i) values->push_back(in.getText());
    }
    return traits;
}

}  // namespace orl
