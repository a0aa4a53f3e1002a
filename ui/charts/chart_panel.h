#pragma once

#include <QFrame>
#include <QImage>
#include <QString>
#include <QTimer>
#include <vector>

#include "ui/charts/legend_list.h"
#include "ui/charts/slide.h"
#include "ui/style/palette.h"

class QAction;
class QBoxLayout;
class QCheckBox;
class QHBoxLayout;
class QLabel;
class QMenu;
class QStackedLayout;
class QToolButton;

namespace orl {

class AxisScale;
class PlotView;

/// Frame around one or more plots that share a legend: title, notice line, export menu, legend at
/// the right, text in place of the plots while there is nothing to show. Follows the application's
/// palette (light and dark) at once. Axes keep their ranges during a drag; call settle() at its
/// end.
class ChartPanel : public QFrame {
    Q_OBJECT

  public:
    explicit ChartPanel(const QString& title, QWidget* parent = nullptr);
    ~ChartPanel() override;

    QString title() const;
    void setTitle(const QString& title);
    /// One quiet line under the title, or an amber one when it is a warning; empty hides it.
    void setNotice(const QString& text, bool warning = false);
    QString notice() const;
    /// A few words beside the title about how old the data are; empty for none. Come with a short
    /// delay, so that they do not flicker while answers follow each other.
    void setStatus(const QString& text, const QString& tooltip = {});
    QString status() const;
    /// Shown in place of the plots while the chart has no data.
    void setEmptyText(const QString& text);
    QString emptyText() const;
    bool isEmpty() const;

    void setLegendVisible(bool visible);
    LegendList* legend() const { return m_legend; }
    /// What the user switched off in the legend stays off when new data arrive.
    bool isSeriesVisible(const QString& key) const;
    void setSeriesVisible(const QString& key, bool visible);

    /// How the axis that addScaleSwitch() has named is divided, as the user wants it.
    bool isLogarithmic() const;
    void setLogarithmic(bool logarithmic);

    /// Lets the axes fit the present data exactly: at the end of a drag, or on new data.
    void settle();

    const Theme& theme() const { return m_theme; }
    const std::vector<PlotView*>& plots() const { return m_plots; }

    /// The exact data shown, hidden series left out; header row with units; numbers round-trip.
    virtual QString csv() const = 0;
    /// Title, notice, plots and whole legend, `scale` times the size on screen.
    QImage image(qreal scale = 2.0) const;
    /// @throws Error when the file cannot be written
    void savePng(const QString& path) const;
    void saveSvg(const QString& path) const;
    void saveCsv(const QString& path) const;
    /// 1920 × 1080 for a slide, PNG or by its name's end SVG: the chart in light colours with large
    /// text, title, what the words say, and notice. @throws Error when the file cannot be written,
    /// or there is no font to write with
    void saveSlide(const QString& path, const SlideWords& words);
    /// As saveSlide() writes it.
    QImage slide(const SlideWords& words);
    void copyImage();
    /// What csv() says, as text and as a table of a document.
    void copyData() const;
    /// A control in the header, left of the export button.
    void addHeaderWidget(QWidget* widget);
    /// An entry of its own at the end of the menu; the panel owns it.
    QAction* addMenuAction(const QString& text);

  signals:
    void seriesVisibilityChanged(const QString& key, bool visible);
    /// An export from the menu was written, or could not be: then a text for a banner.
    void exported(const QString& error);

  protected:
    /// Adds a plot below the earlier ones.
    PlotView* addPlot(int stretch = 1);
    /// All plots in one row instead of one below the other.
    void setPlotsBeside();
    /// A box in the header with which the user chooses between linear and logarithmic.
    void addScaleSwitch(AxisScale& axis);
    void setEmpty(bool empty);
    void setLegendEntries(std::vector<LegendEntry> entries);
    /// Key of the legend entry under the mouse; empty for none, and for one that is switched off:
    /// all others would stay faded for something that is not there.
    QString highlighted() const {
        return isSeriesVisible(m_highlighted) ? m_highlighted : QString();
    }

    /// Brings the plots in line with data, theme, visible and highlighted series.
    virtual void refresh() = 0;
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void buildHeader(const QString& title);
    void showTitle();
    void applyTheme();
    /// @param what "png", "svg", "csv" or "slide"
    void exportTo(const char* what);
    void paintWhole(QPainter& painter, QSize size) const;
    void paintBody(QPainter& painter, QPoint topLeft) const;
    void paintSlide(QPainter& painter, const SlideWords& words);
    SlideWords slideWords() const;
    QSize exportSize() const;

    Theme m_theme;
    QString m_titleText;
    QLabel* m_title = nullptr;
    QLabel* m_notice = nullptr;
    QLabel* m_status = nullptr;
    QTimer m_statusLater;
    QLabel* m_emptyText = nullptr;
    QHBoxLayout* m_header = nullptr;
    QToolButton* m_export = nullptr;
    QCheckBox* m_scale = nullptr;
    QMenu* m_menu = nullptr;
    QWidget* m_body = nullptr;
    QStackedLayout* m_stack = nullptr;
    QBoxLayout* m_plotLayout = nullptr;
    LegendList* m_legend = nullptr;
    std::vector<PlotView*> m_plots;
    QString m_highlighted;
    QStringList m_hidden;
    bool m_warning = false;
    bool m_ownActions = false;
};

/// Title of an axis of costs, which says how it is divided, and why not as wanted.
QString costAxisTitle(const AxisScale& axis);
/// A text as a CSV field, quoted where it must be.
QString csvField(const QString& text);
/// The shortest text that reads back as the same number; empty for NaN.
QString csvNumber(double value);

}  // namespace orl
