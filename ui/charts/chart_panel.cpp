#include "ui/charts/chart_panel.h"

#include <QCheckBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QResizeEvent>
#include <QStackedLayout>
#include <QToolButton>
#include <algorithm>

#include "ui/charts/plot_view.h"
#include "ui/style/panel.h"

namespace orl {

namespace {

void setColor(QWidget* widget, QPalette::ColorRole role, const QColor& color) {
    QPalette palette = widget->palette();
    palette.setColor(role, color);
    widget->setPalette(palette);
}

}  // namespace

ChartPanel::ChartPanel(const QString& title, QWidget* parent)
    : QFrame(parent), m_theme(Theme::of(palette())) {
    setFrameShape(QFrame::NoFrame);
    setMinimumSize(280, 180);

    auto* const whole = new QVBoxLayout(this);
    whole->setContentsMargins(8, 5, 4, 4);
    whole->setSpacing(1);
    buildHeader(title);
    whole->addLayout(m_header);
    m_notice = new QLabel(this);
    m_notice->setTextFormat(Qt::PlainText);
    m_notice->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.88);
    m_notice->setFont(small);
    m_notice->setForegroundRole(QPalette::WindowText);
    m_notice->hide();
    whole->addWidget(m_notice);

    m_body = new QWidget(this);
    auto* const row = new QHBoxLayout(m_body);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(2);
    m_plotLayout = new QVBoxLayout;
    m_plotLayout->setSpacing(2);
    row->addLayout(m_plotLayout, 1);
    m_legend = new LegendList(m_body);
    row->addWidget(m_legend);

    m_emptyText = new QLabel(tr("Nothing to show yet"), this);
    m_emptyText->setAlignment(Qt::AlignCenter);
    m_emptyText->setWordWrap(true);
    m_stack = new QStackedLayout;
    m_stack->addWidget(m_body);
    m_stack->addWidget(m_emptyText);
    m_stack->setCurrentWidget(m_emptyText);
    whole->addLayout(m_stack, 1);

    connect(m_legend, &LegendList::toggled, this,
            [this](const QString& key) { setSeriesVisible(key, !isSeriesVisible(key)); });
    connect(m_legend, &LegendList::highlighted, this, [this](const QString& key) {
        m_highlighted = key;
        refresh();
    });
}

ChartPanel::~ChartPanel() = default;

void ChartPanel::paintEvent(QPaintEvent*) {
    paintPanel(*this);
}

void ChartPanel::buildHeader(const QString& title) {
    m_header = new QHBoxLayout;
    m_header->setSpacing(6);
    m_titleText = title;
    m_title = new QLabel(title, this);
    m_title->installEventFilter(this);
    m_title->setTextFormat(Qt::PlainText);
    m_title->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    QFont bold = font();
    bold.setWeight(QFont::DemiBold);
    m_title->setFont(bold);
    m_header->addWidget(m_title, 1);
    m_status = new QLabel(this);
    m_status->setTextFormat(Qt::PlainText);
    m_status->setForegroundRole(QPalette::PlaceholderText);
    m_status->hide();
    m_header->addWidget(m_status);
    m_statusLater.setSingleShot(true);
    m_statusLater.setInterval(250);
    connect(&m_statusLater, &QTimer::timeout, m_status, &QWidget::show);

    m_export = new QToolButton(this);
    m_export->setText(QStringLiteral("⋯"));
    m_export->setToolTip(tr("Copy or export this chart"));
    m_export->setAccessibleName(tr("Copy or export this chart"));
    m_export->setAutoRaise(true);
    m_menu = new QMenu(m_export);
    m_menu->addAction(tr("Copy image"), this, &ChartPanel::copyImage);
    m_menu->addAction(tr("Copy data as a table"), this, &ChartPanel::copyData);
    m_menu->addSeparator();
    QAction* slide = m_menu->addAction(tr("Slide picture…"), this, [this] { exportTo("slide"); });
    slide->setToolTip(tr("16:9, with title, data, constraints and source in it"));
    m_menu->setToolTipsVisible(true);
    m_menu->addAction(tr("Save as PNG…"), this, [this] { exportTo("png"); });
    m_menu->addAction(tr("Save as SVG…"), this, [this] { exportTo("svg"); });
    m_menu->addAction(tr("Save data as CSV…"), this, [this] { exportTo("csv"); });
    // Not setMenu(): its arrow would be squeezed into the dots.
    connect(m_export, &QToolButton::clicked, this,
            [this] { m_menu->popup(m_export->mapToGlobal(QPoint(0, m_export->height()))); });
    m_header->addWidget(m_export);
}

QString ChartPanel::title() const {
    return m_titleText;
}
void ChartPanel::setTitle(const QString& title) {
    m_titleText = title;
    setAccessibleName(title);
    showTitle();
}

/// As much of it as there is room for, and all of it in the tooltip.
void ChartPanel::showTitle() {
    const QString shown =
        m_title->fontMetrics().elidedText(m_titleText, Qt::ElideRight, m_title->width());
    m_title->setText(shown);
    m_title->setToolTip(shown == m_titleText ? QString() : m_titleText);
}

bool ChartPanel::eventFilter(QObject* watched, QEvent* event) {
    if (watched == m_title && event->type() == QEvent::Resize) showTitle();
    return QFrame::eventFilter(watched, event);
}

void ChartPanel::setNotice(const QString& text, bool warning) {
    m_warning = warning;
    m_notice->setText(text);
    m_notice->setToolTip(text);
    m_notice->setVisible(!text.isEmpty());
    setColor(m_notice, QPalette::WindowText, warning ? m_theme.warning : m_theme.mutedText);
}

QString ChartPanel::notice() const {
    return m_notice->text();
}
void ChartPanel::setStatus(const QString& text, const QString& tooltip) {
    m_status->setText(text);
    m_status->setToolTip(tooltip.isEmpty() ? text : tooltip);
    if (text.isEmpty()) {
        m_statusLater.stop();
        m_status->hide();
    } else if (m_status->isHidden() && !m_statusLater.isActive()) {
        m_statusLater.start();
    }
}

QString ChartPanel::status() const {
    return m_status->text();
}

void ChartPanel::setEmptyText(const QString& text) {
    m_emptyText->setText(text);
}
QString ChartPanel::emptyText() const {
    return m_emptyText->text();
}
bool ChartPanel::isEmpty() const {
    return m_stack->currentWidget() == m_emptyText;
}

void ChartPanel::setEmpty(bool empty) {
    m_stack->setCurrentWidget(empty ? static_cast<QWidget*>(m_emptyText) : m_body);
    m_export->setEnabled(!empty);
}

void ChartPanel::setLegendVisible(bool visible) {
    m_legend->setVisible(visible);
}

bool ChartPanel::isSeriesVisible(const QString& key) const {
    return !m_hidden.contains(key);
}

void ChartPanel::setSeriesVisible(const QString& key, bool visible) {
    if (visible == isSeriesVisible(key)) return;
    if (visible) {
        m_hidden.removeAll(key);
    } else {
        m_hidden.append(key);
    }
    refresh();
    emit seriesVisibilityChanged(key, visible);
}

void ChartPanel::setLegendEntries(std::vector<LegendEntry> entries) {
    m_legend->setEntries(std::move(entries), m_hidden);
}

void ChartPanel::settle() {
    for (PlotView* plot : m_plots) {
        plot->x().settle();
        plot->y().settle();
    }
    refresh();
}

PlotView* ChartPanel::addPlot(int stretch) {
    auto* const plot = new PlotView(m_body);
    plot->setTheme(m_theme);
    plot->setAccessibleName(title());
    m_plotLayout->addWidget(plot, stretch);
    m_plots.push_back(plot);
    return plot;
}

void ChartPanel::setPlotsBeside() {
    m_plotLayout->setDirection(QBoxLayout::LeftToRight);
    m_plotLayout->setSpacing(space::kGap);
}

void ChartPanel::addHeaderWidget(QWidget* widget) {
    m_header->insertWidget(m_header->count() - 1, widget);
}

void ChartPanel::addScaleSwitch(AxisScale& axis) {
    m_scale = new QCheckBox(tr("log"), this);
    m_scale->setToolTip(tr("Costs on a logarithmic axis, else on a linear one"));
    m_scale->setAccessibleName(tr("Logarithmic cost axis"));
    m_scale->setChecked(axis.isLogWanted());
    connect(m_scale, &QCheckBox::toggled, this, [this, &axis](bool on) {
        axis.setLogWanted(on);
        settle();
    });
    addHeaderWidget(m_scale);
}

bool ChartPanel::isLogarithmic() const {
    return m_scale && m_scale->isChecked();
}

void ChartPanel::setLogarithmic(bool logarithmic) {
    if (m_scale) m_scale->setChecked(logarithmic);
}

QAction* ChartPanel::addMenuAction(const QString& text) {
    if (!m_ownActions) m_menu->addSeparator();
    m_ownActions = true;
    return m_menu->addAction(text);
}

QString costAxisTitle(const AxisScale& axis) {
    QString title = ChartPanel::tr("cost, USD per 1,000 queries");
    if (axis.isLog()) return title + ChartPanel::tr(" (log)");
    if (axis.isLogWanted()) return title + ChartPanel::tr(" (linear: a cost is 0)");
    return title;
}

void ChartPanel::resizeEvent(QResizeEvent* event) {
    QFrame::resizeEvent(event);
    m_legend->setPanelWidth(width());
}

void ChartPanel::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_legend) applyTheme();
}

void ChartPanel::applyTheme() {
    const Theme theme = Theme::of(palette());
    if (theme == m_theme) return;
    m_theme = theme;
    for (PlotView* plot : m_plots) plot->setTheme(theme);
    m_legend->setTheme(theme);
    setNotice(notice(), m_warning);
    refresh();
}

}  // namespace orl
