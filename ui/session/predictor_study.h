#pragma once

#include <QObject>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/study.h"
#include "ui/session/worker.h"

namespace orl {

class GuaranteeEngine;
class Session;
class StudyEngine;
struct GuaranteeView;
enum class GuaranteeBasis;

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
    const std::shared_ptr<const GuaranteeView>& floor() const { return m_floor; }
    /// floor() is of what the session shows and of the confidence that it asks for.
    bool isFloorCurrent() const;
    bool busy() const { return !m_judge.idle() || !m_seeker.idle() || !m_calibrator.idle(); }

    /// Nothing is computed while nobody looks; but for the guaranteed floor while it is asked for.
    void setActive(bool active);
    /// k and blend to show; until the scenario changes they are a preview.
    void preview(int neighbours, double blend);
    int neighbours() const { return m_neighbours; }
    double blend() const { return m_blend; }
    /// Looks up the neighbours of view()->rows[position].
    void seek(std::size_t position);
    /// What the guarantee is calibrated on, where the data have it.
    void setBasis(GuaranteeBasis basis);
    /// Calibrates on what is there without cross-fitting instead.
    void cancelCrossFit();
    /// In use. Only while there are data.
    GuaranteeBasis basis() const;

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
    /// Drops what was judged and found.
    void forget();
    void followSolved();
    bool isFloorWanted() const;
    /// The newest calibration asks just what the session shows.
    bool isCalibratedFor(const SolveView& solve) const;
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
    std::optional<GuaranteeBasis> m_basis;  ///< wanted
    std::shared_ptr<const GuaranteeView> m_floor;
    /// What the newest calibration was asked for: it need not be repeated while α moves.
    std::shared_ptr<const Experiment> m_calibratedFor;
    Constraints m_calibratedWith;  ///< its capacities and groups
    double m_calibratedConfidence = 0.0;
    std::optional<GuaranteeBasis> m_calibratedBasis;
    std::shared_ptr<GuaranteeEngine> m_floorEngine;
    Worker m_calibrator;
    Worker m_seeker;
    Worker m_judge;
};

}  // namespace orl
