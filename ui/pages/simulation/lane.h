#pragma once

#include <QFrame>
#include <QPixmap>
#include <array>
#include <memory>
#include <optional>

#include "core/lab/run_replay.h"
#include "ui/style/tokens.h"

class QTableWidget;
class QToolButton;

namespace orl {

struct LoadView;

/// One router's run at a moment: its figures so far, a row a model with the queries in its slots
/// and in its queue, coloured by how hard they are, and what there is to see in a sentence. A click
/// on a query, or the arrow keys and Enter, asks for it. Can be read as a table as well.
class LaneView : public QFrame {
    Q_OBJECT
  public:
    enum Figure { Cost, Accuracy, WaitP95, WaitingNow };
    static constexpr int kFigures = WaitingNow + 1;

    explicit LaneView(QWidget* parent = nullptr);
    ~LaneView() override;

    /// @param view null: nothing is shown
    void setView(std::shared_ptr<const LoadView> view, std::size_t run);
    void setTime(double time);
    /// New runs are being computed.
    void setStale(bool stale);
    /// Null: nothing is shown.
    const RunCursor* cursor() const { return m_cursor.get(); }
    std::size_t run() const { return m_run; }

    QString title() const { return m_title; }
    QString figure(Figure which) const { return m_figures[std::size_t(which)]; }
    QString sentence() const { return m_sentence; }
    void showTable(bool shown);
    QTableWidget* table() const { return m_table; }
    /// What the table says.
    QString csv() const;
    /// Of the record; none: there is no query.
    std::optional<std::uint32_t> queryAt(QPointF at) const { return queryOf(visitAt(at)); }
    QRectF placeRect(std::size_t model, std::size_t place) const;
    QRectF queueRect(std::size_t model, std::size_t place) const;
    /// The query that the keys are at; none while there is none.
    std::optional<std::uint32_t> focusedQuery() const { return queryOf(focusedVisit()); }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  signals:
    void queryAsked(std::uint32_t query, const QPoint& at);
    void exported(const QString& error);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

  private:
    /// Where things are, pixels.
    struct Places {
        double top = 0.0;  ///< of the first row
        double row = 22.0;
        double name = 0.0;  ///< width
        double slotsLeft = 0.0;
        double slotsWidth = 0.0;
        double queueLeft = 0.0;
        double queueWidth = 0.0;
        double busyLeft = 0.0;
        double sentence = 0.0;  ///< top
    };
    static constexpr double kNumbers = 40.0;
    static constexpr int kBusyBar = 36;

    void buildMenu();
    void layOut();
    std::size_t rowCount() const;
    /// Slots drawn one by one; 0: a bar of levels.
    std::size_t cells(std::size_t model) const;
    double cellSide(std::size_t model) const;
    /// Slots at the end of a bar.
    double barEnd(std::size_t model) const;
    std::size_t queueMarks(std::size_t waiting) const;
    double rowTop(std::size_t row) const { return m_places.top + double(row) * m_places.row; }
    std::span<const std::uint32_t> queueOf(std::size_t row) const;
    std::optional<std::uint32_t> visitAt(QPointF at) const;
    std::optional<std::uint32_t> focusedVisit() const;
    std::vector<std::uint32_t> visitsIn(std::size_t row) const;
    /// The query of that visit, where there is one.
    std::optional<std::uint32_t> queryOf(std::optional<std::uint32_t> visit) const;
    QColor levelColor(std::uint32_t visit, const Theme& theme) const;
    QColor runColor(const Theme& theme) const;
    void describe();
    void fillTable();
    void moveFocus(int rows, int places);
    QPixmap ground() const;
    void paintLegend(QPainter& painter, const Theme& theme) const;
    void paintStill(QPainter& painter, const Theme& theme) const;
    void paintFigures(QPainter& painter, const Theme& theme) const;
    void paintRow(QPainter& painter, const Theme& theme, std::size_t model) const;
    void paintCells(QPainter& painter, const Theme& theme, std::size_t model) const;
    void paintBar(QPainter& painter, const Theme& theme, std::size_t model) const;
    void paintOut(QPainter& painter, const Theme& theme, std::size_t model, double until) const;
    void paintQueue(QPainter& painter, const Theme& theme, std::size_t row) const;
    void paintBusy(QPainter& painter, const Theme& theme, std::size_t model) const;
    void paintFocus(QPainter& painter, const Theme& theme) const;
    void savePicture();
    void saveTable();

    std::shared_ptr<const LoadView> m_view;
    std::size_t m_run = 0;
    std::unique_ptr<RunCursor> m_cursor;
    QString m_title;
    std::array<QString, kFigures> m_figures;
    QString m_sentence;
    bool m_stale = false;
    bool m_recorded = false;  ///< accuracy is the realized one
    Places m_places;
    QPixmap m_ground;
    std::size_t m_focusRow = 0;
    std::size_t m_focusPlace = 0;
    QToolButton* m_more = nullptr;
    QTableWidget* m_table = nullptr;
};

}  // namespace orl
