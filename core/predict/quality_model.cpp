#include "core/predict/quality_model.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/predict/logistic.h"
#include "core/support/random.h"
#include "core/support/thread_pool.h"

namespace orl {
namespace {

/// Outcomes' worth of the pool's mean in the prior of a model.
constexpr double kPoolShrink = 4.0;
/// Neighbours' worth of the prior in what retrieval says.
constexpr double kRetrievalShrink = 2.0;
/// Every so many-th training row is held out to learn the weights of the parts.
constexpr std::uint64_t kHoldOut = 4;

PerModel pooledPrior(const Grid& score) {
    double poolSum = 0.0;
    double poolCount = 0.0;
    PerModel sum = PerModel::Zero(score.cols());
    PerModel count = PerModel::Zero(score.cols());
    for (Eigen::Index j = 0; j < score.cols(); ++j) {
        for (Eigen::Index i = 0; i < score.rows(); ++i) {
            if (std::isnan(score(i, j))) continue;
            sum(j) += std::clamp(score(i, j), 0.0, 1.0);
            count(j) += 1.0;
        }
        poolSum += sum(j);
        poolCount += count(j);
    }
    const double pool = (poolSum + 0.5) / (poolCount + 1.0);
    return (count > 0.0)
        .select((sum + kPoolShrink * pool) / (count + kPoolShrink),
                PerModel::Constant(score.cols(), kMissing));
}

PerModel logOddsOf(const PerModel& share) {
    const PerModel inside =
        share.unaryExpr([](double p) { return std::isnan(p) ? p : std::clamp(p, 1e-3, 0.999); });
    return (inside / (1.0 - inside)).log();
}

}  // namespace

QualityModel QualityModel::fit(const TrainingTexts& texts, const Grid& score,
                               const PredictorOptions& options, const Job& job) {
    QualityModel model;
    model.m_score = score.matrix().cast<float>();
    model.m_prior = pooledPrior(score);
    model.m_base = logOddsOf(model.m_prior);
    model.m_linear.weight.resize(0, score.cols());
    model.m_linear.bias = model.m_base;
    std::optional<LogisticTrainer> trainer;
    if (options.kind != PredictorKind::Knn) {
        trainer.emplace(texts.rows);
        std::vector<std::size_t> all(texts.rows.rowCount());
        std::iota(all.begin(), all.end(), std::size_t{0});
        model.m_linear =
            model.fitLinear(*trainer, texts.rows.columnCount, all, score, options, job);
    }
    model.fitStacking(texts, trainer ? &*trainer : nullptr, score, options, job);
    return model;
}

QualityModel::Linear QualityModel::fitLinear(const LogisticTrainer& trainer, std::size_t features,
                                             std::span<const std::size_t> rows, const Grid& score,
                                             const PredictorOptions& options,
                                             const Job& job) const {
    Linear linear;
    linear.weight = Matrix::Zero(static_cast<Eigen::Index>(features), score.cols());
    linear.bias = m_base;
    const auto models = static_cast<std::size_t>(score.cols());
    forEachItem(models, threadCount(options.threads, models), job.stop, [&](std::size_t m) {
        const auto j = static_cast<Eigen::Index>(m);
        std::vector<std::size_t> known;
        std::vector<double> outcome;
        for (const std::size_t row : rows) {
            const double value = score(static_cast<Eigen::Index>(row), j);
            if (std::isnan(value)) continue;
            known.push_back(row);
            outcome.push_back(std::clamp(value, 0.0, 1.0));
        }
        const std::optional<LogisticModel> fitted =
            trainer.fit(known, outcome, options.regularization);
        if (!fitted) return;  // the base remains
        linear.bias(j) = static_cast<double>(fitted->bias);
        linear.weight.col(j) = Eigen::Map<const Eigen::VectorXf>(
            fitted->weight.data(), static_cast<Eigen::Index>(fitted->weight.size()));
    });
    return linear;
}

void QualityModel::fitStacking(const TrainingTexts& texts, const LogisticTrainer* trainer,
                               const Grid& score, const PredictorOptions& options, const Job& job) {
    std::vector<std::size_t> seen;
    std::vector<std::size_t> heldOut;
    Random random(options.seed);
    for (std::size_t i = 0; i < texts.rows.rowCount(); ++i) {
        (random.below(kHoldOut) == 0 ? heldOut : seen).push_back(i);
    }
    Linear linear{Matrix(0, score.cols()), m_base};
    if (trainer != nullptr) {
        linear = fitLinear(*trainer, texts.rows.columnCount, seen, score, options, job);
    }
    std::vector<Evidence> evidence;
    Grid truth(static_cast<Eigen::Index>(heldOut.size()), score.cols());
    for (const std::size_t i : heldOut) {
        truth.row(static_cast<Eigen::Index>(evidence.size())) =
            score.row(static_cast<Eigen::Index>(i));
        evidence.push_back(evidenceOf(linear, texts.rows.row(i), texts.neighbours[i]));
    }
    m_byRetrieval = Stacking::fit(evidence, truth, m_base, Stacking::Use::Retrieved);
    m_byTraining = Stacking::fit(evidence, truth, m_base, Stacking::Use::Trained);
    m_byBoth = Stacking::fit(evidence, truth, m_base, Stacking::Use::Both);
}

Evidence QualityModel::evidenceOf(const Linear& linear, std::span<const SparseRows::Entry> row,
                                  std::span<const Neighbour> neighbours) const {
    Evidence evidence;
    evidence.setRetrieved(logOddsOf(retrievalMean(neighbours, m_score, m_prior, kRetrievalShrink)) -
                          m_base);
    if (row.empty() || linear.weight.rows() == 0) {
        evidence.setTrained(PerModel::Zero(m_base.size()));
    } else {
        evidence.setTrained(rowTimes(row, linear.weight).cast<double>().array() + linear.bias -
                            m_base);
    }
    return evidence;
}

PerModel QualityModel::predict(std::span<const SparseRows::Entry> row,
                               std::span<const Neighbour> neighbours,
                               const PredictorOptions& options) const {
    const bool alone = neighbours.empty() || neighbours.front().similarity <= 0.0;
    if (row.empty() && alone) return m_prior;  // no known n-gram, no vector: nothing to go by
    const Evidence evidence = evidenceOf(m_linear, row, neighbours);
    const auto by = [&](const Stacking& stacking) { return stacking.logOdds(evidence, m_base); };
    PerModel logOdds;
    if (options.kind == PredictorKind::Knn) {
        logOdds = by(m_byRetrieval);
    } else if (options.kind == PredictorKind::Trained) {
        logOdds = by(m_byTraining);
    } else {
        const double both = 1.0 - std::abs(2.0 * options.blend - 1.0);
        logOdds = both * by(m_byBoth);
        if (both < 1.0) {
            logOdds += (1.0 - both) * by(options.blend < 0.5 ? m_byRetrieval : m_byTraining);
        }
    }
    return 1.0 / (1.0 + (-logOdds).exp());
}

void QualityModel::write(ByteWriter& out) const {
    out.putMatrix(m_score);
    out.putMatrix(m_linear.weight);
    for (const PerModel* values : {&m_prior, &m_base, &m_linear.bias}) out.putValues(*values);
    for (const Stacking* stacking : {&m_byRetrieval, &m_byTraining, &m_byBoth}) {
        stacking->write(out);
    }
}

QualityModel QualityModel::read(ByteReader& in) {
    QualityModel model;
    model.m_score = in.getMatrix();
    model.m_linear.weight = in.getMatrix();
    for (PerModel* values : {&model.m_prior, &model.m_base, &model.m_linear.bias}) {
        *values = in.getValues();
    }
    for (Stacking* stacking : {&model.m_byRetrieval, &model.m_byTraining, &model.m_byBoth}) {
        *stacking = Stacking::read(in);
    }
    return model;
}

bool QualityModel::matches(Eigen::Index rows, Eigen::Index models, Eigen::Index features) const {
    const bool perModel = m_prior.size() == models && m_base.size() == models &&
                          m_linear.bias.size() == models && m_byRetrieval.models() == models &&
                          m_byTraining.models() == models && m_byBoth.models() == models;
    return perModel && m_score.rows() == rows && m_score.cols() == models &&
           m_linear.weight.cols() == models &&
           (m_linear.weight.rows() == 0 || m_linear.weight.rows() == features);
}

}  // namespace orl
