#include "core/predict/magnitude.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/predict/learning_sample.h"

namespace orl {
namespace {

enum Row : Eigen::Index { WayRow, Epsilon, Centre, Blend, Factor, RowCount };
constexpr double kShrink = 1.0;
constexpr double kRidge = 3.0;
/// With fewer recorded amounts than this a regression on the text says nothing.
constexpr Eigen::Index kLeastForRidge = 20;
constexpr std::size_t kLengthBuckets = 16;
/// Records' worth of the pool's factor in that of a model, and most of the pool's mean in its mean.
constexpr double kFactorShrink = 4.0;
constexpr double kMostCentreShrink = 20.0;

/// The recorded amounts of one model.
struct Column {
    std::vector<Eigen::Index> rows;    ///< of the learned rows
    std::vector<Eigen::Index> places;  ///< of the same among all rows
    Eigen::VectorXd amount;            ///< >= 0
    double epsilon = 1.0;              ///< a model that never cost anything has no scale of its own
    double total = 0.0;

    bool empty() const { return rows.empty(); }
    double count() const { return static_cast<double>(rows.size()); }
    Eigen::VectorXd logs() const { return (amount.array() + epsilon).log(); }
};

/// @param learned rows of `recorded`
Column columnOf(const Grid& recorded, std::span<const Eigen::Index> learned, Eigen::Index model) {
    Column column;
    for (std::size_t i = 0; i < learned.size(); ++i) {
        if (std::isnan(recorded(learned[i], model))) continue;
        column.rows.push_back(static_cast<Eigen::Index>(i));
        column.places.push_back(learned[i]);
    }
    column.amount = recorded.col(model)(column.places).max(0.0);
    column.total = column.amount.sum();
    if (column.total > 0.0) column.epsilon = 0.01 * column.total / column.count();
    return column;
}

/// Mean of each amount's class; equal amounts share a class.
Eigen::VectorXd bucketMeans(const Eigen::VectorXd& amount) {
    const auto count = static_cast<std::size_t>(amount.size());
    std::vector<Eigen::Index> order(count);
    std::iota(order.begin(), order.end(), Eigen::Index{0});
    std::sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
        return amount(a) != amount(b) ? amount(a) < amount(b) : a < b;
    });
    Eigen::VectorXd means(amount.size());
    for (std::size_t first = 0; first < count;) {
        const std::size_t bucket = first * kLengthBuckets / count;
        std::size_t last = first;
        double sum = 0.0;
        while (last < count && (last * kLengthBuckets / count == bucket ||
                                amount(order[last]) == amount(order[last - 1]))) {
            sum += amount(order[last++]);
        }
        for (std::size_t i = first; i < last; ++i) {
            means(order[i]) = sum / static_cast<double>(last - first);
        }
        first = last;
    }
    return means;
}

/// A class of amounts.
struct Bucket {
    double greatest = 0.0;
    double mean = 0.0;
};

/// The classes that bucketMeans made, ascending.
std::vector<Bucket> bucketsOf(const Eigen::VectorXd& amount, const Eigen::VectorXd& means) {
    std::vector<Bucket> sorted;
    sorted.reserve(static_cast<std::size_t>(amount.size()));
    for (Eigen::Index i = 0; i < amount.size(); ++i) sorted.push_back({amount(i), means(i)});
    std::sort(sorted.begin(), sorted.end(),
              [](const Bucket& a, const Bucket& b) { return a.greatest < b.greatest; });
    std::vector<Bucket> buckets;
    for (const Bucket& one : sorted) {
        if (!buckets.empty() && buckets.back().mean == one.mean) buckets.pop_back();
        buckets.push_back(one);
    }
    return buckets;
}

/// The amounts of one model as retrieval averages them, all rows × models.
struct Targets {
    Matrix log, bucket;

    void set(const Grid& recorded, Eigen::Index model, const Column& column) {
        const Eigen::VectorXd means = bucketMeans(column.amount);
        if (static_cast<Eigen::Index>(column.places.size()) < recorded.rows()) {
            setAll(recorded, model, column.epsilon, bucketsOf(column.amount, means));
        }
        log(column.places, model) = column.logs().cast<float>();
        bucket(column.places, model) = means.cast<float>();
    }

  private:
    /// On the scales of the learned amounts.
    void setAll(const Grid& recorded, Eigen::Index model, double epsilon,
                const std::vector<Bucket>& buckets) {
        for (Eigen::Index i = 0; i < recorded.rows(); ++i) {
            if (std::isnan(recorded(i, model))) continue;
            const double amount = std::max(recorded(i, model), 0.0);
            const auto found = std::lower_bound(
                buckets.begin(), buckets.end() - 1, amount,
                [](const Bucket& one, double sought) { return one.greatest < sought; });
            log(i, model) = static_cast<float>(std::log(amount + epsilon));
            bucket(i, model) = static_cast<float>(found->mean);
        }
    }
};

/// Means of z per model, each drawn to the pool's by σ²(within) / σ²(between) records' worth.
std::vector<double> pooledCentres(const std::vector<Column>& columns) {
    std::vector<double> centre(columns.size(), kMissing);
    double within = 0.0, spare = 0.0, pool = 0.0, models = 0.0, inverse = 0.0;
    for (std::size_t j = 0; j < columns.size(); ++j) {
        if (columns[j].empty()) continue;
        const Eigen::VectorXd z = columns[j].logs();
        centre[j] = z.mean();
        if (columns[j].total <= 0.0) continue;
        within += (z.array() - centre[j]).square().sum();
        spare += columns[j].count() - 1.0;
        pool += centre[j];
        inverse += 1.0 / columns[j].count();
        models += 1.0;
    }
    if (models < 2.0 || spare < 1.0) return centre;
    pool /= models;
    within /= spare;
    double between = 0.0;
    for (std::size_t j = 0; j < columns.size(); ++j) {
        if (columns[j].total > 0.0) between += std::pow(centre[j] - pool, 2);
    }
    // The means differ by chance as well; what remains is the models'.
    between = between / (models - 1.0) - within * inverse / models;
    const double worth =
        between * kMostCentreShrink > within ? within / between : kMostCentreShrink;
    for (std::size_t j = 0; j < columns.size(); ++j) {
        if (columns[j].total <= 0.0) continue;
        const double count = columns[j].count();
        centre[j] = (count * centre[j] + worth * pool) / (count + worth);
    }
    return centre;
}

/// The features of some rows about their mean, ready for ridge regressions on them.
class Design {
  public:
    Design(const Matrix& features, const std::vector<Eigen::Index>& rows, const Job& job) {
        const Eigen::MatrixXd some = features(rows, Eigen::indexing::all).cast<double>();
        m_centre = some.colwise().mean();
        m_x = some.rowwise() - m_centre;
        job.check();
        Eigen::MatrixXd normal = m_x.transpose() * m_x;
        job.check();
        normal.diagonal().array() += kRidge;
        m_cholesky.compute(normal);
        job.check();
        const Eigen::MatrixXd whitened = m_cholesky.matrixL().solve(m_x.transpose());
        job.check();
        m_leverage = (whitened.colwise().squaredNorm().transpose().array() +
                      1.0 / static_cast<double>(m_x.rows()))
                         .min(0.99);
    }

    /// Ridge regression about the mean for several targets of these rows.
    struct Ridge {
        Eigen::MatrixXd coefficients;  ///< (features + 1) × targets, the last row the constant
        Eigen::MatrixXd leaveOneOut;   ///< predictions of each row by all others, from the hat
                                       ///< matrix
    };
    Ridge fit(const Eigen::MatrixXd& target) const {
        const Eigen::RowVectorXd mean = target.colwise().mean();
        const Eigen::MatrixXd y = target.rowwise() - mean;
        const Eigen::MatrixXd beta = m_cholesky.solve(m_x.transpose() * y);
        Ridge result;
        result.coefficients.resize(beta.rows() + 1, beta.cols());
        result.coefficients.topRows(beta.rows()) = beta;
        result.coefficients.row(beta.rows()) = mean - m_centre * beta;
        result.leaveOneOut =
            target - ((y - m_x * beta).array().colwise() / (1.0 - m_leverage)).matrix();
        return result;
    }

  private:
    Eigen::RowVectorXd m_centre;
    Eigen::MatrixXd m_x;
    Eigen::LLT<Eigen::MatrixXd> m_cholesky;
    Eigen::ArrayXd m_leverage;
};

/// Retrieval and ridge on one target, and what they say of each row without it.
struct Blended {
    double weight = 0.0;      ///< of the ridge
    double factor = 1.0;      ///< to unbiased totals
    double error = kMissing;  ///< leave-one-out mean absolute error
};

Eigen::ArrayXd amounts(const Eigen::VectorXd& prediction, bool log, double epsilon) {
    if (log) return (prediction.array().exp() - epsilon).max(0.0);
    return prediction.array().max(0.0);
}

Blended blend(const Column& column, const Eigen::VectorXd& target, const Eigen::VectorXd& retrieved,
              const Eigen::VectorXd& regressed, bool log) {
    Blended result;
    Eigen::VectorXd leaveOneOut = retrieved;
    if (regressed.size() > 0) {
        const Eigen::VectorXd step = regressed - retrieved;
        const double squares = step.squaredNorm();
        if (squares > 0.0) {
            result.weight = std::clamp(step.dot(target - retrieved) / squares, 0.0, 1.0);
        }
        leaveOneOut += result.weight * step;
    }
    const Eigen::ArrayXd predicted = amounts(leaveOneOut, log, column.epsilon);
    const double sum = predicted.sum();
    if (column.total <= 0.0) {
        result.factor = 0.0;
    } else if (sum > 0.0) {
        result.factor = column.total / sum;
    }
    result.error = (result.factor * predicted - column.amount.array()).abs().mean();
    return result;
}

Eigen::ArrayXXd retrievedMeans(std::span<const std::vector<Neighbour>> neighbours,
                               const Matrix& target, const PerModel& centre, const Job& job) {
    Eigen::ArrayXXd means(static_cast<Eigen::Index>(neighbours.size()), centre.size());
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
        job.check();
        means.row(static_cast<Eigen::Index>(i)) =
            retrievalMean(neighbours[i], target, centre, kShrink);
    }
    return means;
}

/// Draws the factors of models with few records to the mean factor of the pool.
void shrinkFactors(const std::vector<Column>& columns, Matrix& perModel) {
    double sum = 0.0, weight = 0.0;
    for (std::size_t j = 0; j < columns.size(); ++j) {
        if (columns[j].total <= 0.0) continue;
        const double trust = columns[j].count() / (columns[j].count() + kFactorShrink);
        sum += trust * static_cast<double>(perModel(Factor, static_cast<Eigen::Index>(j)));
        weight += trust;
    }
    for (std::size_t j = 0; j < columns.size(); ++j) {
        if (columns[j].total <= 0.0 || columns[j].rows.size() >= kLeastForRidge) continue;
        float& factor = perModel(Factor, static_cast<Eigen::Index>(j));
        const double count = columns[j].count();
        factor = static_cast<float>(
            (count * static_cast<double>(factor) + kFactorShrink * sum / weight) /
            (count + kFactorShrink));
    }
}

}  // namespace

MagnitudeModel MagnitudeModel::fit(const Grid& recorded,
                                   std::span<const std::vector<Neighbour>> neighbours,
                                   const Matrix& features, std::optional<Way> only, const Job& job,
                                   std::span<const std::size_t> learned) {
    const Eigen::Index models = recorded.cols();
    MagnitudeModel result;
    result.m_any = !recorded.isNaN().all();
    if (!result.m_any) return result;
    constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
    result.m_coefficients = Matrix::Zero(features.cols() + 1, models);
    result.m_perModel = Matrix::Constant(RowCount, models, kNaN);
    Targets targets;
    targets.log = targets.bucket = Matrix::Constant(recorded.rows(), models, kNaN);

    const std::vector<Eigen::Index> rows = learnedRows(learned, recorded.rows());
    std::vector<Column> columns;
    columns.reserve(static_cast<std::size_t>(models));
    for (Eigen::Index j = 0; j < models; ++j) columns.push_back(columnOf(recorded, rows, j));
    const std::vector<double> logCentre = pooledCentres(columns);
    PerModel centre[2] = {PerModel::Constant(models, kMissing),
                          PerModel::Constant(models, kMissing)};
    for (Eigen::Index j = 0; j < models; ++j) {
        const Column& column = columns[static_cast<std::size_t>(j)];
        if (column.empty()) continue;
        job.check();
        targets.set(recorded, j, column);
        centre[0](j) = logCentre[static_cast<std::size_t>(j)];
        centre[1](j) = column.total / column.count();
    }
    const Eigen::ArrayXXd byLog = retrievedMeans(neighbours, targets.log, centre[0], job);
    const Eigen::ArrayXXd byBucket = retrievedMeans(neighbours, targets.bucket, centre[1], job);

    std::optional<Design> design;
    const std::vector<Eigen::Index>* designRows = nullptr;
    for (Eigen::Index j = 0; j < models; ++j) {
        const Column& column = columns[static_cast<std::size_t>(j)];
        if (column.empty()) continue;
        job.check();
        const auto count = static_cast<Eigen::Index>(column.rows.size());
        Eigen::MatrixXd target(count, 2);
        target.col(0) = targets.log(column.places, j).cast<double>();
        target.col(1) = targets.bucket(column.places, j).cast<double>();
        Design::Ridge ridge{Eigen::MatrixXd::Zero(features.cols() + 1, 2), Eigen::MatrixXd(0, 2)};
        if (count >= kLeastForRidge) {
            // Mostly all models have answered the same queries.
            if (!design || *designRows != column.rows) {
                design.emplace(features, column.rows, job);
                designRows = &column.rows;
            }
            ridge = design->fit(target);
        }
        const Blended ways[2] = {blend(column, target.col(0), byLog(column.rows, j).matrix(),
                                       ridge.leaveOneOut.col(0), true),
                                 blend(column, target.col(1), byBucket(column.rows, j).matrix(),
                                       ridge.leaveOneOut.col(1), false)};
        const bool buckets =
            only ? *only == Way::Buckets : count >= kLeastForRidge && ways[1].error < ways[0].error;
        const int way = buckets ? 1 : 0;
        if (way == 1) targets.log.col(j) = targets.bucket.col(j);
        result.m_coefficients.col(j) = ridge.coefficients.col(way).cast<float>();
        result.m_perModel(WayRow, j) = static_cast<float>(way);
        result.m_perModel(Epsilon, j) = static_cast<float>(column.epsilon);
        result.m_perModel(Centre, j) = static_cast<float>(centre[way](j));
        result.m_perModel(Blend, j) = static_cast<float>(ways[way].weight);
        result.m_perModel(Factor, j) = static_cast<float>(ways[way].factor);
    }
    shrinkFactors(columns, result.m_perModel);
    result.m_target = std::move(targets.log);
    return result;
}

Grid MagnitudeModel::predict(std::span<const std::vector<Neighbour>> neighbours,
                             const Matrix& features) const {
    if (!m_any) return Grid(static_cast<Eigen::Index>(neighbours.size()), 0);
    const PerModel centre = m_perModel.row(Centre).cast<double>().array();
    const Eigen::Index last = m_coefficients.rows() - 1;
    Grid result(features.rows(), m_coefficients.cols());
    for (std::size_t i = 0; i < neighbours.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        // Row by row: a product of whole matrices rounds by where in it a row stands.
        Eigen::RowVectorXf regressed = m_coefficients.row(last);
        for (Eigen::Index f = 0; f < last; ++f) {
            regressed += features(row, f) * m_coefficients.row(f);
        }
        const PerModel retrieved = retrievalMean(neighbours[i], m_target, centre, kShrink);
        for (Eigen::Index j = 0; j < result.cols(); ++j) {
            double& value = result(row, j);
            value = static_cast<double>(regressed(j));
            value =
                retrieved(j) + static_cast<double>(m_perModel(Blend, j)) * (value - retrieved(j));
            if (m_perModel(WayRow, j) == 0.0F) {
                value = std::exp(value) - static_cast<double>(m_perModel(Epsilon, j));
            }
            // NaN, without any record, stays.
            if (value < 0.0) value = 0.0;
            value *= static_cast<double>(m_perModel(Factor, j));
        }
    }
    return result;
}

MagnitudeModel::Way MagnitudeModel::way(Eigen::Index model) const {
    return m_perModel(WayRow, model) == 0.0F ? Way::Log : Way::Buckets;
}

void MagnitudeModel::write(ByteWriter& out) const {
    out.put(static_cast<std::uint8_t>(m_any ? 1 : 0));
    for (const Matrix* matrix : {&m_target, &m_coefficients, &m_perModel}) out.putMatrix(*matrix);
}

MagnitudeModel MagnitudeModel::read(ByteReader& in) {
    MagnitudeModel result;
    result.m_any = in.get<std::uint8_t>() != 0;
    for (Matrix* matrix : {&result.m_target, &result.m_coefficients, &result.m_perModel}) {
        *matrix = in.getMatrix();
    }
    return result;
}

bool MagnitudeModel::matches(Eigen::Index rows, Eigen::Index models, Eigen::Index features) const {
    if (!m_any) return true;
    return m_target.rows() == rows && m_target.cols() == models &&
           m_coefficients.rows() == features + 1 && m_coefficients.cols() == models &&
           m_perModel.rows() == RowCount && m_perModel.cols() == models;
}

}  // namespace orl
