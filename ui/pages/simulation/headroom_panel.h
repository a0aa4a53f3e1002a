#pragma once

#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "ui/charts/chart_panel.h"

class QPushButton;

namespace orl {

/// How much more load the slots take, and what a slot is worth.
struct HeadroomData {
    struct Worth {
        QString model;
        int column = 0;                                             ///< of the model: its colour
        double perHour = std::numeric_limits<double>::quiet_NaN();  ///< USD per slot and hour
        double use = std::numeric_limits<double>::quiet_NaN();      ///< [0,1]; NaN: no limit
        bool none = false;                                          ///< it has no slots
    };
    struct Change {
        std::size_t model = 0;
        QString name;
        std::int64_t slotCount = 0;  ///< how many more
        double savesPerHour = 0.0;   ///< USD; NaN: the goal cannot be held without them
        double largestRate = std::numeric_limits<double>::quiet_NaN();  ///< with them, queries/s
    };
    double rate = std::numeric_limits<double>::quiet_NaN();         ///< queries a second, now
    double largestRate = std::numeric_limits<double>::quiet_NaN();  ///< +∞: nothing limits it
    QString goal;              ///< what is held: "85 %" or "$1.00 per 1,000"
    QString caveat;            ///< what of the load is not looked at; empty: nothing
    double plannedUse = 1.0;   ///< share of the slots' time that is planned with
    std::vector<Worth> worth;  ///< most worth first
    QString bottleneck;        ///< empty: there is none
    std::optional<Change> best;
};

/// The load now against the greatest that can be planned, hatched beyond; what an hour of one more
/// slot of each model saves; and the best change of slots, which a button tries.
class HeadroomPanel : public ChartPanel {
    Q_OBJECT

  public:
    explicit HeadroomPanel(QWidget* parent = nullptr);

    void setData(HeadroomData data);
    const HeadroomData& data() const { return m_data; }
    QString csv() const override;
    QPushButton* tryButton() const { return m_try; }
    /// "41 % headroom before the floor breaks", or how much the load is too great.
    QString headroomText() const;
    QString bottleneckText() const;

  signals:
    /// So many more slots of that model.
    void tryIt(std::size_t model, std::int64_t slotCount);
    /// Slots for a load are to be planned.
    void planAsked();

  protected:
    void refresh() override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    struct Rows;
    Rows rows() const;
    void paint(QPainter& painter) const;
    void paintLoad(QPainter& painter, const Rows& rows) const;
    void paintWorth(QPainter& painter, const Rows& rows) const;
    void paintBottleneck(QPainter& painter, const Rows& rows) const;
    void placeButton();
    /// The longest first.
    QStringList headroomTexts() const;

    HeadroomData m_data;
    PlotView* m_plot = nullptr;
    QPushButton* m_try = nullptr;
};

}  // namespace orl
