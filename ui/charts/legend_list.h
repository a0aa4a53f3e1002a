#pragma once

#include <QColor>
#include <QList>
#include <QListWidget>
#include <QString>
#include <vector>

#include "ui/style/palette.h"

namespace orl {

/// One row of a legend.
struct LegendEntry {
    enum class Swatch { Box, Line, Marker };
    QString key;  ///< identity of the series, e.g. "model:3" or a router id
    QString label;
    QColor color;
    Swatch swatch = Swatch::Box;
    QList<qreal> dashes;
    qreal width = 2.0;
    MarkerShape marker = MarkerShape::Circle;
    QString note = {};  ///< at the right end, quiet: a count
    bool operator==(const LegendEntry&) const = default;
};

/// Legend beside a plot: swatch and name, long names elided with the whole name as tooltip, rows
/// shrink a little before the list scrolls. A click or Space toggles a series, hovering highlights
/// it.
class LegendList : public QListWidget {
    Q_OBJECT

  public:
    explicit LegendList(QWidget* parent = nullptr);

    /// Keeps what is there when nothing changed.
    void setEntries(std::vector<LegendEntry> entries, const QStringList& hidden);
    const std::vector<LegendEntry>& entries() const { return m_entries; }
    void setTheme(const Theme& theme);
    /// Draws all entries, elided to the rectangle, for exports.
    void paintEntries(QPainter& painter, const QRect& area) const;
    int rowHeight() const;
    /// Of the panel that it is in: a third of that is the most it takes.
    void setPanelWidth(int pixels);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  signals:
    void toggled(const QString& key);
    void highlighted(const QString& key);

  protected:
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    friend class LegendDelegate;
    void paintEntry(QPainter& painter, const QRect& row, const LegendEntry& entry,
                    bool hidden) const;
    QString fitted(const LegendEntry& entry, int room) const;
    int swatchWidth() const;
    void highlightRow(int row);
    void toggleRow(int row);

    std::vector<LegendEntry> m_entries;
    QStringList m_hidden;
    Theme m_theme;
    int m_highlightedRow = -1;
    int m_panelWidth = 1000;
    int m_noteWidth = 0;  ///< of the widest so far, so that the plot beside it keeps its place
};

}  // namespace orl
