#pragma once

#include <QColor>
#include <QString>
#include <QWidget>
#include <cstdint>
#include <vector>

#include "ui/style/tokens.h"

namespace orl {

/// Queries as cards in the columns of the models, with a place for every slot. A card is dragged to
/// another column, or moved by keys: the query's number, then the model's letter. A full column
/// refuses, and says so.
class RoutingBoard : public QWidget {
    Q_OBJECT
  public:
    struct Column {
        QString name;
        QColor color;
        int capacity = -1;  ///< −1: no limit
        bool operator==(const Column&) const = default;
    };
    struct Card {
        QString title;
        int level = -1;                ///< of difficulty, 0-based; −1: unknown
        int column = -1;               ///< −1: not routed
        bool elsewhere = false;        ///< sits elsewhere in the best routing
        std::vector<QString> details;  ///< per column: cost and quality there; empty: may not go
        bool operator==(const Card&) const = default;
    };

    explicit RoutingBoard(QWidget* parent = nullptr);

    void setContent(std::vector<Column> columns, std::vector<Card> cards);
    const std::vector<Column>& columns() const { return m_columns; }
    const std::vector<Card>& cards() const { return m_cards; }
    QRectF cardRect(int card) const;
    QRectF columnRect(int column) const;
    QSize sizeHint() const override { return {520, 200}; }
    QSize minimumSizeHint() const override { return {200, 120}; }

  signals:
    void moved(int card, int column);
    /// Why nothing was moved.
    void refused(const QString& why);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    bool event(QEvent* event) override;

  private:
    int columnAt(QPointF pixel) const;
    int cardAt(QPointF pixel) const;
    int loadOf(int column) const;
    void ask(int card, int column);
    QRectF placeRect(int column, int place) const;
    int placesAcross() const;
    double cardHeight() const;
    double headHeight() const;
    void paintColumn(QPainter& painter, const Theme& theme, int column) const;
    void paintCard(QPainter& painter, const Theme& theme, int card, QRectF place) const;

    std::vector<Column> m_columns;
    std::vector<Card> m_cards;
    int m_held = -1;
    QPointF m_grip;
    QPointF m_pointer;
    int m_typed = -1;  ///< query whose number was typed
    int m_refusing = -1;
};

}  // namespace orl
