#pragma once

#include <QColor>
#include <QString>
#include <QWidget>
#include <vector>

#include "ui/style/tokens.h"

class QPushButton;

namespace orl {

/// One quantity as a band: who gets the query where, a tick where that changes, a marker at the
/// present value, and under the band a pill for every change that goes there. For several queries
/// the band's height says how many go elsewhere.
class FlipAxisView : public QWidget {
    Q_OBJECT
  public:
    struct Segment {
        double from = 0.0;
        double to = 0.0;
        QString name;  ///< empty: no routing there
        QColor color;  ///< invalid: hatched
        bool operator==(const Segment&) const = default;
    };
    struct Pill {
        double at = 0.0;  ///< where the change is
        QString text;
        QString tip;
        double target = 0.0;  ///< what a click asks for
        bool operator==(const Pill&) const = default;
    };
    struct Level {
        double at = 0.0;
        double share = 0.0;  ///< of the queries that go elsewhere; NaN: no routing
        bool operator==(const Level&) const = default;
    };
    struct Content {
        QString title;
        QString nowText;
        QString lowText, highText;
        QString tip;   ///< what is held fixed
        QString note;  ///< in place of the band, where there is none
        double low = 0.0;
        double high = 0.0;
        double now = 0.0;
        bool logarithmic = false;
        bool pending = false;  ///< of earlier settings, or not there yet
        std::vector<Segment> segments;
        std::vector<Level> levels;
        std::vector<Pill> pills;
        bool operator==(const Content&) const = default;
    };

    explicit FlipAxisView(QWidget* parent = nullptr);

    void setContent(Content content);
    const Content& content() const { return m_content; }
    const std::vector<QPushButton*>& pills() const { return m_pills; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    double xOf(double value) const;

  signals:
    void asked(double target);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    QRectF band() const;
    int line() const;
    void placePills();
    std::vector<std::size_t> nearestPills(const std::vector<double>& wide) const;
    void paintBand(QPainter& painter, const Theme& theme) const;
    void paintLevels(QPainter& painter, const Theme& theme) const;
    void paintMarker(QPainter& painter, const Theme& theme) const;

    Content m_content;
    std::vector<QPushButton*> m_pills;
};

}  // namespace orl
