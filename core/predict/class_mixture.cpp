#include "core/predict/class_mixture.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/support/random.h"

namespace orl {
namespace {

constexpr int kGateSteps = 4;  ///< of L-BFGS in every round
constexpr int kMeansRounds = 10;
/// No chance is nearer to 0 or 1.
constexpr double kLeastChance = 1e-5;

/// Scores as the rounds read them: one model a row.
struct Outcomes {
    Matrix score;  ///< models × rows, 0 where missing
    Matrix known;  ///< 1 or 0
};

Outcomes outcomesOf(const Grid& score) {
    Outcomes result{Matrix::Zero(score.cols(), score.rows()),
                    Matrix::Zero(score.cols(), score.rows())};
    for (Eigen::Index j = 0; j < score.cols(); ++j) {
        for (Eigen::Index i = 0; i < score.rows(); ++i) {
            if (std::isnan(score(i, j))) continue;
            result.score(j, i) = static_cast<float>(std::clamp(score(i, j), 0.0, 1.0));
            result.known(j, i) = 1.0F;
        }
    }
    return result;
}

/// θ of the classes.
/// @param member classes × rows
Matrix chancesOf(const Outcomes& outcomes, const Matrix& member, const PerModel& prior) {
    const Matrix right = Panels(outcomes.score).products(member);
    const Matrix count = Panels(outcomes.known).products(member);
    Matrix mean(member.rows(), outcomes.score.rows());
    for (Eigen::Index k = 0; k < mean.rows(); ++k) {
        for (Eigen::Index j = 0; j < mean.cols(); ++j) {
            const double share =
                (static_cast<double>(right(k, j)) + ClassMixture::kShrink * prior(j)) /
                (static_cast<double>(count(k, j)) + ClassMixture::kShrink);
            mean(k, j) =
                std::isnan(share)
                    ? static_cast<float>(kMissing)
                    : static_cast<float>(std::clamp(share, kLeastChance, 1.0 - kLeastChance));
        }
    }
    return mean;
}

double logit(double chance) {
    return std::log(chance / (1.0 - chance));
}

/// θ once more when the classes are found, each drawn to what the other models' outcomes make of
/// the class: a model with few outcomes, of which most classes have none, is not said to find them
/// all alike. The weight stays kShrink outcomes.
/// @param chance as chancesOf
void drawToPool(const Outcomes& outcomes, const Matrix& member, const PerModel& prior,
                Matrix& chance) {
    const Matrix right = Panels(outcomes.score).products(member);
    const Matrix count = Panels(outcomes.known).products(member);
    for (Eigen::Index k = 0; k < chance.rows(); ++k) {
        double shift = 0.0;
        double all = 0.0;
        for (Eigen::Index j = 0; j < chance.cols(); ++j) {
            if (std::isnan(prior(j))) continue;
            const auto outcomesHere = static_cast<double>(count(k, j));
            shift += outcomesHere * (logit(static_cast<double>(chance(k, j))) - logit(prior(j)));
            all += outcomesHere;
        }
        if (all > 0.0) shift /= all;
        for (Eigen::Index j = 0; j < chance.cols(); ++j) {
            if (std::isnan(prior(j))) continue;
            const double drawnTo = 1.0 / (1.0 + std::exp(-logit(prior(j)) - shift));
            const double share =
                (static_cast<double>(right(k, j)) + ClassMixture::kShrink * drawnTo) /
                (static_cast<double>(count(k, j)) + ClassMixture::kShrink);
            chance(k, j) = static_cast<float>(std::clamp(share, kLeastChance, 1.0 - kLeastChance));
        }
    }
}

/// Squared lengths of the rows, each added up in the order of the dimensions.
Eigen::RowVectorXf squaresOf(const Matrix& rows) {
    Eigen::RowVectorXf squares = Eigen::RowVectorXf::Zero(rows.rows());
    for (Eigen::Index i = 0; i < rows.rows(); ++i) {
        for (Eigen::Index d = 0; d < rows.cols(); ++d) squares(i) += rows(i, d) * rows(i, d);
    }
    return squares;
}

/// Classes of like features by k-means.
class FeatureClasses {
  public:
    explicit FeatureClasses(const Matrix& features)
        : m_features(features),
          m_byRow(features),
          m_byDimension(Matrix(features.transpose())),
          m_squares(squaresOf(features)) {}

    /// Memberships of 0 and 1, classes × rows.
    Matrix found(Eigen::Index classes, std::uint64_t seed, const Job& job) const {
        Matrix centre = drawnCentres(classes, seed, job);
        Matrix member;
        for (int round = 0; round < kMeansRounds; ++round) {
            job.check();
            member = nearest(centre);
            const Matrix sum = m_byDimension.products(member);
            for (Eigen::Index k = 0; k < classes; ++k) {
                float count = 0.0F;
                for (Eigen::Index i = 0; i < member.cols(); ++i) count += member(k, i);
                if (count > 0.0F) centre.row(k) = sum.row(k) / count;
            }
        }
        return member;
    }

  private:
    /// Squared distances of the rows from the centres, centres × rows.
    Matrix distances(const Matrix& centre) const {
        Matrix result = -2.0F * m_byRow.products(centre);
        result.rowwise() += m_squares;
        result.colwise() += squaresOf(centre).transpose();
        return result.cwiseMax(0.0F);
    }

    /// As k-means++ (Arthur and Vassilvitskii 2007) draws them: rows, each by its squared distance
    /// from those drawn before.
    Matrix drawnCentres(Eigen::Index classes, std::uint64_t seed, const Job& job) const {
        Random random(seed);
        Matrix centre(classes, m_features.cols());
        Eigen::RowVectorXf least = Eigen::RowVectorXf::Ones(m_features.rows());
        for (Eigen::Index k = 0; k < classes; ++k) {
            job.check();
            double total = 0.0;
            for (const float one : least) total += static_cast<double>(one);
            double left = random.uniform() * total;
            Eigen::Index drawn = 0;
            while (drawn + 1 < least.size() && left >= static_cast<double>(least(drawn))) {
                left -= static_cast<double>(least(drawn++));
            }
            centre.row(k) = m_features.row(drawn);
            const Matrix far = distances(centre.row(k));
            least = k == 0 ? Eigen::RowVectorXf(far.row(0)) : least.cwiseMin(far.row(0));
        }
        return centre;
    }

    Matrix nearest(const Matrix& centre) const {
        const Matrix far = distances(centre);
        Matrix member = Matrix::Zero(far.rows(), far.cols());
        for (Eigen::Index i = 0; i < far.cols(); ++i) {
            Eigen::Index least = 0;
            for (Eigen::Index k = 1; k < far.rows(); ++k) {
                if (far(k, i) < far(least, i)) least = k;
            }
            member(least, i) = 1.0F;
        }
        return member;
    }

    const Matrix& m_features;
    Panels m_byRow, m_byDimension;
    Eigen::RowVectorXf m_squares;
};

/// ln of the tempered chance of each row's scores in each class, classes × rows.
Matrix logLikelihoods(const Outcomes& outcomes, const Matrix& chance) {
    Matrix result = Matrix::Zero(chance.rows(), outcomes.score.cols());
    constexpr auto kTemper = static_cast<float>(ClassMixture::kTemper);
    for (Eigen::Index k = 0; k < chance.rows(); ++k) {
        for (Eigen::Index j = 0; j < chance.cols(); ++j) {
            if (std::isnan(chance(k, j))) continue;
            const float wrong = kTemper * std::log1p(-chance(k, j));
            const float odds = kTemper * std::log(chance(k, j)) - wrong;
            result.row(k) += odds * outcomes.score.row(j) + wrong * outcomes.known.row(j);
        }
    }
    return result;
}

/// Joint log chances in place to memberships, each column of sum 1.
/// @return Σ over the columns of the logarithm of their sums
double normaliseColumns(Matrix& joint) {
    Eigen::RowVectorXf greatest = joint.colwise().maxCoeff();
    joint.rowwise() -= greatest;
    lanes::widest().exponentials(joint.data(), static_cast<std::size_t>(joint.size()));
    Eigen::RowVectorXf sum = joint.row(0);
    for (Eigen::Index k = 1; k < joint.rows(); ++k) sum += joint.row(k);
    const Eigen::RowVectorXf inverse = sum.cwiseInverse();
    for (Eigen::Index k = 0; k < joint.rows(); ++k) joint.row(k).array() *= inverse.array();
    double total = 0.0;
    for (Eigen::Index i = 0; i < sum.size(); ++i) {
        total += static_cast<double>(greatest(i)) + std::log(static_cast<double>(sum(i)));
    }
    return total;
}

double logPrior(const Matrix& chance, const PerModel& prior) {
    double sum = 0.0;
    for (Eigen::Index k = 0; k < chance.rows(); ++k) {
        for (Eigen::Index j = 0; j < chance.cols(); ++j) {
            if (std::isnan(prior(j))) continue;
            const auto right = static_cast<double>(chance(k, j));
            sum += prior(j) * std::log(right) + (1.0 - prior(j)) * std::log1p(-right);
        }
    }
    return ClassMixture::kTemper * ClassMixture::kShrink * sum;
}

}  // namespace

ClassMixture ClassMixture::fit(const Matrix& features, const Grid& score, const PerModel& prior,
                               const MixtureOptions& options, const Job& job,
                               std::vector<double>* objective) {
    ClassMixture result;
    if (score.rows() == 0) {  // one class, of which nothing is known
        result.m_gate = SoftmaxRegression(Matrix::Zero(1, features.cols() + 1));
        result.m_chance = prior.matrix().cast<float>();
        return result;
    }
    const Eigen::Index classes = std::clamp<Eigen::Index>(options.classes, 1, score.rows());
    const Outcomes outcomes = outcomesOf(score);
    SoftmaxTrainer gate(features, classes, options.ridge);
    Matrix member = FeatureClasses(features).found(classes, options.seed, job);
    for (int round = 0; round < options.rounds; ++round) {
        job.check();
        result.m_chance = chancesOf(outcomes, member, prior);
        gate.improve(member, kGateSteps);
        member = gate.logChances() + logLikelihoods(outcomes, result.m_chance);
        const double fitted = normaliseColumns(member);
        if (objective == nullptr) continue;
        objective->push_back(fitted + logPrior(result.m_chance, prior) - gate.penalty());
    }
    result.m_chance = chancesOf(outcomes, member, prior);
    drawToPool(outcomes, member, prior, result.m_chance);
    result.m_gate = gate.result();
    return result;
}

Grid ClassChances::spread() const {
    const Grid single = mean * (1.0 - mean);
    return ((square - mean.square()) / single).max(0.0).min(1.0);
}

ClassChances ClassMixture::predict(const Matrix& features) const {
    const Matrix member = m_gate.chances(features);
    const Grid chance = m_chance.cast<double>().array();
    const Grid square = chance.square();
    ClassChances result{Grid::Zero(member.rows(), chance.cols()), {}};
    result.square = result.mean;
    for (Eigen::Index i = 0; i < member.rows(); ++i) {
        for (Eigen::Index k = 0; k < member.cols(); ++k) {
            const auto share = static_cast<double>(member(i, k));
            result.mean.row(i) += share * chance.row(k);
            result.square.row(i) += share * square.row(k);
        }
    }
    return result;
}

void ClassMixture::write(ByteWriter& out) const {
    out.putMatrix(m_gate.weight());
    out.putMatrix(m_chance);
}

ClassMixture ClassMixture::read(ByteReader& in) {
    ClassMixture result;
    const Matrix weight = in.getMatrix();
    result.m_chance = in.getMatrix();
    in.require(weight.cols() >= 1 && weight.rows() == result.m_chance.rows());
    result.m_gate = SoftmaxRegression(weight);
    return result;
}

}  // namespace orl
