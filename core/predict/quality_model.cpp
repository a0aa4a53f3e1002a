#include "core/predict/quality_model.h"

#include <algorithm>
#include <cmath>

#include "core/predict/complete_scores.h"
#include "core/predict/learning_sample.h"
#include "core/predict/retrieval.h"

namespace orl {
namespace {

/// Outcomes' worth of the pool's mean in the prior of a model.
constexpr double kPoolShrink = 4.0;
/// Neighbours' worth of the prior in what retrieval says.
constexpr double kRetrievalShrink = 2.0;
constexpr std::size_t kFolds = 5;
/// How much what the regressions say weighs in the gate, whose latent vectors have length 1.
constexpr float kLinearInGate = 0.4F;
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

/// What the classes are read off: the query itself, and what the regressions say of it. Of a model
/// that they know nothing of they say nothing.
Matrix gateOf(const Matrix& query, const Grid& linear) {
    Matrix gate(query.rows(), query.cols() + linear.cols());
    gate.leftCols(query.cols()) = query;
    for (Eigen::Index i = 0; i < linear.rows(); ++i) {
        for (Eigen::Index j = 0; j < linear.cols(); ++j) {
            const double said = linear(i, j);
            gate(i, query.cols() + j) =
                std::isnan(said) ? 0.0F : kLinearInGate * static_cast<float>(said);
        }
    }
    return gate;
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
    model.m_linear = Regressions(model.m_base);
    std::vector<Evidence> evidence(training.rows.rowCount());
    const PerModel nothing = PerModel::Zero(score.cols());
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        evidence[i].set(Evidence::Retrieved, model.retrievedDeviation(training.neighbours[i]));
        evidence[i].set(Evidence::Kernel, nothing);
        evidence[i].set(Evidence::Linear, nothing);
        evidence[i].set(Evidence::Mixture, nothing);
    }
    if (options.kind != PredictorKind::Knn) {
        model.fitTrained(training, score, complete, options, evidence, job);
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

void QualityModel::fitTrained(const QueryViews& training, const Grid& score, const Matrix& complete,
                              const PredictorOptions& options, std::vector<Evidence>& evidence,
                              const Job& job) {
    Matrix leaveOneOut;
    m_kernel = KernelRidge::fit(training.vectors, complete, leaveOneOut, job);
    const Folds folds = Folds::dealt(training.rows.rowCount(), kFolds, options.seed);
    FoldRegressions regressions(training.rows, labelsOf(score, complete), m_base, folds);
    regressions.fit(score, options, job);
    m_linear = regressions.mean();
    const Grid linear = regressions.outOfFold();
    const auto gate = [&](std::size_t fold) {
        return gateOf(training.gate, regressions.asTheFoldSees(fold, options.seed, job));
    };
    Grid classes;
    m_mixture = MixtureEnsemble::fit(gate, score, m_prior, folds, options, classes, job);
    for (std::size_t i = 0; i < evidence.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        evidence[i].set(Evidence::Kernel, kernelDeviation(leaveOneOut.row(row)));
        evidence[i].set(Evidence::Linear, linear.row(row));
        evidence[i].set(Evidence::Mixture, logOddsOf(classes.row(row)) - m_base);
    }
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
    result.spread = Grid::Ones(count, m_base.size());
    result.known.reserve(rows.rowCount());
    for (std::size_t i = 0; i < rows.rowCount(); ++i) result.known.push_back(!rows.row(i).empty());
    if (!trained) return result;
    const Matrix regressed = m_kernel.predict(vectors);
    for (Eigen::Index i = 0; i < count; ++i) {
        if (!result.known[static_cast<std::size_t>(i)]) continue;
        result.kernel.row(i) = kernelDeviation(regressed.row(i));
        result.linear.row(i) = m_linear.deviation(rows.row(static_cast<std::size_t>(i)));
    }
    const ClassChances classes = m_mixture.predict(gateOf(gate, result.linear));
    const Grid spread = m_mixture.spread(classes);
    for (Eigen::Index i = 0; i < count; ++i) {
        if (!result.known[static_cast<std::size_t>(i)]) continue;
        result.mixture.row(i) = logOddsOf(classes.mean.row(i)) - m_base;
        result.spread.row(i) = spread.row(i);
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
    for (const PerModel* values : {&m_prior, &m_base}) out.putValues(*values);
    m_linear.write(out);
    m_mixture.write(out);
    for (const Stacking* stacking : {&m_byRetrieval, &m_byTraining, &m_byBoth}) {
        stacking->write(out);
    }
}

QualityModel QualityModel::read(ByteReader& in) {
    QualityModel model;
    model.m_score = in.getMatrix();
    model.m_kernel = KernelRidge::read(in);
    for (PerModel* values : {&model.m_prior, &model.m_base}) *values = in.getValues();
    model.m_linear = Regressions::read(in, model.m_base);
    model.m_mixture = MixtureEnsemble::read(in);
    for (Stacking* stacking : {&model.m_byRetrieval, &model.m_byTraining, &model.m_byBoth}) {
        *stacking = Stacking::read(in);
    }
    return model;
}

bool QualityModel::matches(const Counts& counts, bool trained) const {
    const Eigen::Index models = counts.models;
    const bool perModel = m_prior.size() == models && m_base.size() == models &&
                          m_byRetrieval.models() == models && m_byTraining.models() == models &&
                          m_byBoth.models() == models;
    return perModel && m_score.rows() == counts.rows && m_score.cols() == models &&
           m_linear.models() == models && m_linear.features() == (trained ? counts.features : 0) &&
           (!trained || (m_kernel.matches(counts.dimensions, models) &&
                         m_mixture.matches(counts.gate + models, models)));
}

}  // namespace orl
