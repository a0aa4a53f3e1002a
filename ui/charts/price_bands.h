#pragma once

#include <QAbstractScrollArea>
#include <QColor>
#include <QString>
#include <vector>

#include "ui/style/tokens.h"

namespace orl {

/// Queries as rows: who wins each at which λ as bands, and beside them what the winner and the
/// runner-up pay at the λ held: the tint of what the answer is worth (−λa), the cost in the model's
/// colour, hatched the slot's price, a black tick at their sum. λ in USD for 1,000 right answers,
/// amounts in USD per 1,000 such queries. The rows scroll, head and axis stay.
class PriceBands : public QAbstractScrollArea {
    Q_OBJECT
  public:
    struct Band {
        double from = 0.0;
        double to = 0.0;
        QColor color;
        QString name;
        QColor tiedColor;  ///< of another that pays the same; invalid: none
    };
    struct Parts {
        double worth = 0.0;  ///< λa
        double cost = 0.0;
        double slotPrice = 0.0;
        QColor color;
        double sum() const { return cost + slotPrice - worth; }
    };
    struct Row {
        QString text;
        std::vector<Band> bands;
        std::vector<Parts> parts;  ///< winner, then runner-up
        QString winner;
        QColor winnerColor;
        bool tied = false;    ///< the runner-up pays the same
        bool marked = false;  ///< it is looked at closely
    };

    explicit PriceBands(QWidget* parent = nullptr);

    void setRows(std::vector<Row> rows, double highest);
    const std::vector<Row>& rows() const { return m_rows; }
    /// @param optimal NaN: none
    void setPrices(double price, double optimal);
    /// New parts and winners for the rows there are, in their order.
    void setParts(std::vector<Row> rows);
    /// Where a row and a λ are, in pixels of the viewport.
    QPoint placeOf(int row, double price) const;
    QSize sizeHint() const override { return {620, 300}; }
    QSize minimumSizeHint() const override { return {320, 140}; }

  signals:
    void rowClicked(int row);
    void dragStarted();
    void priceAsked(double price);
    void dragFinished();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    bool viewportEvent(QEvent* event) override;

  private:
    struct Columns {
        double text = 0.0, textEnd = 0.0, bands = 0.0, bandsEnd = 0.0;
        double parts = 0.0, partsEnd = 0.0, name = 0.0, nameEnd = 0.0;
    };
    Columns columns() const;
    int line() const;
    int rowHeight() const;
    QRectF rowRect(int row) const;
    int rowAt(double y) const;
    double xOf(const Columns& at, double price) const;
    double priceAt(double x) const;
    void fitParts();
    void fitScroll();
    void paintHead(QPainter& painter, const Theme& theme, const Columns& at) const;
    void paintRow(QPainter& painter, const Theme& theme, const Columns& at, int row) const;
    void paintParts(QPainter& painter, const Theme& theme, const Columns& at, const QRectF& room,
                    const Row& row) const;
    void paintAxis(QPainter& painter, const Theme& theme, const Columns& at) const;
    void paintCursor(QPainter& painter, const Theme& theme, const Columns& at) const;

    std::vector<Row> m_rows;
    double m_highest = 1.0;
    double m_price = 0.0;
    double m_optimal = 0.0;
    double m_low = -1.0;  ///< of the parts' axis
    double m_high = 0.0;
    bool m_dragging = false;
};

}  // namespace orl
