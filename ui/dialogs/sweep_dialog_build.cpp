// What the sweep dialog is made of.
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "core/route/router.h"
#include "ui/dialogs/sweep_axis_field.h"
#include "ui/dialogs/sweep_data.h"
#include "ui/dialogs/sweep_dialog.h"
#include "ui/style/tokens.h"

namespace orl {

namespace {
constexpr int kSweepWidth = 940;
constexpr int kSweepHeight = 680;
}  // namespace

void SweepDialog::build() {
    m_x = new SweepAxisField(tr("S&weep"), false);
    m_y = new SweepAxisField(tr("a&gainst"), true);
    m_map = new HeatMapChart;
    m_curves = new SweepChart(tr("Sweep"));
    for (ChartPanel* chart :
         {static_cast<ChartPanel*>(m_map), static_cast<ChartPanel*>(m_curves)}) {
        chart->setEmptyText(tr("Choose one setting or two, and sweep."));
        connect(chart, &ChartPanel::exported, this, [this](const QString& error) {
            m_said = error;
            askChanged();
        });
    }
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_map);
    m_stack->addWidget(m_curves);
    m_note = new QLabel;
    m_note->setWordWrap(true);
    m_note->setTextFormat(Qt::PlainText);
    m_note->setMinimumHeight(2 * m_note->fontMetrics().height());
    m_note->setAlignment(Qt::AlignLeft | Qt::AlignTop);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(space::kGap);
    column->addWidget(m_x);
    column->addWidget(m_y);
    column->addLayout(buildRow());
    column->addWidget(m_stack, 1);
    column->addWidget(m_note);
    resize(kSweepWidth, kSweepHeight);
}

QLayout* SweepDialog::buildRow() {
    m_router = new QComboBox;
    for (const RouterInfo& info : routerCatalogue()) {
        const std::string id(info.id);
        m_router->addItem(sweptRouterTitle(id), QByteArray::fromStdString(id));
    }
    m_router->setCurrentIndex(m_router->findData(QByteArray("dual")));
    m_figure = new QComboBox;
    for (const GridFigure figure :
         {GridFigure::CostPer1000, GridFigure::CostAMonth, GridFigure::Predicted,
          GridFigure::Realized, GridFigure::Seconds, GridFigure::Gap}) {
        m_figure->addItem(figureTitle(figure), int(figure));
    }
    m_routerLabel = new QLabel(tr("&Router"));
    m_routerLabel->setBuddy(m_router);
    m_figureLabel = new QLabel(tr("S&hades"));
    m_figureLabel->setBuddy(m_figure);
    m_sweep = new QPushButton(tr("&Sweep"));
    m_sweep->setDefault(true);
    m_cancel = new QPushButton(tr("&Cancel"));
    m_save = new QPushButton(tr("&Export CSV…"));
    m_command = new QPushButton(tr("Copy co&mmand"));
    m_command->setToolTip(tr("The command line that makes this sweep, byte for byte"));
    for (QPushButton* button : {m_cancel, m_save, m_command}) button->setAutoDefault(false);
    m_progress = new QProgressBar;
    m_progress->setRange(0, 1000);
    m_progress->setTextVisible(false);
    m_progress->setFixedWidth(120);
    auto* row = new QHBoxLayout;
    for (QWidget* part : std::initializer_list<QWidget*>{m_routerLabel, m_router, m_figureLabel,
                                                         m_figure, m_sweep, m_cancel, m_progress}) {
        row->addWidget(part);
    }
    row->addStretch(1);
    row->addWidget(m_save);
    row->addWidget(m_command);
    return row;
}

}  // namespace orl
