#pragma once

#include <cstdint>
#include <vector>

#include "core/predict/bytes.h"
#include "core/predict/softmax_regression.h"
#include "core/support/grid.h"
#include "core/support/job.h"

namespace orl {

/// What a class mixture says of queries, rows × models.
struct ClassChances {
    Grid mean;    ///< p = Σ_k g_k θ_k
    Grid square;  ///< Σ_k g_k θ_k²

    /// (square − p²) / (p (1 − p)): the share in an outcome's variance of not knowing the class.
    /// 0 where all classes that the query may be of have the same chance, 1 where each is sure of
    /// its answer.
    Grid spread() const;
};

/// How a class mixture is fitted.
struct MixtureOptions {
    Eigen::Index classes = 16;
    double ridge = 0.3;  ///< of the gate, see SoftmaxTrainer
    int rounds = 16;     ///< of EM
    std::uint64_t seed = 1;
};

/// Latent classes of queries. A query is of class k with the chance g_k(x) that a softmax
/// regression (the gate) reads off its features, and model j answers a query of that class rightly
/// with the chance θ_kj:
///     p_j(x) = Σ_k g_k(x) θ_kj.
/// A latent class model with concomitant variables (Dayton and Macready 1988), or a mixture of
/// experts whose experts are constants (Jacobs, Jordan, Nowlan and Hinton 1991).
///
/// Fitted by EM, from classes of like features found by k-means. What a row's scores say of its
/// class is tempered by kTemper, as the models' answers to a query are more alike than independence
/// given the class allows. The rounds never lower the objective
///     Σ_i ln Σ_k g_k(x_i) Π_j (θ_kj^y_ij (1 − θ_kj)^(1 − y_ij))^kTemper + ln prior(θ) − penalty,
/// whose prior is kShrink outcomes' worth of the model's mean for every θ_kj, tempered alike. Of
/// the classes that they end with, θ_kj is counted once more, with as many outcomes' worth of what
/// the model's mean becomes if the class moves its log-odds as those of all models.
/// Missing scores are left out of the product.
class ClassMixture {
  public:
    static constexpr double kTemper = 0.5;
    static constexpr double kShrink = 2.0;

    ClassMixture() = default;
    /// @param features  rows × dimensions
    /// @param score     rows × models, NaN where missing
    /// @param prior     mean score per model; NaN for one without any outcome, whose chances are
    /// NaN
    /// @param objective gets the value after every round; may be null
    static ClassMixture fit(const Matrix& features, const Grid& score, const PerModel& prior,
                            const MixtureOptions& options, const Job& job = {},
                            std::vector<double>* objective = nullptr);

    ClassChances predict(const Matrix& features) const;

    void write(ByteWriter& out) const;
    static ClassMixture read(ByteReader& in);
    Eigen::Index classes() const { return m_chance.rows(); }
    Eigen::Index dimensions() const { return m_gate.weight().cols() - 1; }
    Eigen::Index models() const { return m_chance.cols(); }

  private:
    SoftmaxRegression m_gate;
    Matrix m_chance;  ///< θ
};

}  // namespace orl
