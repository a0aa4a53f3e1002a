#pragma once

#include <QWidget>
#include <memory>
#include <vector>

#include "core/simulate/figures.h"
#include "core/simulate/headroom.h"

namespace orl {

struct LoadRuns;
struct LoadView;
class ResultCard;

/// The simulated run in five figures: cost, accuracy, waiting, who was served, headroom. The
/// figures are the last router's (online dual); the first greedy one's are beside them.
class SimulationCards : public QWidget {
    Q_OBJECT
  public:
    explicit SimulationCards(QWidget* parent = nullptr);

    /// Null: nothing was simulated. What was repeated of other runs goes.
    void setRuns(std::shared_ptr<const LoadView> view);
    /// Null: not known yet.
    void setHeadroom(std::shared_ptr<const Headroom> headroom);
    /// The same runs over many seeds, in their order: the cards' figures become means with their
    /// standard errors, and the run that is played stands below. Null, or of another number of
    /// routers: none.
    void setRepeats(std::shared_ptr<const std::vector<RepeatedRuns>> repeats);
    /// What is going on, such as runs being repeated: stands in the first card's detail. Empty:
    /// nothing.
    void setBusy(const QString& what);

    const ResultCard* cost() const { return m_cost; }
    const ResultCard* accuracy() const { return m_accuracy; }
    const ResultCard* waiting() const { return m_waiting; }
    const ResultCard* served() const { return m_served; }
    const ResultCard* headroom() const { return m_headroomCard; }

  protected:
    void resizeEvent(QResizeEvent* event) override;

  private:
    void arrange(bool narrow);
    void showAll();
    void showCost();
    void showAccuracy();
    void showWaiting();
    void showServed();
    void showHeadroom();
    /// How a figure is written.
    using Written = QString (*)(double);
    bool repeated() const { return m_repeats && !m_repeats->empty(); }
    /// "Served, 20 runs" of a title.
    QString titled(const QString& title, const QString& ofOneRun = {}) const;
    /// The mean over the runs where they were repeated, else `ofThisRun`.
    double figureOf(std::size_t run, std::string_view key, double ofThisRun) const;
    /// "$1.19 ± 0.01" where the runs were repeated, else of this run alone.
    QString figureText(std::size_t run, std::string_view key, double ofThisRun,
                       Written written) const;
    /// "this run $1.21 · Threshold $1.81 ± 0.02", beside a mean.
    QString besideMean(std::string_view key, double ofThisRun, double theirs,
                       Written written) const;
    /// Position of the greedy run that is compared with; -1: there is one run alone.
    int other() const;

    QString otherTitle() const;

    std::shared_ptr<const LoadView> m_view;
    std::shared_ptr<const LoadRuns> m_runs;  ///< of the view
    std::shared_ptr<const Headroom> m_headroom;
    std::shared_ptr<const std::vector<RepeatedRuns>> m_repeats;
    bool m_narrow = false;
    QString m_busy;
    ResultCard* m_cost = nullptr;
    ResultCard* m_accuracy = nullptr;
    ResultCard* m_waiting = nullptr;
    ResultCard* m_served = nullptr;
    ResultCard* m_headroomCard = nullptr;
};

}  // namespace orl
