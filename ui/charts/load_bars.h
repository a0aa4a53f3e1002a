#pragma once

#include <QColor>
#include <QString>
#include <QWidget>
#include <cstdint>
#include <vector>

#include "ui/style/tokens.h"

namespace orl {

/// How many queries each model has: a bar a model, its limit as a dashed line, what is over it
/// hatched, and a tick where another routing ends. A click chooses a model.
class LoadBars : public QWidget {
    Q_OBJECT
  public:
    struct Row {
        QString name;
        QColor color;
        std::int64_t load = 0;
        std::int64_t limit = -1;  ///< −1: none
        std::int64_t tick = -1;   ///< of the routing that is compared with; −1: none
        bool operator==(const Row&) const = default;
    };
    explicit LoadBars(QWidget* parent = nullptr);

    /// @param most queries at the end of the axis
    void setRows(std::vector<Row> rows, std::int64_t most);
    const std::vector<Row>& rows() const { return m_rows; }
    /// The model whose name is set in bold; −1: none.
    void setChosen(int row);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  signals:
    void chosen(int row);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

  private:
    double rowHeight() const;
    void paintRow(QPainter& painter, const Theme& theme, std::size_t k) const;
    double xOf(std::int64_t load) const;
    double nameWidth() const;

    std::vector<Row> m_rows;
    std::int64_t m_most = 1;
    int m_chosen = -1;
};

}  // namespace orl
