#pragma once

#include <QColor>
#include <QPixmap>
#include <QString>
#include <QWidget>
#include <limits>
#include <memory>
#include <optional>
#include <vector>

#include "core/lab/run_replay.h"
#include "ui/style/tokens.h"

namespace orl {

/// How many queries wait, of all routers over the whole run: where there is something to look at.
/// A click, a drag or the arrow keys move the cursor; outages are hatched bands whose edges are
/// dragged, a double click adds one and Delete takes the chosen one away. What comes after the
/// cursor is faint: it has been computed, but is not played yet.
class TimelineView : public QWidget {
    Q_OBJECT
  public:
    struct Track {
        QString name;
        QColor color;
        std::shared_ptr<const RunReplay> replay;
    };
    struct Band {
        std::size_t model = 0;
        QString name;
        double from = 0.0;
        double until = 0.0;  ///< +∞: to the end
        /// How many times as long answers take; +∞: out.
        double slowness = std::numeric_limits<double>::infinity();
        bool isOut() const { return slowness == std::numeric_limits<double>::infinity(); }
        bool operator==(const Band&) const = default;
    };

    explicit TimelineView(QWidget* parent = nullptr);

    /// @param length of the axis, seconds
    void setContent(std::vector<Track> tracks, std::vector<Band> bands, double length);
    void setTime(double time);
    double time() const { return m_time; }
    double length() const { return m_length; }
    const std::vector<Band>& bands() const { return m_bands; }
    /// The band that Delete takes away; −1: none.
    int chosenBand() const { return m_chosen; }
    /// Which model a double click takes out, and its name.
    void setNewBand(std::size_t model, const QString& name);
    void setBandsEditable(bool editable) { m_editable = editable; }

    double xOf(double time) const;
    double timeAt(double x) const;
    QRectF plot() const;
    QSize sizeHint() const override { return {700, 96}; }
    QSize minimumSizeHint() const override { return {320, 84}; }

  signals:
    void timeAsked(double time);
    /// The bands as the hand left them.
    void bandsEdited(const std::vector<orl::TimelineView::Band>& bands);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

  private:
    enum class Grip { None, Cursor, From, Until, Whole };
    struct Held {
        Grip grip = Grip::None;
        int band = -1;
        double offset = 0.0;  ///< of the hand from the band's begin, seconds
        bool moved = false;
    };
    Held gripAt(QPointF at) const;
    void moveBand(double time);
    void removeChosen();
    void drop();
    std::uint32_t waitingAt(const Track& track, double time) const;
    QPixmap curves(bool faint) const;
    void paintAxes(QPainter& painter, const Theme& theme) const;
    void paintBands(QPainter& painter, const Theme& theme) const;
    void paintCursor(QPainter& painter, const Theme& theme) const;
    void paintNow(QPainter& painter, const Theme& theme) const;
    double rightColumn() const;

    std::vector<Track> m_tracks;
    std::vector<Band> m_bands;
    double m_length = 1.0;
    double m_most = 1.0;
    double m_time = 0.0;
    int m_chosen = -1;
    bool m_editable = true;
    std::size_t m_newModel = 0;
    QString m_newName;
    Held m_held;
    QPixmap m_strong;
    QPixmap m_faint;
};

}  // namespace orl
