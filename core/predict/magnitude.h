#pragma once

#include <optional>
#include <span>
#include <vector>

#include "core/predict/bytes.h"
#include "core/predict/retrieval.h"
#include "core/support/grid.h"
#include "core/support/job.h"

namespace orl {

/// Predicts positive, long-tailed amounts (output tokens, USD) per model, in one of two ways:
///
/// * Log: on z = ln(v + ε_j) with ε_j = 1 % of the mean.
/// * Buckets (OmniRouter's way): the recorded amounts are cut into 16 classes of equal count, and
///   the prediction is Σ P(class) × mean of the class. Where P comes from retrieval or from one
///   least-squares indicator regression a class, that sum is the same estimate of the class means,
///   so no class is ever formed: the target of a row is the mean of its class.
///
/// Either way a mean over the nearest neighbours and a ridge regression on the text's features are
/// blended by least squares on leave-one-out predictions, and the result on the linear scale is
/// multiplied by Σ recorded / Σ leave-one-out predicted, so that totals are unbiased (Duan's
/// smearing, made empirical). Each model keeps the way of the smaller leave-one-out mean absolute
/// error.
///
/// A model with few records is drawn towards the pool: its mean of z by as many records' worth as
/// the spread within models outweighs that between them (empirical Bayes), its factor by a few.
class MagnitudeModel {
  public:
    enum class Way { Log, Buckets };

    MagnitudeModel() = default;
    /// @param recorded   training rows × models, NaN where unknown
    /// @param neighbours of every learned row, itself left out
    /// @param features   learned rows × features
    /// @param only       takes this way for every model, to compare the two
    /// @param learned    rows of `recorded` that neighbours and features are of, ascending; the
    ///                   others are found as neighbours only. Empty: all.
    /// @throws Cancelled
    static MagnitudeModel fit(const Grid& recorded,
                              std::span<const std::vector<Neighbour>> neighbours,
                              const Matrix& features, std::optional<Way> only = {},
                              const Job& job = {}, std::span<const std::size_t> learned = {});

    /// Amounts >= 0, texts × models; NaN where training had none. Without any record no column.
    /// @param neighbours among the training rows, of each text
    /// @param features   texts × features
    Grid predict(std::span<const std::vector<Neighbour>> neighbours, const Matrix& features) const;

    /// The way that this model keeps. Only where training had records.
    Way way(Eigen::Index model) const;

    void write(ByteWriter& out) const;
    static MagnitudeModel read(ByteReader& in);
    /// Whether it fits these counts (a check on stored bytes).
    bool matches(Eigen::Index rows, Eigen::Index models, Eigen::Index features) const;

  private:
    Matrix m_target;        ///< z or class mean, training rows × models
    Matrix m_coefficients;  ///< (features + 1) × models, the last row the constant
    Matrix m_perModel;      ///< way, ε, centre, blend weight of the ridge, factor × models
    bool m_any = false;
};

}  // namespace orl
