#include "core/predict/quality_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/predict/complete_scores.h"
#include "core/predict/learning_sample.h"
#include "core/predict/retrieval.h"
#include "core/support/thread_pool.h"

namespace orl {
namespace {

/// Outcomes' worth of the pool's mean in the prior of a model.
constexpr double kPoolShrink = 4.0;
/// Neighbours' worth of the prior in what retrieval says.
constexpr double kRetrievalShrink = 2.0;
constexpr std::uint64_t kFolds = 3;
/// C of the logistic regressions that are tried, rising.
constexpr double kStrengths[] = {1.5, 4.0, 10.0};
/// A regression of 0-1 scores is no probability: nearer to 0 or 1 it is not believed.
constexpr double kLeastRegressed = 0.02;

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

PerModel logOddsOf(const PerModel& share, double least = 1e-3) {
    const PerModel inside = share.unaryExpr(
        [least](double p) { return std::isnan(p) ? p : std::clamp(p, least, 1.0 - least); });
    return (inside / (1.0 - inside)).log();
}

/// Right or wrong, rows × models: a score of at least ½ counts as right; where it is missing, the
/// completed one is rounded so that sums over the rows stay right.
Labels labelsOf(const Grid& score, const Matrix& complete) {
    Labels label(score.rows(), score.cols());
    for (Eigen::Index j = 0; j < score.cols(); ++j) {
        double carried = 0.0;
        for (Eigen::Index i = 0; i < score.rows(); ++i) {
            if (!std::isnan(score(i, j))) {
                label(i, j) = score(i, j) >= 0.5;
                continue;
            }
            carried += static_cast<double>(complete(i, j));
            label(i, j) = carried >= 0.5;
            if (label(i, j)) carried -= 1.0;
        }
    }
    return label;
}

}  // namespace

QualityModel QualityModel::fit(const QueryViews& training, const Grid& all,
                               const PredictorOptions& options, const Job& job) {
    QualityModel model;
    model.m_prior = pooledPrior(all);
    model.m_base = logOddsOf(model.m_prior);
    model.m_score =
        completeScores(all, model.m_prior, training.learned, job).matrix().cast<float>();
    const std::vector<Eigen::Index> learned = learnedRows(training.learned, all.rows());
    const Grid score = all(learned, Eigen::indexing::all);
    const Matrix complete = model.m_score(learned, Eigen::indexing::all);
    model.m_linear = {PaddedRows(Matrix(0, score.cols())), model.m_base};
    std::vector<Evidence> evidence(training.rows.rowCount());
    const PerModel nothing = PerModel::Zero(score.cols());
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        evidence[i].set(Evidence::Retrieved, model.retrievedDeviation(training.neighbours[i]));
        evidence[i].set(Evidence::Kernel, nothing);
        evidence[i].set(Evidence::Linear, nothing);
        evidence[i].set(Evidence::Mixture, nothing);
    }
    if (options.kind != PredictorKind::Knn) {
        Matrix leaveOneOut;
        model.m_kernel = KernelRidge::fit(training.vectors, complete, leaveOneOut, job);
        for (std::size_t i = 0; i < evidence.size(); ++i) {
            evidence[i].set(Evidence::Kernel,
                            model.kernelDeviation(leaveOneOut.row(static_cast<Eigen::Index>(i))));
        }
        const Folds folds = Folds::dealt(training.rows.rowCount(), kFolds, options.seed);
        model.fitFolds(training.rows, labelsOf(score, complete), score, folds, options, evidence,
                       job);
        Grid outOfFold;
        model.m_mixture = MixtureEnsemble::fit(training.gate, score, model.m_prior, folds, options,
                                               outOfFold, job);
        for (std::size_t i = 0; i < evidence.size(); ++i) {
            evidence[i].set(Evidence::Mixture,
                            logOddsOf(outOfFold.row(static_cast<Eigen::Index>(i))) - model.m_base);
        }
    }
    const auto stack = [&](Stacking::Use use) {
        job.check();
        return Stacking::fit(evidence, score, model.m_base, training.copies, use, job);
    };
    model.m_byRetrieval = stack(Stacking::Use::Retrieved);
    if (options.kind != PredictorKind::Knn) {
        model.m_byTraining = stack(Stacking::Use::Trained);
        model.m_byBoth = stack(Stacking::Use::Both);
    } else {
        model.m_byTraining = model.m_byBoth = model.m_byRetrieval;
    }
    return model;
}

void QualityModel::fitFolds(const SparseRows& rows, const Labels& label, const Grid& score,
                            const Folds& folds, const PredictorOptions& options,
                            std::vector<Evidence>& evidence, const Job& job) {
    const LogisticTrainer trainer(rows);
    using PerFold = std::array<Linear, kFolds>;
    const auto fitted = [&](double strength) {
        PerFold models;
        forEachItem(kFolds, threadCount(options.threads, kFolds), job.stop, [&](std::size_t f) {
            const LogisticModels linear = trainer.fit(folds.seen[f], label, m_base, strength, job);
            models[f] = {PaddedRows(linear.weight), linear.bias};
        });
        return models;
    };
    const auto heldOutLoss = [&](const PerFold& models) {
        double loss = 0.0;
        for (std::size_t f = 0; f < kFolds; ++f) {
            for (const std::size_t i : folds.heldOut[f])
                loss += lossOf(linearDeviation(models[f], rows.row(i)), score, i);
        }
        return loss;
    };
    PerFold best;
    if (options.regularization > 0.0) {
        best = fitted(options.regularization);
    } else {
        double least = std::numeric_limits<double>::infinity();
        for (const double strength : kStrengths) {
            PerFold tried = fitted(strength);
            const double loss = heldOutLoss(tried);
            if (loss >= least) break;  // convex in practice: greater ones only overfit more
            least = loss;
            best = std::move(tried);
        }
    }
    Matrix weight = Matrix::Zero(static_cast<Eigen::Index>(rows.columnCount), score.cols());
    m_linear.bias.setZero();
    for (std::size_t f = 0; f < kFolds; ++f) {
        for (const std::size_t i : folds.heldOut[f])
            evidence[i].set(Evidence::Linear, linearDeviation(best[f], rows.row(i)));
        weight += best[f].weight.matrix() / static_cast<float>(kFolds);
        m_linear.bias += best[f].bias / static_cast<double>(kFolds);
    }
    m_linear.weight = PaddedRows(weight);
}

/// Log loss of the row's recorded scores.
double QualityModel::lossOf(const PerModel& deviation, const Grid& score, std::size_t row) const {
    double loss = 0.0;
    for (Eigen::Index j = 0; j < score.cols(); ++j) {
        const double recorded = score(static_cast<Eigen::Index>(row), j);
        if (std::isnan(recorded) || std::isnan(m_base(j))) continue;
        const double odds = m_base(j) + deviation(j);
        loss += std::log1p(std::exp(-std::abs(odds))) + std::max(odds, 0.0) - recorded * odds;
    }
    return loss;
}

PerModel QualityModel::linearDeviation(const Linear& linear,
                                       std::span<const SparseRows::Entry> row) const {
    return linear.weight.times(row).cast<double>().array() + linear.bias - m_base;
}

PerModel QualityModel::kernelDeviation(
    const Eigen::Ref<const Eigen::RowVectorXf>& regressed) const {
    return logOddsOf(regressed.cast<double>().array(), kLeastRegressed) - m_base;
}

PerModel QualityModel::retrievedDeviation(std::span<const Neighbour> neighbours) const {
    return logOddsOf(retrievalMean(neighbours, m_score, m_prior, kRetrievalShrink)) - m_base;
}

QualityModel::Trained QualityModel::read(const SparseRows& rows, const Matrix& vectors,
                                         const Matrix& gate, bool trained) const {
    Trained result;
    const auto count = static_cast<Eigen::Index>(rows.rowCount());
    result.kernel = result.linear = result.mixture = Grid::Zero(trained ? count : 0, m_base.size());
    Matrix regressed;
    Grid classes;
    if (trained) {
        regressed = m_kernel.predict(vectors);
        classes = m_mixture.predict(gate);
    }
    for (Eigen::Index i = 0; i < count; ++i) {
        const auto row = rows.row(static_cast<std::size_t>(i));
        result.known.push_back(!row.empty());
        if (!trained || row.empty()) continue;
        result.kernel.row(i) = kernelDeviation(regressed.row(i));
        result.linear.row(i) = linearDeviation(m_linear, row);
        result.mixture.row(i) = logOddsOf(classes.row(i)) - m_base;
    }
    return result;
}

Grid QualityModel::predict(std::span<const std::vector<Neighbour>> neighbours,
                           const Trained& trained, const PredictorOptions& options) const {
    Grid quality(static_cast<Eigen::Index>(neighbours.size()), m_base.size());
    Evidence evidence;
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        const bool found = !neighbours[i].empty() && neighbours[i].front().similarity > 0.0;
        if (!trained.known[i] && !found) {
            quality.row(row) = m_prior;  // nothing to go by
            continue;
        }
        evidence.value.fill(PerModel::Zero(m_base.size()));
        evidence.set(Evidence::Retrieved, retrievedDeviation(neighbours[i]));
        if (options.kind != PredictorKind::Knn && trained.known[i]) {
            evidence.set(Evidence::Kernel, trained.kernel.row(row));
            evidence.set(Evidence::Linear, trained.linear.row(row));
            evidence.set(Evidence::Mixture, trained.mixture.row(row));
        }
        quality.row(row) = 1.0 / (1.0 + (-logOdds(evidence, options)).exp());
    }
    return quality;
}

QualityModel::Parts QualityModel::parts(std::span<const Neighbour> neighbours,
                                        const Trained& trained, std::size_t at) const {
    const auto chance = [this](const PerModel& deviation) -> PerModel {
        return 1.0 / (1.0 + (-(m_base + deviation)).exp());
    };
    Parts parts;
    parts.prior = m_prior;
    if (!neighbours.empty() && neighbours.front().similarity > 0.0) {
        parts.retrieval = chance(retrievedDeviation(neighbours));
    }
    if (trained.kernel.rows() > 0 && trained.known[at]) {
        const auto row = static_cast<Eigen::Index>(at);
        parts.kernel = chance(trained.kernel.row(row));
        parts.regression = chance(trained.linear.row(row));
        parts.mixture = chance(trained.mixture.row(row));
    }
    return parts;
}

PerModel QualityModel::logOdds(const Evidence& evidence, const PredictorOptions& options) const {
    const auto by = [&](const Stacking& stacking) { return stacking.logOdds(evidence, m_base); };
    if (options.kind == PredictorKind::Knn) return by(m_byRetrieval);
    if (options.kind == PredictorKind::Trained) return by(m_byTraining);
    const double both = 1.0 - std::abs(2.0 * options.blend - 1.0);
    PerModel sum = both * by(m_byBoth);
    if (both < 1.0) sum += (1.0 - both) * by(options.blend < 0.5 ? m_byRetrieval : m_byTraining);
    return sum;
}

void QualityModel::write(ByteWriter& out) const {
    out.putMatrix(m_score);
    m_kernel.write(out);
    out.putMatrix(m_linear.weight.matrix());
    m_mixture.write(out);
    for (const PerModel* values : {&m_prior, &m_base, &m_linear.bias}) out.putValues(*values);
    for (const Stacking* stacking : {&m_byRetrieval, &m_byTraining, &m_byBoth}) {
        stacking->write(out);
    }
}

QualityModel QualityModel::read(ByteReader& in) {
    QualityModel model;
    model.m_score = in.getMatrix();
    model.m_kernel = KernelRidge::read(in);
    model.m_linear.weight = PaddedRows(in.getMatrix());
    model.m_mixture = MixtureEnsemble::read(in);
    for (PerModel* values : {&model.m_prior, &model.m_base, &model.m_linear.bias}) {
        *values = in.getValues();
    }
    for (Stacking* stacking : {&model.m_byRetrieval, &model.m_byTraining, &model.m_byBoth}) {
        *stacking = Stacking::read(in);
    }
    return model;
}

bool QualityModel::matches(const Counts& counts, bool trained) const {
    const Eigen::Index models = counts.models;
    const bool perModel = m_prior.size() == models && m_base.size() == models &&
                          m_linear.bias.size() == models && m_byRetrieval.models() == models &&
                          m_byTraining.models() == models && m_byBoth.models() == models;
    return perModel && m_score.rows() == counts.rows && m_score.cols() == models &&
           m_linear.weight.cols() == models &&
           m_linear.weight.rows() == (trained ? counts.features : 0) &&
           (!trained || (m_kernel.matches(counts.dimensions, models) &&
                         m_mixture.matches(counts.gate, models)));
}

}  // namespace orl
