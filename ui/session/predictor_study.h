#pragma once

#include <QObject>
#include <memory>
#include <optional>
#include <vector>

#include "core/predict/predictor.h"
#include "core/predict/reliability.h"
#include "core/predict/shared_prefixes.h"
#include "ui/session/views.h"
#include "ui/session/worker.h"

namespace orl {

class FloorEngine;
class Session;
class StudyEngine;
struct FloorView;
enum class FloorBasis;

/// One way to predict, judged on the held-out rows.
struct JudgedPredictor {
    PredictorOptions options;
    Predictions predictions;              ///< held-out rows × models
    std::vector<PredictionScore> scores;  ///< per model, then the mean
    /// Per model, then of all cells together.
    std::vector<std::vector<ReliabilityBin>> reliability;
};

/// All ways to predict side by side: one hybrid fit, used as each of them.
struct PredictorView {
    std::shared_ptr<const Prepared> prepared;
    std::shared_ptr<const Predictor> predictor;  ///< the hybrid fit
    std::vector<std::size_t> rows;  ///< routed rows of the data set that the fit has not seen
    std::shared_ptr<const SharedPrefixes> beginnings;  ///< that many texts of the data share
    std::size_t seen = 0;  ///< routed rows that it has seen, and that are left out
    /// Hybrid, retrieval, trained, prior; empty where no row is held out.
    std::vector<std::shared_ptr<const JudgedPredictor>> judged;
    int neighbours = 0;
    double blend = 0.0;
    /// The parts have the weights that belong to this k; else those of the scenario's k, as long
    /// as k is being dragged.
    bool exact = true;

    const JudgedPredictor* of(PredictorKind kind) const;
};

/// The training queries that a prediction for one query rests on.
struct NeighbourView {
    std::shared_ptr<const PredictorView> study;
    std::size_t position = 0;  ///< in study->rows
    struct Entry {
        std::size_t row = 0;  ///< of the data set
        double similarity = 0.0;
    };
    std::vector<Entry> neighbours;  ///< nearest first
};

/// Judges predictors on workers while somebody looks (see setActive): follows what the session has
/// prepared, and a k and blend that may run ahead of the scenario during a drag; and calibrates the
/// guaranteed floor for what it has solved. Lives on the GUI thread.
class PredictorStudy : public QObject {
    Q_OBJECT
  public:
    explicit PredictorStudy(Session& session);
    ~PredictorStudy() override;

    /// Null until known, and while there are no data.
    const std::shared_ptr<const PredictorView>& view() const { return m_view; }
    const std::shared_ptr<const NeighbourView>& neighbourhood() const { return m_neighbourhood; }
    const std::shared_ptr<const FloorView>& floor() const { return m_floor; }
    bool busy() const { return !m_judge.idle() || !m_seeker.idle() || !m_calibrator.idle(); }

    /// Nothing is computed while nobody looks.
    void setActive(bool active);
    /// k and blend to show; until the scenario changes they are a preview.
    void preview(int neighbours, double blend);
    int neighbours() const { return m_neighbours; }
    double blend() const { return m_blend; }
    /// Looks up the neighbours of view()->rows[position].
    void seek(std::size_t position);
    /// Of the guaranteed floor, in [0.5, 1).
    void setConfidence(double confidence);
    /// What the promise is calibrated on, where the data have it.
    void setBasis(FloorBasis basis);
    /// Calibrates on what is there without cross-fitting instead.
    void cancelCrossFit();
    /// In use. Only while there are data.
    FloorBasis basis() const;

  signals:
    void viewChanged();
    void neighbourhoodChanged();
    void floorChanged();
    /// As Worker::progress.
    void floorProgress(double share, const QString& stage);
    void failed(const orl::Error& error);
    void becameIdle();

  private:
    void followScenario();
    void followPrepared();
    void followSolved();
    void request(Worker::Running running);
    void accept(std::shared_ptr<const PredictorView> view);

    Session& m_session;
    bool m_active = false;
    int m_neighbours = 0;
    double m_blend = 0.0;
    std::optional<std::size_t> m_sought;
    std::shared_ptr<const PredictorView> m_view;
    std::shared_ptr<const NeighbourView> m_neighbourhood;
    std::shared_ptr<StudyEngine> m_engine;
    double m_confidence = 0.9;
    std::optional<FloorBasis> m_basis;  ///< wanted
    std::shared_ptr<const FloorView> m_floor;
    /// What the newest calibration was asked for: it need not be repeated while α moves.
    std::shared_ptr<const Experiment> m_calibratedFor;
    std::vector<std::int64_t> m_calibratedCapacity;
    double m_calibratedConfidence = 0.0;
    std::optional<FloorBasis> m_calibratedBasis;
    std::shared_ptr<FloorEngine> m_floorEngine;
    Worker m_calibrator;
    Worker m_seeker;
    Worker m_judge;
};

}  // namespace orl
