#pragma once

#include <QColor>
#include <QString>
#include <QWidget>
#include <vector>

#include "ui/style/tokens.h"

namespace orl {

/// Reduced costs as strips, one a model: to the left of zero the tint of what the answer is worth
/// (−λa), from its left end the cost in full colour eating it back, hatched the slot's price after
/// it, dotted what its seconds cost where they have a price, and a black mark where it ends: the
/// reduced cost. Furthest left wins; a dashed line carries the winner's mark through all rows. All
/// amounts as shown: $ per 1,000 such queries.
class StripsChart : public QWidget {
    Q_OBJECT
  public:
    struct Strip {
        QString name;
        QColor color;
        bool allowed = true;
        double quality = 0.0;
        double cost = 0.0;
        double worth = 0.0;
        double slotPrice = 0.0;
        double secondsPrice = 0.0;  ///< what its seconds cost
        double reducedCost = 0.0;
        double score = 0.0;  ///< recorded; NaN: unknown
        int chosenBy = -1;   ///< of several queries: how many; −1: one query
        bool operator==(const Strip&) const;
    };
    struct Content {
        std::vector<Strip> strips;  ///< from the top
        int chosen = -1;            ///< index of a strip; −1: none
        int runnerUp = -1;
        bool priced = true;  ///< false: costs alone, from zero to the right
        bool scored = true;  ///< with a column of recorded scores
        bool timed = false;  ///< seconds have a price: with a column of what they cost
        QString foot;
        bool operator==(const Content&) const = default;
    };

    explicit StripsChart(QWidget* parent = nullptr);

    void setContent(Content content);
    const Content& content() const { return m_content; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    /// Where a reduced cost (or, without prices, a cost) lies.
    double xOf(double amount) const;
    /// Row of a strip.
    QRectF rowRect(int strip) const;

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;

  private:
    struct Columns;
    Columns columns() const;
    Columns columns(bool parts) const;
    int rowHeight() const;
    int headHeight() const;
    void paintHead(QPainter& painter, const Theme& theme) const;
    void paintStrip(QPainter& painter, const Theme& theme, int strip) const;
    void paintBar(QPainter& painter, const Theme& theme, const Strip& strip, QRectF row) const;
    void paintAxis(QPainter& painter, const Theme& theme) const;
    QString tipOf(const Strip& strip) const;

    Content m_content;
    double m_low = -1.0;
    double m_high = 0.0;
};

}  // namespace orl
