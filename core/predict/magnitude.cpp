#include "core/predict/magnitude.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>

namespace orl {
namespace {

enum Row : Eigen::Index { Epsilon, MeanLog, Blend, Factor, RowCount };
constexpr double kShrink = 1.0;
constexpr double kRidge = 3.0;
/// With fewer recorded amounts than this a regression on the text says nothing.
constexpr Eigen::Index kLeastForRidge = 20;

struct Ridge {
    Eigen::VectorXd coefficients;  ///< the last one the constant
    Eigen::VectorXd leaveOneOut;   ///< predictions of each row by all others
};

/// Ridge regression about the mean, with exact leave-one-out predictions from
/// the hat matrix.
Ridge fitRidge(const Eigen::MatrixXd& features, const Eigen::VectorXd& target) {
    const Eigen::RowVectorXd centre = features.colwise().mean();
    const double mean = target.mean();
    const Eigen::MatrixXd x = features.rowwise() - centre;
    const Eigen::VectorXd y = target.array() - mean;
    Eigen::MatrixXd normal = x.transpose() * x;
    normal.diagonal().array() += kRidge;
    const Eigen::LLT<Eigen::MatrixXd> cholesky(normal);
    const Eigen::VectorXd beta = cholesky.solve(x.transpose() * y);

    Ridge result;
    result.coefficients.resize(beta.size() + 1);
    result.coefficients.head(beta.size()) = beta;
    result.coefficients(beta.size()) = mean - centre.dot(beta);
    const Eigen::MatrixXd whitened = cholesky.matrixL().solve(x.transpose());
    const Eigen::ArrayXd leverage =
        (whitened.colwise().squaredNorm().transpose().array() + 1.0 / static_cast<double>(y.size()))
            .min(0.99);
    const Eigen::ArrayXd residual = (y - x * beta).array();
    result.leaveOneOut = target.array() - residual / (1.0 - leverage);
    return result;
}

}  // namespace

MagnitudeModel MagnitudeModel::fit(const Grid& recorded,
                                   std::span<const std::vector<Neighbour>> neighbours,
                                   const Matrix& features) {
    const Eigen::Index models = recorded.cols();
    MagnitudeModel result;
    result.m_any = !recorded.isNaN().all();
    if (!result.m_any) return result;
    result.m_logTarget.resize(recorded.rows(), models);
    result.m_coefficients = Matrix::Zero(features.cols() + 1, models);
    result.m_perModel = Matrix::Constant(RowCount, models, std::numeric_limits<float>::quiet_NaN());

    std::vector<std::vector<Eigen::Index>> known(static_cast<std::size_t>(models));
    for (Eigen::Index j = 0; j < models; ++j) {
        std::vector<Eigen::Index>& rows = known[static_cast<std::size_t>(j)];
        double sum = 0.0;
        for (Eigen::Index i = 0; i < recorded.rows(); ++i) {
            if (std::isnan(recorded(i, j))) continue;
            rows.push_back(i);
            sum += std::max(recorded(i, j), 0.0);
        }
        const double mean = rows.empty() ? 0.0 : sum / static_cast<double>(rows.size());
        // A model that never cost anything has no logarithm of its own scale: any ε
        // will do.
        const auto epsilon = static_cast<float>(mean > 0.0 ? 0.01 * mean : 1.0);
        double logSum = 0.0;
        for (Eigen::Index i = 0; i < recorded.rows(); ++i) {
            const double value = std::max(recorded(i, j), 0.0) + static_cast<double>(epsilon);
            result.m_logTarget(i, j) = std::isnan(recorded(i, j))
                                           ? std::numeric_limits<float>::quiet_NaN()
                                           : static_cast<float>(std::log(value));
            if (!std::isnan(recorded(i, j))) logSum += std::log(value);
        }
        if (rows.empty()) continue;
        result.m_perModel(Epsilon, j) = epsilon;
        result.m_perModel(MeanLog, j) =
            static_cast<float>(logSum / static_cast<double>(rows.size()));
        result.m_perModel(Blend, j) = 0.0F;
        result.m_perModel(Factor, j) = 1.0F;
    }

    const PerModel meanLog = result.m_perModel.row(MeanLog).cast<double>().array();
    Eigen::ArrayXXd retrieved(recorded.rows(), models);
    for (Eigen::Index i = 0; i < recorded.rows(); ++i) {
        retrieved.row(i) = retrievalMean(neighbours[static_cast<std::size_t>(i)],
                                         result.m_logTarget, meanLog, kShrink);
    }
    for (Eigen::Index j = 0; j < models; ++j) {
        const std::vector<Eigen::Index>& rows = known[static_cast<std::size_t>(j)];
        const auto count = static_cast<Eigen::Index>(rows.size());
        if (count == 0) continue;
        const Eigen::VectorXd target = result.m_logTarget(rows, j).cast<double>();
        const Eigen::VectorXd byNeighbours = retrieved(rows, j);
        Eigen::VectorXd leaveOneOut = byNeighbours;
        if (count >= kLeastForRidge) {
            const Ridge ridge =
                fitRidge(features(rows, Eigen::indexing::all).cast<double>(), target);
            result.m_coefficients.col(j) = ridge.coefficients.cast<float>();
            const Eigen::VectorXd step = ridge.leaveOneOut - byNeighbours;
            const double squares = step.squaredNorm();
            const double blend =
                squares > 0.0 ? std::clamp(step.dot(target - byNeighbours) / squares, 0.0, 1.0)
                              : 0.0;
            result.m_perModel(Blend, j) = static_cast<float>(blend);
            leaveOneOut += blend * step;
        }
        const double epsilon = static_cast<double>(result.m_perModel(Epsilon, j));
        const double predicted = (leaveOneOut.array().exp() - epsilon).max(0.0).sum();
        const double truth = (target.array().exp() - epsilon).max(0.0).sum();
        if (count >= kLeastForRidge && predicted > 0.0 && truth > 0.0) {
            result.m_perModel(Factor, j) = static_cast<float>(truth / predicted);
        } else if (truth <= 0.0) {
            result.m_perModel(Factor, j) = 0.0F;
        }
    }
    return result;
}

PerModel MagnitudeModel::logPrediction(const TextView& text) const {
    const PerModel meanLog = m_perModel.row(MeanLog).cast<double>().array();
    const PerModel blend = m_perModel.row(Blend).cast<double>().array();
    const PerModel byNeighbours = retrievalMean(text.neighbours, m_logTarget, meanLog, kShrink);
    const Eigen::RowVectorXf ridge =
        text.features * m_coefficients.topRows(m_coefficients.rows() - 1) +
        m_coefficients.row(m_coefficients.rows() - 1);
    return byNeighbours + blend * (ridge.cast<double>().array() - byNeighbours);
}

PerModel MagnitudeModel::predict(const TextView& text) const {
    if (!m_any) return {};
    const PerModel epsilon = m_perModel.row(Epsilon).cast<double>().array();
    const PerModel factor = m_perModel.row(Factor).cast<double>().array();
    return (logPrediction(text).exp() - epsilon).max(0.0) * factor;
}

void MagnitudeModel::write(ByteWriter& out) const {
    out.put(static_cast<std::uint8_t>(m_any ? 1 : 0));
    for (const Matrix* matrix : {&m_logTarget, &m_coefficients, &m_perModel})
        out.putMatrix(*matrix);
}

MagnitudeModel MagnitudeModel::read(ByteReader& in) {
    MagnitudeModel result;
    result.m_any = in.get<std::uint8_t>() != 0;
    for (Matrix* matrix : {&result.m_logTarget, &result.m_coefficients, &result.m_perModel}) {
        *matrix = in.getMatrix();
    }
    return result;
}

bool MagnitudeModel::matches(Eigen::Index rows, Eigen::Index models, Eigen::Index features) const {
    if (!m_any) return true;
    return m_logTarget.rows() == rows && m_logTarget.cols() == models &&
           m_coefficients.rows() == features + 1 && m_coefficients.cols() == models &&
           m_perModel.rows() == RowCount && m_perModel.cols() == models;
}

}  // namespace orl
