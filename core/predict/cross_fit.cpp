#include "core/predict/cross_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <set>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/support/blanks.h"
#include "core/support/random.h"

namespace orl {
namespace {

constexpr std::array kGrids = {&Predictions::quality, &Predictions::outputTokens,
                               &Predictions::cost, &Predictions::uncertainty,
                               &Predictions::inputTokens};

/// Places of the rows among all, those of one text together; a blank text is like no other.
std::vector<std::vector<std::size_t>> byText(const Dataset& data,
                                             std::span<const std::size_t> rows) {
    std::vector<std::vector<std::size_t>> groups;
    groups.reserve(rows.size());
    std::unordered_map<std::string_view, std::size_t> known;
    for (std::size_t place = 0; place < rows.size(); ++place) {
        const std::string_view text = stripped(data.queries[rows[place]].text);
        const auto [group, isNew] = known.try_emplace(text, groups.size());
        if (isNew || text.empty()) {
            groups.push_back({place});
        } else {
            groups[group->second].push_back(place);
        }
    }
    return groups;
}

/// Which rows a fold holds out, as places among all.
std::vector<std::vector<std::size_t>> dealt(std::vector<std::vector<std::size_t>> groups,
                                            std::size_t folds, std::uint64_t seed) {
    Random random(seed);
    random.shuffle(std::span(groups));
    std::vector<std::vector<std::size_t>> places(folds);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        std::vector<std::size_t>& fold = places[i % folds];
        fold.insert(fold.end(), groups[i].begin(), groups[i].end());
    }
    return places;
}

/// Mean of each number over the predictors that know it.
class MeanOfKnown {
  public:
    MeanOfKnown(std::size_t rows, std::size_t models)
        : m_sum(Grid::Zero(static_cast<Eigen::Index>(rows), static_cast<Eigen::Index>(models))),
          m_count(m_sum) {}

    /// @param places of the rows of `values` among all
    void add(const Grid& values, std::span<const std::size_t> places) {
        for (std::size_t i = 0; i < places.size(); ++i) {
            const auto to = static_cast<Eigen::Index>(places[i]);
            for (Eigen::Index j = 0; j < values.cols(); ++j) {
                const double value = values(static_cast<Eigen::Index>(i), j);
                if (std::isnan(value)) continue;
                m_sum(to, j) += value;
                m_count(to, j) += 1.0;
            }
        }
    }
    /// 0 / 0, where nobody knows, is NaN.
    Grid mean() const { return m_sum / m_count; }

  private:
    Grid m_sum, m_count;
};

/// The same for all that is predicted.
class MeanPredictions {
  public:
    MeanPredictions(std::size_t rows, std::size_t models)
        : m_means(kGrids.size(), MeanOfKnown(rows, models)) {}

    void add(const Predictions& predictions, std::span<const std::size_t> places) {
        for (std::size_t g = 0; g < kGrids.size(); ++g) {
            m_means[g].add(predictions.*kGrids[g], places);
        }
        for (const std::size_t copy : predictions.copies) m_copies.insert(places[copy]);
    }
    Predictions mean() const {
        Predictions result;
        for (std::size_t g = 0; g < kGrids.size(); ++g) result.*kGrids[g] = m_means[g].mean();
        result.copies.assign(m_copies.begin(), m_copies.end());
        return result;
    }

  private:
    std::vector<MeanOfKnown> m_means;
    std::set<std::size_t> m_copies;  ///< of what any of the predictors has seen
};

Job part(const Job& job, std::size_t index, std::size_t count) {
    Job result = job;
    if (job.progress) {
        result.progress = [&job, index, count](double share, std::string_view stage) {
            job.progress(
                (static_cast<double>(index) + std::max(share, 0.0)) / static_cast<double>(count),
                stage);
        };
    }
    return result;
}

}  // namespace

CrossFit crossFit(const Dataset& data, std::span<const std::size_t> rows,
                  const PredictorOptions& options, int folds, const Dataset& batch,
                  std::span<const std::size_t> batchRows, const Job& job) {
    auto groups = byText(data, rows);
    if (folds < 3 || static_cast<std::size_t>(folds) > groups.size()) {
        throw Error("cross-fitting",
                    fmt::format("{} folds of {} different queries", folds, groups.size()),
                    "Choose 3 folds or more, but no more than different queries");
    }
    const auto count = static_cast<std::size_t>(folds);
    const auto places = dealt(std::move(groups), count, options.seed);
    std::vector<std::size_t> everyPlace(batchRows.size());
    std::iota(everyPlace.begin(), everyPlace.end(), std::size_t{0});
    MeanPredictions outOfFold(rows.size(), data.modelCount());
    MeanPredictions ofBatch(batchRows.size(), batch.modelCount());
    std::size_t done = 0;
    for (std::size_t one = 0; one < count; ++one) {
        for (std::size_t other = one + 1; other < count; ++other) {
            std::vector<std::size_t> heldPlaces, held, seen;
            for (std::size_t fold = 0; fold < count; ++fold) {
                const bool out = fold == one || fold == other;
                for (const std::size_t place : places[fold]) {
                    (out ? held : seen).push_back(rows[place]);
                    if (out) heldPlaces.push_back(place);
                }
            }
            const Job step = part(job, done++, count * (count - 1) / 2);
            // Fits of the prior do not ask.
            step.check();
            const Predictor predictor = Predictor::fit(data, seen, options, step);
            step.check();
            outOfFold.add(predictor.predict(data, held, step), heldPlaces);
            ofBatch.add(predictor.predict(batch, batchRows, step), everyPlace);
        }
    }
    return {outOfFold.mean(), ofBatch.mean()};
}

}  // namespace orl
